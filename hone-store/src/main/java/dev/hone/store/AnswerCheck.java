package dev.hone.store;

import dev.hone.core.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What must hold of an answer. All that is said must hold; letters of either case are the same.
 *
 * @param contains each of them stands in the answer
 * @param lacks none of them stands in the answer, nor in the arguments of its calls
 * @param matches a regular expression that is found in the answer; null: none
 * @param calls a tool that is called; null: none must be
 * @param neverCalls tools that are not called
 * @param json whether the answer is a JSON value
 * @param longest most characters of the answer; 0: no bound
 */
public record AnswerCheck(
    List<String> contains,
    List<String> lacks,
    @Nullable Pattern matches,
    @Nullable String calls,
    List<String> neverCalls,
    boolean json,
    int longest) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> WORDS =
      Set.of("contains", "lacks", "matches", "calls", "never_calls", "json", "longest");

  /** Longest text of a check. */
  private static final int MOST_CHARACTERS = 4_000;

  public AnswerCheck {
    contains = List.copyOf(contains);
    lacks = List.copyOf(lacks);
    neverCalls = List.copyOf(neverCalls);
  }

  /**
   * Reads the JSON form.
   *
   * @throws IllegalArgumentException that says what is wrong, in a sentence
   */
  public static AnswerCheck parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "a check must have at most " + MOST_CHARACTERS + " characters");
    }
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("a check must be a JSON object", e);
    }
    if (!node.isObject() || node.isEmpty()) {
      throw new IllegalArgumentException(
          "a check must be a JSON object with at least one of " + new TreeSet<>(WORDS));
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!WORDS.contains(entry.getKey())) {
        throw new IllegalArgumentException(
            "'" + entry.getKey() + "' is not known to a check; known are " + new TreeSet<>(WORDS));
      }
    }
    String matches = node.path("matches").asString("");
    try {
      return new AnswerCheck(
          texts(node.path("contains")),
          texts(node.path("lacks")),
          matches.isEmpty()
              ? null
              : Pattern.compile(matches, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE),
          node.hasNonNull("calls") ? node.path("calls").asString("") : null,
          texts(node.path("never_calls")),
          node.path("json").asBoolean(false),
          node.path("longest").asInt(0));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'matches' is no regular expression: " + e.getMessage(), e);
    }
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isString()) {
      texts.add(node.asString(""));
    }
    node.forEach(one -> texts.add(one.asString("")));
    return texts;
  }

  /** Whether an answer is right. */
  public boolean passes(String text, List<ToolCall> called) {
    String said = text.toLowerCase(Locale.ROOT);
    StringBuilder all = new StringBuilder(said);
    for (ToolCall call : called) {
      all.append('\n').append(call.arguments().toLowerCase(Locale.ROOT));
    }
    return contains.stream().allMatch(one -> said.contains(one.toLowerCase(Locale.ROOT)))
        && lacks.stream().noneMatch(one -> all.indexOf(one.toLowerCase(Locale.ROOT)) >= 0)
        && (matches == null || matches.matcher(text).find())
        && (calls == null || calls(called, calls))
        && neverCalls.stream().noneMatch(name -> calls(called, name))
        && (!json || isJson(text))
        && (longest == 0 || text.length() <= longest);
  }

  private static boolean calls(List<ToolCall> called, String name) {
    return called.stream().anyMatch(call -> call.name().equals(name));
  }

  private static boolean isJson(String text) {
    try {
      return !JSON.readTree(text).isMissingNode();
    } catch (JacksonException e) {
      return false;
    }
  }
}
