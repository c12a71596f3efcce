package dev.hone.learn.simulate;

import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tool that the agent may call. Nothing is done: the result is a text made of the request's
 * values and of what the call says.
 *
 * @param spec as the prompt lists it
 * @param result with {@code {names}} of the request, and {@code {call.NAME}} or {@code
 *     {call.NAME|other}} for an argument of the call, or something else where it has none
 */
public record ToolStub(ToolSpec spec, String result) {

  private static final Pattern ARGUMENT =
      Pattern.compile("\\{call\\.([A-Za-z0-9_-]+)(?:\\|([^{}]*))?}");

  String resultOf(ToolCall call, Map<String, String> values) {
    Map<String, String> known = new LinkedHashMap<>(values);
    Matcher matcher = ARGUMENT.matcher(Template.fill(result, known));
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String given = Arguments.text(call, matcher.group(1));
      String other = matcher.group(2) == null ? "" : matcher.group(2);
      matcher.appendReplacement(
          filled, Matcher.quoteReplacement(given.isEmpty() ? other : escaped(given)));
    }
    return matcher.appendTail(filled).toString();
  }

  /** Results are JSON as a rule; what the model wrote must not break it. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
  }
}
