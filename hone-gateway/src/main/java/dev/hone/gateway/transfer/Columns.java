package dev.hone.gateway.transfer;

import static dev.hone.gateway.transfer.parquet.ParquetField.flag;
import static dev.hone.gateway.transfer.parquet.ParquetField.group;
import static dev.hone.gateway.transfer.parquet.ParquetField.many;
import static dev.hone.gateway.transfer.parquet.ParquetField.text;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolSpec;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.transfer.parquet.ParquetField;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Parts that several shapes have in common. */
final class Columns {

  private Columns() {}

  static ParquetField messages(String name) {
    return many(name, message("message"));
  }

  /** A message with its calls; their arguments are JSON as text. */
  static ParquetField message(String name) {
    return group(
        name,
        text("role"),
        text("content"),
        many(
            "tool_calls",
            group(
                "call",
                text("id"),
                text("type"),
                group("function", text("name"), text("arguments")))),
        text("tool_call_id"));
  }

  /** Tools as JSON in a text, because schemas of tools have no common shape. */
  static ParquetField tools() {
    return text("tools");
  }

  static ParquetField label() {
    return flag("label");
  }

  /** As chat templates read them: arguments are an object where they can be. */
  static ArrayNode forTemplates(List<ChatMessage> messages) {
    ArrayNode array = MessageJson.messages(messages);
    for (JsonNode message : array) {
      for (JsonNode call : message.path("tool_calls")) {
        if (call.path("function") instanceof ObjectNode function) {
          function.set("arguments", MessageJson.read(function.path("arguments").asString("")));
        }
      }
    }
    return array;
  }

  /** Tools as JSON in a text: readers infer one schema for all rows, and tools have none. */
  static void putTools(ObjectNode row, List<ToolSpec> tools) {
    if (!tools.isEmpty()) {
      row.put("tools", Json.text(MessageJson.tools(tools)));
    }
  }

  /** A prompt and its answer, each as a list of messages. */
  static ObjectNode promptRow(KnownStep step) {
    ObjectNode row = Json.object();
    row.set("prompt", forTemplates(step.step().prompt().messages()));
    return row;
  }
}
