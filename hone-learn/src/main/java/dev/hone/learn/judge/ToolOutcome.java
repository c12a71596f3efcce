package dev.hone.learn.judge;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads whether a tool's result is an error: exit codes, HTTP status, JSON-RPC errors, exceptions,
 * summaries of test runs. Says nothing of what a text means; a file that merely speaks of errors is
 * not one.
 */
final class ToolOutcome {

  /** Results are cut here before patterns run over them: errors stand at the start or the end. */
  private static final int MAX_LOOKED_AT = 16_384;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int CASELESS = Pattern.CASE_INSENSITIVE | Pattern.MULTILINE;

  private static final Pattern EXIT =
      Pattern.compile(
          "(?:exit(?:ed)?(?: with)?|finished with exit|terminated with)[ _]?"
              + "(?:code|status|value)?\\s*[:=]?\\s*(-?\\d{1,6})\\b",
          CASELESS);
  private static final Pattern HTTP =
      Pattern.compile(
          "\\bHTTP(?:/[\\d.]+)?\\s+([1-5]\\d\\d)\\b|\\bstatus(?:[ _]?code)?\\s*[:=]?\\s*([1-5]\\d\\d)\\b",
          CASELESS);
  private static final Pattern SUREFIRE =
      Pattern.compile("Failures:\\s*(\\d+),\\s*Errors:\\s*(\\d+)", CASELESS);
  private static final Pattern COUNTED =
      Pattern.compile("\\b(\\d+)\\s+(?:tests?\\s+)?(?:failed|failing|failures?)\\b", CASELESS);

  /** Lines that only failures print. */
  private static final List<Pattern> TRACES =
      List.of(
          Pattern.compile("^Traceback \\(most recent call last\\):", CASELESS),
          Pattern.compile("^Exception in thread ", CASELESS),
          Pattern.compile("^(?:[\\w$]+\\.)*[A-Z]\\w*(?:Exception|Error)(?::|$)", Pattern.MULTILINE),
          Pattern.compile("^\\s*(?:fatal |unexpected )?(?:error|fehler|erreur)\\s*[:!]", CASELESS),
          Pattern.compile("^fatal: ", CASELESS),
          Pattern.compile("^panic: ", Pattern.MULTILINE),
          Pattern.compile("\\bcommand not found\\s*$", CASELESS),
          Pattern.compile(": No such file or directory\\s*$", CASELESS),
          Pattern.compile(": Permission denied\\s*$", CASELESS),
          Pattern.compile("^Segmentation fault", CASELESS),
          Pattern.compile("^(?:\\[ERROR\\] )?BUILD FAIL(?:URE|ED)", CASELESS),
          Pattern.compile("^not ok \\d+", CASELESS),
          Pattern.compile("^--- FAIL: ", CASELESS),
          Pattern.compile("^FAILED \\(", Pattern.MULTILINE));

  private ToolOutcome() {}

  /** What went wrong, in a few words; empty if nothing did. */
  static Optional<String> error(String result) {
    String text = result.strip();
    if (text.startsWith("{") || text.startsWith("[")) {
      Optional<JsonNode> tree = parse(text);
      if (tree.isPresent()) {
        return ofJson(tree.get());
      }
    }
    return ofText(
        text.length() <= MAX_LOOKED_AT
            ? text
            : text.substring(0, MAX_LOOKED_AT / 2)
                + "\n"
                + text.substring(text.length() - MAX_LOOKED_AT / 2));
  }

  private static Optional<JsonNode> parse(String text) {
    try {
      return Optional.of(JSON.readTree(text));
    } catch (JacksonException notJson) {
      // Tools print what they like; text that only begins like JSON is read as text.
      return Optional.empty();
    }
  }

  private static Optional<String> ofJson(JsonNode node) {
    if (!node.isObject()) {
      return Optional.empty();
    }
    JsonNode error = node.path("error");
    if (isSet(error)) {
      return Optional.of(node.has("jsonrpc") ? "JSON-RPC error" : "error in the result");
    }
    if (isSet(node.path("errors"))) {
      return Optional.of("errors in the result");
    }
    for (String name : List.of("isError", "is_error")) {
      if (node.path(name).isBoolean() && node.path(name).booleanValue()) {
        return Optional.of(name + " is true");
      }
    }
    for (String name : List.of("success", "ok")) {
      if (node.path(name).isBoolean() && !node.path(name).booleanValue()) {
        return Optional.of(name + " is false");
      }
    }
    for (String name : List.of("exit_code", "exitCode", "returncode", "return_code")) {
      if (node.path(name).isIntegralNumber() && node.path(name).intValue() != 0) {
        return Optional.of("exit code " + node.path(name).intValue());
      }
    }
    for (String name : List.of("status", "statusCode", "status_code", "http_status")) {
      JsonNode status = node.path(name);
      if (status.isIntegralNumber() && status.intValue() >= 400 && status.intValue() < 600) {
        return Optional.of("HTTP status " + status.intValue());
      }
      if (status.isString() && status.stringValue().matches("(?i)error|failed|failure")) {
        return Optional.of("status " + status.stringValue());
      }
    }
    return Optional.empty();
  }

  private static boolean isSet(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return false;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isString()) {
      return !node.stringValue().isBlank();
    }
    if (node.isNumber()) {
      return node.intValue() != 0;
    }
    return !node.isEmpty();
  }

  private static Optional<String> ofText(String text) {
    Matcher tests = SUREFIRE.matcher(text);
    while (tests.find()) {
      if (!isZero(tests.group(1)) || !isZero(tests.group(2))) {
        return Optional.of("failed tests");
      }
    }
    Matcher exit = EXIT.matcher(text);
    if (exit.find()) {
      // A command that says it ended well did, whatever it printed on the way.
      return isZero(exit.group(1)) ? Optional.empty() : Optional.of("exit code " + exit.group(1));
    }
    Matcher counted = COUNTED.matcher(text);
    if (counted.find() && !isZero(counted.group(1))) {
      return Optional.of("failed tests");
    }
    Matcher http = HTTP.matcher(text);
    if (http.find()) {
      String status = http.group(1) == null ? http.group(2) : http.group(1);
      if (status.charAt(0) >= '4') {
        return Optional.of("HTTP status " + status);
      }
    }
    for (Pattern trace : TRACES) {
      if (trace.matcher(text).find()) {
        return Optional.of("an error message");
      }
    }
    return Optional.empty();
  }

  private static boolean isZero(String digits) {
    return digits.chars().allMatch(c -> c == '0' || c == '-');
  }
}
