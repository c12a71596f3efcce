package dev.hone.app.agents;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call as it may be kept in the project: who said what in which order, ids, the headers that name
 * sessions. Long texts, which are the programs' own, shrink to how they begin and end; the same
 * text shrinks to the same everywhere. Tools keep their names only. Secrets and folders are gone.
 */
final class Scrubbed {

  private static final Set<String> HEADERS =
      Set.of(
          "user-agent",
          "x-claude-code-session-id",
          "x-claude-code-agent-id",
          "session-id",
          "session_id",
          "thread-id",
          "x-codex-turn-metadata",
          "x-codex-window-id");

  private static final int LONG = 240;
  private static final int HEAD = 72;
  private static final int TAIL = 40;
  private static final int MARKED_LINES = 12;

  /** Lines that tell the session stay, as far as they are short. */
  private static final List<String> TELLING =
      List.of("((day ", "Done with turn", "Runtime: agent=", "running inside OpenClaw");

  private Scrubbed() {}

  static ObjectNode of(SeenCall call) {
    Truth truth = Truth.of(call);
    ObjectNode one = JsonMapper.shared().createObjectNode();
    one.put("session", truth.session()).put("side", truth.side()).put("path", call.path());
    ObjectNode headers = one.putObject("headers");
    call.headers()
        .forEach(
            (name, value) -> {
              if (HEADERS.contains(name)) {
                headers.put(name, folders(value));
              }
            });
    ObjectNode body = call.body().deepCopy();
    if (body.has("tools")) {
      body.set("tools", tools(body.path("tools")));
    }
    one.set("body", texts(body));
    call.answer().ifPresent(answer -> one.set("answer", texts(answer.deepCopy())));
    return one;
  }

  /** Names only; kinds of tools that are no functions are left out. */
  private static ArrayNode tools(JsonNode tools) {
    ArrayNode short_ = JsonMapper.shared().createArrayNode();
    for (JsonNode tool : tools) {
      JsonNode function = tool.path("function");
      String name = tool.path("name").asString(function.path("name").asString(""));
      ObjectNode made = JsonMapper.shared().createObjectNode();
      if (!function.isMissingNode()) {
        made.put("type", "function").putObject("function").put("name", name);
      } else if (tool.has("input_schema")) {
        made.put("name", name).putObject("input_schema").put("type", "object");
      } else if (tool.path("type").asString("").equals("function")) {
        made.put("type", "function").put("name", name);
      } else {
        continue;
      }
      short_.add(made);
    }
    return short_;
  }

  private static JsonNode texts(JsonNode node) {
    switch (node) {
      case ObjectNode object ->
          List.copyOf(object.propertyNames())
              .forEach(name -> object.set(name, texts(object.path(name))));
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, texts(array.get(i)));
        }
      }
      default -> {
        if (node.isString()) {
          return JsonMapper.shared().getNodeFactory().stringNode(text(node.stringValue()));
        }
      }
    }
    return node;
  }

  private static String text(String text) {
    String plain = folders(text);
    if (plain.length() <= LONG || plain.startsWith("{\"")) {
      return plain;
    }
    String telling =
        plain
            .lines()
            .skip(1)
            .filter(line -> line.length() <= LONG * 2 && TELLING.stream().anyMatch(line::contains))
            .limit(MARKED_LINES)
            .collect(Collectors.joining("\n"));
    return plain.substring(0, HEAD)
        + " ["
        + Integer.toHexString(plain.hashCode())
        + "]\n"
        + (telling.isEmpty() ? "" : telling + "\n")
        + plain.substring(plain.length() - TAIL);
  }

  private static String folders(String text) {
    return text.replaceAll("/tmp/junit-?\\d+", "/home/user")
        .replaceAll("/home/[a-z]+/", "/home/user/");
  }
}
