package dev.hone.gateway.transfer;

import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads the content of OpenClaw's messages: a text, or blocks. */
final class OpenClawText {

  private OpenClawText() {}

  static String of(JsonNode content) {
    if (content.isString()) {
      return content.stringValue();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode block : content) {
      switch (block.path("type").asString("")) {
        case "text" -> text.append(block.path("text").asString(""));
        case "image" -> text.append("[image]");
        default -> {
          // Thinking is not said; calls are read on their own.
        }
      }
    }
    return text.toString();
  }

  static List<ToolCall> calls(JsonNode content) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode block : content) {
      if (block.path("type").asString("").equals("toolCall")) {
        calls.add(
            new ToolCall(
                block.path("id").asString(""),
                block.path("name").asString(""),
                block.path("arguments").isObject() ? Json.text(block.path("arguments")) : "{}"));
      }
    }
    return calls;
  }

  /** A command that the user ran beside the agent, as the model sees it. */
  static String ofShell(JsonNode message) {
    return "Ran `"
        + message.path("command").asString("")
        + "`\n"
        + message.path("output").asString("");
  }
}
