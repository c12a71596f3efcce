package dev.hone.engine.text;

import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.EngineException;
import dev.hone.engine.text.jinja.MarkedText;
import dev.hone.engine.text.jinja.Template;
import dev.hone.engine.text.jinja.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model's chat template: how a conversation is written for it. What came from outside (contents,
 * names, arguments, tool descriptions) stays marked in the result. Thread-safe.
 */
public final class ChatTemplate {

  private static final long LARGEST_CONFIG = 16L << 20;
  private static final String DEFAULT = "default";
  private static final String TOOL_USE = "tool_use";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * The tokens that a template may name.
   *
   * @param begin empty if there is none
   * @param end empty if there is none
   */
  public record SpecialNames(String begin, String end) {}

  private final Map<String, String> sources;
  private final Map<String, Template> templates = new LinkedHashMap<>();
  private final SpecialNames names;
  private final Clock clock;

  private ChatTemplate(Map<String, String> sources, SpecialNames names, Clock clock) {
    this.sources = sources;
    this.names = names;
    this.clock = clock;
    sources.forEach((name, source) -> templates.put(name, Template.parse(source)));
  }

  /**
   * A template from its text.
   *
   * @param clock for templates that write the date
   * @throws EngineException {@code BAD_MODEL} with the line, if it cannot be read
   */
  public static ChatTemplate parse(String source, SpecialNames names, Clock clock) {
    return new ChatTemplate(Map.of(DEFAULT, source), names, clock);
  }

  /**
   * The template of a model folder: {@code chat_template.jinja}, else {@code chat_template} of
   * {@code tokenizer_config.json}, one or several by name ({@code tool_use} is taken when there are
   * tools).
   *
   * @throws EngineException {@code BAD_MODEL} if there is none or it cannot be read
   */
  public static ChatTemplate read(Path modelFolder, Clock clock) {
    Path configFile = modelFolder.resolve("tokenizer_config.json");
    Path templateFile = modelFolder.resolve("chat_template.jinja");
    try {
      JsonNode config =
          Files.exists(configFile)
              ? JSON.readTree(Files.readAllBytes(limited(configFile)))
              : JSON.createObjectNode();
      SpecialNames names =
          new SpecialNames(tokenName(config, "bos_token"), tokenName(config, "eos_token"));
      Map<String, String> sources =
          Files.exists(templateFile)
              ? Map.of(DEFAULT, Files.readString(limited(templateFile)))
              : sources(config, modelFolder);
      return new ChatTemplate(sources, names, clock);
    } catch (IOException e) {
      throw bad(modelFolder, "cannot be read (" + e.getClass().getSimpleName() + ")", e);
    } catch (JacksonException e) {
      throw bad(modelFolder, "tokenizer_config.json is not valid JSON", e);
    }
  }

  private static Path limited(Path file) throws IOException {
    if (Files.size(file) > LARGEST_CONFIG) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL, file + " is larger than " + LARGEST_CONFIG + " bytes");
    }
    return file;
  }

  private static Map<String, String> sources(JsonNode config, Path folder) {
    JsonNode template = config.path("chat_template");
    Map<String, String> sources = new LinkedHashMap<>();
    if (template.isString()) {
      sources.put(DEFAULT, template.stringValue());
    } else {
      for (JsonNode named : template) {
        sources.put(named.path("name").asString(""), named.path("template").asString(""));
      }
    }
    if (!sources.containsKey(DEFAULT)) {
      throw bad(
          folder,
          "has no chat template; put chat_template.jinja or chat_template in"
              + " tokenizer_config.json there",
          null);
    }
    return sources;
  }

  private static String tokenName(JsonNode config, String field) {
    JsonNode token = config.path(field);
    return token.isString() ? token.stringValue() : token.path("content").asString("");
  }

  private static EngineException bad(Path folder, String message, @Nullable Throwable cause) {
    return new EngineException(
        EngineException.Code.BAD_MODEL, "the model folder " + folder + " " + message, cause);
  }

  /**
   * Writes a conversation.
   *
   * @param openAnswer whether the text ends with the opening of the assistant's answer
   * @throws EngineException {@code BAD_REQUEST} if the template refuses the conversation, {@code
   *     BAD_MODEL} if it fails
   */
  public MarkedText render(Prompt prompt, boolean openAnswer) {
    Map<String, Value> variables = new LinkedHashMap<>();
    variables.put("messages", PromptValues.messages(prompt.messages()));
    variables.put("tools", PromptValues.tools(prompt.tools()));
    variables.put("add_generation_prompt", Value.of(openAnswer));
    variables.put("bos_token", Value.own(names.begin()));
    variables.put("eos_token", Value.own(names.end()));
    return chosen(!prompt.tools().isEmpty()).render(variables, clock);
  }

  private Template chosen(boolean withTools) {
    Template toolUse = withTools ? templates.get(TOOL_USE) : null;
    return toolUse != null ? toolUse : Objects.requireNonNull(templates.get(DEFAULT));
  }

  /** The template's text; of several, the one for tools. */
  public String source() {
    return sources.getOrDefault(TOOL_USE, sources.getOrDefault(DEFAULT, ""));
  }

  /** Every text that decides about a rendering, in a stable order. */
  String identity() {
    StringBuilder all = new StringBuilder();
    new TreeMap<>(sources)
        .forEach((name, source) -> all.append(name).append('\0').append(source).append('\0'));
    return all.append(names.begin()).append('\0').append(names.end()).toString();
  }

  public SpecialNames names() {
    return names;
  }
}
