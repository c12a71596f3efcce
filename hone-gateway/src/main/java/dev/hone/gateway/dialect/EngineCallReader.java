package dev.hone.gateway.dialect;

import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Sampling;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayOptions;
import dev.hone.gateway.dialect.DialectRequest.Knobs;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes a call for our own engine of a request in any dialect. What would change the answer and
 * cannot be done is refused; fields that are not known are left alone.
 */
public final class EngineCallReader {

  /** Most stop texts. */
  static final int MAX_STOP = 64;

  /** Fields that ask for what the engine has not. */
  private static final List<String> REFUSED =
      List.of("conversation", "prompt", "mcp_servers", "container", "tool_choice");

  private final GatewayOptions.Answers defaults;

  public EngineCallReader(GatewayOptions.Answers defaults) {
    this.defaults = defaults;
  }

  /**
   * Reads it.
   *
   * @throws GatewayException {@code BAD_REQUEST} or {@code UNSUPPORTED}, naming the field
   */
  public EngineCall read(DialectRequest request) {
    refuse(request);
    Prompt prompt = PromptText.strict(request);
    return new EngineCall(
        request.model(),
        prompt,
        choice(request.choice(), prompt),
        sampling(request.knobs()),
        request.user(),
        false,
        0,
        request.stream(),
        request.includeUsage());
  }

  private static void refuse(DialectRequest request) {
    for (Map.Entry<String, JsonNode> field : request.extra().properties()) {
      if (REFUSED.contains(field.getKey()) && !field.getValue().isNull()) {
        throw unsupported(
            field.getKey(), "'" + field.getKey() + "' is not supported by this model.");
      }
    }
    if (request.extra().path("background").asBoolean(false)) {
      throw unsupported("background", "'background' is not supported; leave it out.");
    }
    if (request.shape() != null) {
      String field =
          switch (request.dialect()) {
            case CHAT -> "response_format";
            case RESPONSES -> "text.format";
            case MESSAGES -> "output_config.format";
          };
      throw unsupported(
          field,
          "'"
              + field
              + "' is not supported by this model; ask for text, or declare a tool with the schema"
              + " you need.");
    }
  }

  private static GatewayException unsupported(String param, String message) {
    return new GatewayException(GatewayException.Code.UNSUPPORTED, message, param, null);
  }

  private static ToolChoice choice(@Nullable ToolChoice choice, Prompt prompt) {
    boolean tools = !prompt.tools().isEmpty();
    return switch (choice) {
      case null -> tools ? new ToolChoice.Auto() : new ToolChoice.None();
      case ToolChoice.Auto auto -> tools ? auto : new ToolChoice.None();
      case ToolChoice.None none -> none;
      case ToolChoice.Required required -> {
        if (!tools) {
          throw GatewayException.badRequest(
              "tool_choice", "'tool_choice' asks for a call but there are no 'tools'.");
        }
        yield required;
      }
      case ToolChoice.Named named -> {
        if (prompt.tools().stream().noneMatch(tool -> tool.name().equals(named.name()))) {
          throw GatewayException.badRequest(
              "tool_choice",
              "'tool_choice' names '" + named.name() + "', which is not among 'tools'.");
        }
        yield named;
      }
    };
  }

  private Sampling sampling(Knobs knobs) {
    Double topP = knobs.topP();
    if (topP != null && topP == 0) {
      throw GatewayException.badRequest(
          "top_p", "'top_p' is 0; it must be above 0. For the likeliest token set temperature 0.");
    }
    if (knobs.stop().size() > MAX_STOP) {
      throw GatewayException.badRequest(
          "stop_sequences",
          "There are " + knobs.stop().size() + " stop texts; at most " + MAX_STOP + ".");
    }
    if (knobs.stop().contains("")) {
      throw GatewayException.badRequest("stop_sequences", "A stop text is empty.");
    }
    long tokens = knobs.maxTokens() == null ? defaults.maxTokens() : knobs.maxTokens();
    return new Sampling(
        knobs.temperature() == null ? defaults.temperature() : knobs.temperature(),
        topP == null ? 1 : topP,
        knobs.topK() == null ? 0 : (int) Math.clamp(knobs.topK(), 0, Integer.MAX_VALUE),
        knobs.seed(),
        knobs.stop(),
        knobs.presencePenalty() == null ? 0 : knobs.presencePenalty(),
        knobs.frequencyPenalty() == null ? 0 : knobs.frequencyPenalty(),
        (int) Math.min(tokens, defaults.mostTokens()));
  }
}
