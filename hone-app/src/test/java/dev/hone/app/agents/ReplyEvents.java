package dev.hone.app.agents;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How a scripted reply looks on the wire, whole and as events. */
final class ReplyEvents {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int OUTPUT_TOKENS = 12;
  private static final long CREATED = 1_760_000_000L;

  private ReplyEvents() {}

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static String callId(SeenCall call, int index) {
    String prefix = call.form() == SeenCall.Form.MESSAGES ? "toolu_" : "call_";
    return prefix + call.mark() + "_" + index;
  }

  /** In two parts, so that a client has to put them together. */
  private static List<String> parts(String text) {
    int middle = text.length() / 2;
    return middle == 0 ? List.of(text) : List.of(text.substring(0, middle), text.substring(middle));
  }

  static ObjectNode whole(SeenCall call, Reply reply, int input) {
    return switch (call.form()) {
      case CHAT -> chat(call, reply, input);
      case RESPONSES -> response(call, reply, input, "completed");
      case MESSAGES -> message(call, reply, input);
    };
  }

  static List<ObjectNode> of(SeenCall call, Reply reply, int input) {
    return switch (call.form()) {
      case CHAT -> chatEvents(call, reply, input);
      case RESPONSES -> responseEvents(call, reply, input);
      case MESSAGES -> messageEvents(call, reply, input);
    };
  }

  // Chat Completions

  private static ObjectNode chatUsage(int input) {
    return object()
        .put("prompt_tokens", input)
        .put("completion_tokens", OUTPUT_TOKENS)
        .put("total_tokens", input + OUTPUT_TOKENS);
  }

  private static ObjectNode chat(SeenCall call, Reply reply, int input) {
    ObjectNode root = chatHead(call, "chat.completion");
    ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", reply.text().isEmpty() ? null : reply.text());
    if (!reply.calls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      for (int i = 0; i < reply.calls().size(); i++) {
        ObjectNode one = calls.addObject().put("id", callId(call, i)).put("type", "function");
        one.putObject("function")
            .put("name", reply.calls().get(i).tool())
            .put("arguments", reply.calls().get(i).arguments());
      }
    }
    choice.put("finish_reason", reply.calls().isEmpty() ? "stop" : "tool_calls");
    root.set("usage", chatUsage(input));
    return root;
  }

  private static ObjectNode chatHead(SeenCall call, String object) {
    return object()
        .put("id", "chatcmpl-" + call.mark())
        .put("object", object)
        .put("created", CREATED)
        .put("model", call.body().path("model").asString(""));
  }

  private static ObjectNode delta(SeenCall call, List<ObjectNode> events) {
    ObjectNode event = chatHead(call, "chat.completion.chunk");
    ObjectNode choice = event.putArray("choices").addObject().put("index", 0);
    events.add(event);
    choice.put("finish_reason", (String) null);
    return choice.putObject("delta");
  }

  private static List<ObjectNode> chatEvents(SeenCall call, Reply reply, int input) {
    List<ObjectNode> events = new ArrayList<>();
    delta(call, events).put("role", "assistant").put("content", "");
    if (!reply.text().isEmpty()) {
      parts(reply.text()).forEach(part -> delta(call, events).put("content", part));
    }
    for (int i = 0; i < reply.calls().size(); i++) {
      Reply.Call one = reply.calls().get(i);
      ObjectNode first = delta(call, events).putArray("tool_calls").addObject().put("index", i);
      first.put("id", callId(call, i)).put("type", "function");
      first.putObject("function").put("name", one.tool()).put("arguments", "");
      for (String part : parts(one.arguments())) {
        ObjectNode next = delta(call, events).putArray("tool_calls").addObject().put("index", i);
        next.putObject("function").put("arguments", part);
      }
    }
    ObjectNode last = chatHead(call, "chat.completion.chunk");
    ObjectNode choice = last.putArray("choices").addObject().put("index", 0);
    choice.putObject("delta");
    choice.put("finish_reason", reply.calls().isEmpty() ? "stop" : "tool_calls");
    events.add(last);
    if (call.body().path("stream_options").path("include_usage").asBoolean(false)) {
      ObjectNode usage = chatHead(call, "chat.completion.chunk");
      usage.putArray("choices");
      usage.set("usage", chatUsage(input));
      events.add(usage);
    }
    return events;
  }

  // Responses

  private static ObjectNode response(SeenCall call, Reply reply, int input, String status) {
    ObjectNode root =
        object()
            .put("id", "resp_" + call.mark())
            .put("object", "response")
            .put("created_at", CREATED)
            .put("status", status)
            .put("model", call.body().path("model").asString(""));
    ArrayNode output = root.putArray("output");
    if (status.equals("completed")) {
      items(call, reply).forEach(output::add);
      ObjectNode usage =
          root.putObject("usage")
              .put("input_tokens", input)
              .put("output_tokens", OUTPUT_TOKENS)
              .put("total_tokens", input + OUTPUT_TOKENS);
      usage.putObject("input_tokens_details").put("cached_tokens", 0);
      usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
    }
    return root;
  }

  private static List<ObjectNode> items(SeenCall call, Reply reply) {
    List<ObjectNode> items = new ArrayList<>();
    if (!reply.text().isEmpty()) {
      ObjectNode item =
          object()
              .put("id", "msg_" + call.mark())
              .put("type", "message")
              .put("status", "completed")
              .put("role", "assistant");
      ObjectNode part = item.putArray("content").addObject().put("type", "output_text");
      part.put("text", reply.text()).putArray("annotations");
      items.add(item);
    }
    for (int i = 0; i < reply.calls().size(); i++) {
      items.add(
          object()
              .put("id", "fc_" + call.mark() + "_" + i)
              .put("type", "function_call")
              .put("status", "completed")
              .put("call_id", callId(call, i))
              .put("name", reply.calls().get(i).tool())
              .put("arguments", reply.calls().get(i).arguments()));
    }
    return items;
  }

