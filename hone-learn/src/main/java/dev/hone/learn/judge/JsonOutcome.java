package dev.hone.learn.judge;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads results that are JSON: the fields by which services say that a call failed or goes on. */
final class JsonOutcome {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Set<String> ERRORS =
      Set.of("error", "errors", "fehler", "errores", "erreur", "erreurs", "exception", "fault");
  private static final Pattern FAILED =
      Pattern.compile(
          "(?i)error|err|failed|fail|failure|denied|rejected|invalid|timeout|fehler|fallido");
  private static final Pattern GOES_ON =
      Pattern.compile("(?i)pending|running|queued|in[_ -]?progress|processing|started|scheduled");

  private JsonOutcome() {}

  /** Empty if it is no JSON; tools print what they like. */
  static Optional<ToolOutcome> read(String text) {
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(JSON.readTree(text)));
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  private static ToolOutcome of(JsonNode node) {
    if (!node.isObject()) {
      return ToolOutcome.worked();
    }
    for (String name : ERRORS) {
      if (isSet(node.path(name))) {
        return ToolOutcome.failed(node.has("jsonrpc") ? "JSON-RPC error" : "error in the result");
      }
    }
    for (String name : List.of("isError", "is_error", "failed")) {
      if (node.path(name).isBoolean() && node.path(name).booleanValue()) {
        return ToolOutcome.failed(name + " is true");
      }
    }
    for (String name : List.of("success", "ok", "succeeded")) {
      if (node.path(name).isBoolean() && !node.path(name).booleanValue()) {
        return ToolOutcome.failed(name + " is false");
      }
    }
    for (String name : List.of("exit_code", "exitCode", "returncode", "return_code")) {
      if (node.path(name).isIntegralNumber() && node.path(name).intValue() != 0) {
        return ToolOutcome.failed("exit code " + node.path(name).intValue());
      }
    }
    for (String name : List.of("status", "statusCode", "status_code", "http_status", "code")) {
      JsonNode status = node.path(name);
      if (status.isIntegralNumber() && status.intValue() >= 400 && status.intValue() < 600) {
        return ToolOutcome.failed("HTTP status " + status.intValue());
      }
    }
    for (String name : List.of("status", "state", "result", "outcome")) {
      String word = node.path(name).isString() ? node.path(name).stringValue() : "";
      if (FAILED.matcher(word).matches()) {
        return ToolOutcome.failed(name + " " + word);
      }
      if (GOES_ON.matcher(word).matches()) {
        return ToolOutcome.unclear(name + " " + word);
      }
    }
    return isNothingFound(node) ? ToolOutcome.unclear("nothing was found") : ToolOutcome.worked();
  }

  /** Every list in it is empty, and a count beside them is zero. */
  private static boolean isNothingFound(JsonNode node) {
    boolean emptyList = false;
    boolean zero = false;
    for (JsonNode value : node) {
      if (value.isArray()) {
        if (!value.isEmpty()) {
          return false;
        }
        emptyList = true;
      } else if (value.isIntegralNumber()) {
        if (value.longValue() != 0) {
          return false;
        }
        zero = true;
      } else {
        return false;
      }
    }
    return emptyList && zero;
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
}
