package dev.hone.store.sql;

import dev.hone.core.LessonId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.VersionSpan;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values that are kept as JSON. Written out by hand: the names of stored fields must not change
 * when a record's do.
 */
final class Json {

  private final JsonMapper mapper = JsonMapper.builder().build();

  /** A message of the frame and its place among all messages; nearly always the system's. */
  record Placed(int at, Role role, String content) {

    ChatMessage message() {
      return new ChatMessage(role, content, List.of(), null);
    }
  }

  /** What stands around a conversation. */
  record Frame(List<Placed> system, List<ToolSpec> tools) {}

  byte[] message(ChatMessage message) {
    return mapper.writeValueAsBytes(node(message));
  }

  ChatMessage message(byte[] json) {
    return message(mapper.readTree(json));
  }

  byte[] messages(List<ChatMessage> messages) {
    ArrayNode array = mapper.createArrayNode();
    messages.forEach(message -> array.add(node(message)));
    return mapper.writeValueAsBytes(array);
  }

  List<ChatMessage> messages(byte[] json) {
    List<ChatMessage> messages = new ArrayList<>();
    mapper.readTree(json).forEach(node -> messages.add(message(node)));
    return messages;
  }

  private ObjectNode node(ChatMessage message) {
    ObjectNode node = mapper.createObjectNode();
    node.put("role", message.role().wireName());
    node.put("content", message.content());
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = node.putArray("calls");
      for (ToolCall call : message.toolCalls()) {
        calls
            .addObject()
            .put("id", call.id())
            .put("name", call.name())
            .put("arguments", call.arguments());
      }
    }
    if (message.toolCallId() != null) {
      node.put("call", message.toolCallId());
    }
    return node;
  }

  private static ChatMessage message(JsonNode node) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : node.path("calls")) {
      calls.add(new ToolCall(text(call, "id"), text(call, "name"), text(call, "arguments")));
    }
    JsonNode answers = node.get("call");
    return new ChatMessage(
        Role.ofWireName(text(node, "role")),
        text(node, "content"),
        calls,
        answers == null ? null : answers.asString());
  }

  byte[] frame(Frame frame) {
    ObjectNode node = mapper.createObjectNode();
    ArrayNode system = node.putArray("system");
    for (Placed placed : frame.system()) {
      ObjectNode one = system.addObject().put("at", placed.at()).put("content", placed.content());
      if (placed.role() != Role.SYSTEM) {
        one.put("role", placed.role().wireName());
      }
    }
    ArrayNode tools = node.putArray("tools");
    for (ToolSpec tool : frame.tools()) {
      tools
          .addObject()
          .put("name", tool.name())
          .put("description", tool.description())
          .put("parameters", tool.parameters());
    }
    return mapper.writeValueAsBytes(node);
  }

  Frame frame(byte[] json) {
    JsonNode node = mapper.readTree(json);
    List<Placed> system = new ArrayList<>();
    for (JsonNode placed : node.path("system")) {
      Role role = Role.ofWireName(placed.path("role").asString(Role.SYSTEM.wireName()));
      system.add(new Placed(placed.path("at").asInt(), role, text(placed, "content")));
    }
    List<ToolSpec> tools = new ArrayList<>();
    for (JsonNode tool : node.path("tools")) {
      tools.add(
          new ToolSpec(text(tool, "name"), text(tool, "description"), text(tool, "parameters")));
    }
    return new Frame(system, tools);
  }

  String lessons(List<LessonId> lessons) {
    ArrayNode array = mapper.createArrayNode();
    lessons.forEach(lesson -> array.add(lesson.toString()));
    return mapper.writeValueAsString(array);
  }

  List<LessonId> lessons(String json) {
    List<LessonId> lessons = new ArrayList<>();
    mapper.readTree(json).forEach(id -> lessons.add(LessonId.parse(id.asString())));
    return lessons;
  }

  String spans(List<VersionSpan> spans) {
    ArrayNode array = mapper.createArrayNode();
    for (VersionSpan span : spans) {
      array
          .addObject()
          .put("version", span.version().toString())
          .put("from", span.from())
          .put("to", span.to());
    }
    return mapper.writeValueAsString(array);
  }

  List<VersionSpan> spans(String json) {
    List<VersionSpan> spans = new ArrayList<>();
    for (JsonNode span : mapper.readTree(json)) {
      spans.add(
          new VersionSpan(
              VersionRef.parse(text(span, "version")),
              span.path("from").asInt(),
              span.path("to").asInt()));
    }
    return spans;
  }

  /**
   * What a request says beside its messages, which are kept on their own: a session of n turns
   * would else cost n² bytes. A body that is no JSON object is kept as it is.
   */
  byte[] withoutMessages(byte[] requestBody) {
    try (JsonParser parser = mapper.createParser(requestBody)) {
      return parser.nextToken() == JsonToken.START_OBJECT
          ? withoutMessages(requestBody, parser)
          : requestBody;
    } catch (JacksonException notJson) {
      // Other dialects are kept whole.
      return requestBody;
    }
  }

  /** Copies the fields as they stand; building a tree of a long prompt would cost far more. */
  private static byte[] withoutMessages(byte[] body, JsonParser parser) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    boolean found = false;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
      parser.nextToken();
      parser.skipChildren();
      // The rest of a text is read only when it is asked for.
      parser.finishToken();
      int to = Math.toIntExact(parser.currentLocation().getByteOffset());
      if (from < 0 || to < from) {
        // Not UTF-8.
        return body;
      }
      if (name.equals("messages")) {
        found = true;
      } else {
        kept.write(kept.size() == 0 ? '{' : ',');
        kept.write(body, from, to - from);
      }
    }
    if (!found) {
      return body;
    }
    kept.writeBytes(kept.size() == 0 ? new byte[] {'{', '}'} : new byte[] {'}'});
    return kept.toByteArray();
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString();
  }
}