  private static ObjectNode event(List<ObjectNode> events, String type) {
    ObjectNode event = object().put("type", type).put("sequence_number", events.size());
    events.add(event);
    return event;
  }

  private static List<ObjectNode> responseEvents(SeenCall call, Reply reply, int input) {
    List<ObjectNode> events = new ArrayList<>();
    ObjectNode begun = response(call, reply, input, "in_progress");
    event(events, "response.created").set("response", begun);
    event(events, "response.in_progress").set("response", begun);
    List<ObjectNode> items = items(call, reply);
    for (int i = 0; i < items.size(); i++) {
      ObjectNode item = items.get(i);
      String id = item.path("id").stringValue();
      ObjectNode opened = item.deepCopy().put("status", "in_progress");
      if (item.path("type").stringValue().equals("message")) {
        opened.putArray("content");
        added(events, i).set("item", opened);
        ObjectNode empty = object().put("type", "output_text").put("text", "");
        empty.putArray("annotations");
        text(events, "response.content_part.added", id, i).set("part", empty);
        for (String part : parts(reply.text())) {
          text(events, "response.output_text.delta", id, i).put("delta", part);
        }
        text(events, "response.output_text.done", id, i).put("text", reply.text());
        text(events, "response.content_part.done", id, i).set("part", item.at("/content/0"));
      } else {
        String arguments = item.path("arguments").stringValue();
        added(events, i).set("item", opened.put("arguments", ""));
        for (String part : parts(arguments)) {
          event(events, "response.function_call_arguments.delta")
              .put("item_id", id)
              .put("output_index", i)
              .put("delta", part);
        }
        event(events, "response.function_call_arguments.done")
            .put("item_id", id)
            .put("output_index", i)
            .put("arguments", arguments);
      }
      event(events, "response.output_item.done").put("output_index", i).set("item", item);
    }
    event(events, "response.completed").set("response", response(call, reply, input, "completed"));
    return events;
  }

  private static ObjectNode added(List<ObjectNode> events, int index) {
    return event(events, "response.output_item.added").put("output_index", index);
  }

  private static ObjectNode text(List<ObjectNode> events, String type, String id, int index) {
    return event(events, type)
        .put("item_id", id)
        .put("output_index", index)
        .put("content_index", 0);
  }

  // Messages

  private static ObjectNode messageHead(SeenCall call, int input) {
    ObjectNode root =
        object()
            .put("id", "msg_" + call.mark())
            .put("type", "message")
            .put("role", "assistant")
            .put("model", call.body().path("model").asString(""));
    root.putArray("content");
    root.put("stop_reason", (String) null).put("stop_sequence", (String) null);
    root.putObject("usage")
        .put("input_tokens", input)
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", 0)
        .put("output_tokens", 1);
    return root;
  }

  private static ObjectNode message(SeenCall call, Reply reply, int input) {
    ObjectNode root = messageHead(call, input);
    ArrayNode content = root.putArray("content");
    if (!reply.text().isEmpty()) {
      content.addObject().put("type", "text").put("text", reply.text());
    }
    for (int i = 0; i < reply.calls().size(); i++) {
      content
          .addObject()
          .put("type", "tool_use")
          .put("id", callId(call, i))
          .put("name", reply.calls().get(i).tool())
          .set("input", JSON.readTree(reply.calls().get(i).arguments()));
    }
    root.put("stop_reason", reply.calls().isEmpty() ? "end_turn" : "tool_use");
    ((ObjectNode) root.path("usage")).put("output_tokens", OUTPUT_TOKENS);
    return root;
  }

  private static ObjectNode plain(List<ObjectNode> events, String type) {
    ObjectNode event = object().put("type", type);
    events.add(event);
    return event;
  }

  private static List<ObjectNode> messageEvents(SeenCall call, Reply reply, int input) {
    List<ObjectNode> events = new ArrayList<>();
    plain(events, "message_start").set("message", messageHead(call, input));
    plain(events, "ping");
    int index = 0;
    if (!reply.text().isEmpty()) {
      plain(events, "content_block_start")
          .put("index", index)
          .putObject("content_block")
          .put("type", "text")
          .put("text", "");
      for (String part : parts(reply.text())) {
        plain(events, "content_block_delta")
            .put("index", index)
            .putObject("delta")
            .put("type", "text_delta")
            .put("text", part);
      }
      plain(events, "content_block_stop").put("index", index++);
    }
    for (int i = 0; i < reply.calls().size(); i++) {
      ObjectNode block =
          plain(events, "content_block_start").put("index", index).putObject("content_block");
      block
          .put("type", "tool_use")
          .put("id", callId(call, i))
          .put("name", reply.calls().get(i).tool())
          .putObject("input");
      for (String part : parts(reply.calls().get(i).arguments())) {
        plain(events, "content_block_delta")
            .put("index", index)
            .putObject("delta")
            .put("type", "input_json_delta")
            .put("partial_json", part);
      }
      plain(events, "content_block_stop").put("index", index++);
    }
    ObjectNode last = plain(events, "message_delta");
    last.putObject("delta")
        .put("stop_reason", reply.calls().isEmpty() ? "end_turn" : "tool_use")
        .put("stop_sequence", (String) null);
    last.putObject("usage").put("output_tokens", OUTPUT_TOKENS);
    plain(events, "message_stop");
    return events;
  }
}
