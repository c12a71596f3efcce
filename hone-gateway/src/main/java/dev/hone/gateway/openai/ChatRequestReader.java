package dev.hone.gateway.openai;

import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Sampling;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayOptions;
import dev.hone.gateway.dialect.EngineCall;
import dev.hone.gateway.dialect.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a chat completion request. What would change the answer is read strictly; fields that are
 * not known are left alone.
 */
public final class ChatRequestReader {

  static final int MAX_STOP = 4;
  static final int MAX_TOP_LOGPROBS = 20;
  private static final int MAX_TOP_K = 1_000_000;

  private final GatewayOptions.Answers defaults;

  public ChatRequestReader(GatewayOptions.Answers defaults) {
    this.defaults = defaults;
  }

  /**
   * Reads a body.
   *
   * @throws GatewayException {@code BAD_REQUEST} or {@code UNSUPPORTED}, naming the field
   */
  public EngineCall read(ObjectNode body) {
    Fields fields = Fields.of(body);
    String model = fields.requiredText("model");
    Prompt prompt = MessageReader.strict().prompt(body);
    refuseUnsupported(fields);
    boolean logprobs = fields.flag("logprobs");
    Long top = fields.whole("top_logprobs", 0, MAX_TOP_LOGPROBS);
    if (top != null && top > 0 && !logprobs) {
      throw GatewayException.badRequest(
          "top_logprobs", "'top_logprobs' needs 'logprobs' to be true.");
    }
    boolean stream = fields.flag("stream");
    return new EngineCall(
        model,
        prompt,
        toolChoice(fields, prompt),
        sampling(fields),
        user(fields),
        logprobs,
        top == null ? 0 : top.intValue(),
        stream,
        includeUsage(fields, stream));
  }

  private static void refuseUnsupported(Fields fields) {
    Long n = fields.whole("n", 1, 128);
    if (n != null && n != 1) {
      throw unsupported("n", "'n' is " + n + "; this model gives one answer, send 1.");
    }
    for (String old : List.of("functions", "function_call")) {
      if (fields.has(old)) {
        throw unsupported(old, "'" + old + "' is the older form; send 'tools' and 'tool_choice'.");
      }
    }
    JsonNode format = fields.node("response_format");
    if (format != null) {
      String type = Fields.of(format, "response_format").requiredText("type");
      if (!type.equals("text")) {
        throw unsupported(
            "response_format",
            "'response_format' of type '"
                + type
                + "' is not supported by this model; ask for"
                + " 'text', or declare a tool with the schema you need.");
      }
    }
  }

  private static GatewayException unsupported(String param, String message) {
    return new GatewayException(GatewayException.Code.UNSUPPORTED, message, param, null);
  }

  private Sampling sampling(Fields fields) {
    Double temperature = fields.number("temperature", 0, 2);
    Double topP = fields.number("top_p", 0, 1);
    if (topP != null && topP == 0) {
      throw GatewayException.badRequest(
          "top_p", "'top_p' is 0; it must be above 0. For the likeliest token set temperature 0.");
    }
    Long topK = fields.whole("top_k", -1, MAX_TOP_K);
    Double presence = fields.number("presence_penalty", -2, 2);
    Double frequency = fields.number("frequency_penalty", -2, 2);
    Long asked = fields.whole("max_completion_tokens", 1, Integer.MAX_VALUE);
    if (asked == null) {
      asked = fields.whole("max_tokens", 1, Integer.MAX_VALUE);
    }
    long tokens = asked == null ? defaults.maxTokens() : asked;
    return new Sampling(
        temperature == null ? defaults.temperature() : temperature,
        topP == null ? 1 : topP,
        topK == null ? 0 : (int) Math.max(0, topK),
        fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        stop(fields),
        presence == null ? 0 : presence,
        frequency == null ? 0 : frequency,
        (int) Math.min(tokens, defaults.mostTokens()));
  }

  private static List<String> stop(Fields fields) {
    JsonNode node = fields.node("stop");
    if (node == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    if (node.isString()) {
      texts.add(node.stringValue());
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        if (!node.get(i).isString()) {
          throw Fields.wrong("stop[" + i + "]", "a string", node.get(i));
        }
        texts.add(node.get(i).stringValue());
      }
    } else {
      throw Fields.wrong("stop", "a string or an array of strings", node);
    }
    if (texts.size() > MAX_STOP) {
      throw GatewayException.badRequest(
          "stop", "'stop' has " + texts.size() + " texts; at most " + MAX_STOP + ".");
    }
    if (texts.contains("")) {
      throw GatewayException.badRequest("stop", "'stop' has an empty text.");
    }
    return texts;
  }

  private static ToolChoice toolChoice(Fields fields, Prompt prompt) {
    JsonNode node = fields.node("tool_choice");
    if (node == null) {
      return prompt.tools().isEmpty() ? new ToolChoice.None() : new ToolChoice.Auto();
    }
    if (node.isString()) {
      return switch (node.stringValue()) {
        case "none" -> new ToolChoice.None();
        case "auto" -> prompt.tools().isEmpty() ? new ToolChoice.None() : new ToolChoice.Auto();
        case "required" -> {
          if (prompt.tools().isEmpty()) {
            throw GatewayException.badRequest(
                "tool_choice", "'tool_choice' is 'required' but there are no 'tools'.");
          }
          yield new ToolChoice.Required();
        }
        default ->
            throw GatewayException.badRequest(
                "tool_choice",
                "'tool_choice' is '"
                    + node.stringValue()
                    + "'; use none, auto, required or {\"type\":\"function\",…}.");
      };
    }
    Fields choice = Fields.of(node, "tool_choice");
    JsonNode function = choice.node("function");
    if (!choice.requiredText("type").equals("function") || function == null) {
      throw GatewayException.badRequest(
          "tool_choice",
          "'tool_choice' must name a function: {\"type\":\"function\",\"function\":"
              + "{\"name\":…}}.");
    }
    String name = Fields.of(function, "tool_choice.function").requiredText("name");
    if (prompt.tools().stream().noneMatch(tool -> tool.name().equals(name))) {
      throw GatewayException.badRequest(
          "tool_choice", "'tool_choice' names '" + name + "', which is not among 'tools'.");
    }
    return new ToolChoice.Named(name);
  }

  /** The end user as a body names it; {@code safety_identifier} is the newer field. */
  public static @Nullable String user(Fields fields) {
    String user = fields.text("user");
    return user != null ? user : fields.text("safety_identifier");
  }

  private static boolean includeUsage(Fields fields, boolean stream) {
    JsonNode options = fields.node("stream_options");
    if (options == null) {
      return false;
    }
    if (!stream) {
      throw GatewayException.badRequest(
          "stream_options", "'stream_options' needs 'stream' to be true.");
    }
    return Fields.of(options, "stream_options").flag("include_usage");
  }
}
