package dev.hone.gateway.transfer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.transfer.parquet.ParquetField;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One example for each step. Only its own answer is trained on: earlier ones get weight 0. */
final class OpenAiRows extends Rows.OfEachStep {

  @Override
  void of(KnownStep step, Consumer<ObjectNode> row, BiConsumer<KnownStep, String> leftOut) {
    ChatMessage answer = step.worthLearning();
    if (answer == null) {
      leftOut.accept(step, "judged bad, without a demonstration");
      return;
    }
    ObjectNode example = Json.object();
    ArrayNode messages = MessageJson.messages(step.step().prompt().messages());
    for (JsonNode message : messages) {
      if (message instanceof ObjectNode earlier
          && earlier.path("role").asString("").equals(Role.ASSISTANT.wireName())) {
        withoutEmptyContent(earlier).put("weight", 0);
      }
    }
    messages.add(withoutEmptyContent(MessageJson.message(answer)));
    example.set("messages", messages);
    if (!step.step().prompt().tools().isEmpty()) {
      example.set("tools", MessageJson.tools(step.step().prompt().tools()));
    }
    row.accept(example);
  }

  /** A message that only calls tools has no content there. */
  private static ObjectNode withoutEmptyContent(ObjectNode message) {
    if (message.has("tool_calls") && message.path("content").asString("").isEmpty()) {
      message.remove("content");
    }
    return message;
  }

  @Override
  public List<ParquetField> schema() {
    return List.of(Columns.messages("messages"), Columns.tools());
  }
}
