package dev.hone.gateway.dialect;

import dev.hone.core.engine.TokenInfo;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.http.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one answer as OpenAI's Responses do: whole, or as typed events with a rising number. Each
 * part of the answer is an output item of its own.
 */
final class ResponsesAnswerWriter implements AnswerWriter {

  private final boolean doneMark;
  private final ResponsesHead head;
  private final AnswerFold fold = new AnswerFold();
  private final ArrayNode output = Json.array();
  private final StringBuilder text = new StringBuilder();
  private String id = "";
  private long number;
  private Kind open = Kind.NONE;
  private String callId = "";
  private String callName = "";
  private @Nullable String signature;
  private boolean summary;

  private enum Kind {
    NONE,
    TEXT,
    REFUSAL,
    REASONING,
    CALL
  }

  ResponsesAnswerWriter(AnswerProfile profile) {
    this.doneMark = profile.doneMark();
    this.head = new ResponsesHead(profile.request());
  }

  @Override
  public byte[] event(AnswerEvent event) {
    EventLines lines = new EventLines();
    fold.accept(event);
    switch (event) {
      case AnswerEvent.Start start -> {
        id = start.id();
        head.start(start.id(), start.model(), start.created());
        response(lines, "response.created", head.running());
        response(lines, "response.in_progress", head.running());
      }
      case AnswerEvent.TextDelta(String delta, @Nullable List<TokenInfo> logprobs) -> {
        begin(lines, Kind.TEXT);
        ObjectNode root = at("response.output_text.delta").put("content_index", 0);
        root.put("delta", delta);
        root.set("logprobs", logprobs == null ? Json.array() : ChatLogprobs.entries(logprobs));
        send(lines, root);
        text.append(delta);
      }
      case AnswerEvent.RefusalDelta(String delta) -> {
        begin(lines, Kind.REFUSAL);
        send(lines, at("response.refusal.delta").put("content_index", 0).put("delta", delta));
        text.append(delta);
      }
      case AnswerEvent.ReasoningDelta(String delta) -> {
        begin(lines, Kind.REASONING);
        if (!summary) {
          summary = true;
          ObjectNode root = at("response.reasoning_summary_part.added").put("summary_index", 0);
          root.set("part", summaryPart(""));
          send(lines, root);
        }
        send(
            lines,
            at("response.reasoning_summary_text.delta")
                .put("summary_index", 0)
                .put("delta", delta));
        text.append(delta);
      }
      case AnswerEvent.Signature(String one) -> {
        begin(lines, Kind.REASONING);
        signature = signature == null ? one : signature + one;
      }
      case AnswerEvent.CallBegin(String call, String name) -> {
        end(lines);
        callId = call;
        callName = name;
        begin(lines, Kind.CALL);
      }
      case AnswerEvent.Arguments(String fragment) -> {
        send(lines, at("response.function_call_arguments.delta").put("delta", fragment));
        text.append(fragment);
      }
      case AnswerEvent.PartEnd any -> end(lines);
      case AnswerEvent.Finish finish -> {
        end(lines);
        ObjectNode whole = head.ended(fold.answer(), output);
        response(lines, "response." + Trees.text(whole, "status"), whole);
        done(lines);
      }
      case AnswerEvent.Failure(String type, String message) -> {
        response(lines, "response.failed", head.failed(type, message, output));
        done(lines);
      }
    }
    return lines.bytes();
  }

  private void done(EventLines lines) {
    if (doneMark) {
      lines.done();
    }
  }

  private void response(EventLines lines, String type, ObjectNode response) {
    ObjectNode root = Json.object().put("type", type);
    root.set("response", response);
    send(lines, root);
  }

  private void send(EventLines lines, ObjectNode root) {
    root.put("sequence_number", number++);
    lines.named(Trees.text(root, "type"), root);
  }

  /** An event about the item that is open. */
  private ObjectNode at(String type) {
    return Json.object()
        .put("type", type)
        .put("item_id", itemId(open, output.size()))
        .put("output_index", output.size());
  }

  private String itemId(Kind kind, int index) {
    String prefix =
        switch (kind) {
          case NONE, TEXT, REFUSAL -> "msg_";
          case REASONING -> "rs_";
          case CALL -> "fc_";
        };
    return prefix + id.substring(id.indexOf('_') + 1) + "_" + index;
  }

  private void begin(EventLines lines, Kind kind) {
    if (open == kind) {
      return;
    }
    end(lines);
    open = kind;
    item(lines, "response.output_item.added", item("in_progress"));
    if (kind == Kind.TEXT || kind == Kind.REFUSAL) {
      part(lines, "response.content_part.added");
    }
  }

  private void item(EventLines lines, String type, ObjectNode item) {
    ObjectNode root = Json.object().put("type", type).put("output_index", output.size());
    root.set("item", item);
    send(lines, root);
  }

  private void part(EventLines lines, String type) {
    ObjectNode root = at(type).put("content_index", 0);
    root.set("part", content(open, text.toString()));
    send(lines, root);
  }

  /** The open item as it is now. */
  private ObjectNode item(String status) {
    String itemId = itemId(open, output.size());
    boolean whole = status.equals("completed");
    return switch (open) {
      case NONE -> throw new IllegalStateException("no item is open");
      case TEXT, REFUSAL -> {
        ObjectNode item = message(itemId, status);
        if (whole) {
          item.withArray("content").add(content(open, text.toString()));
        }
        yield item;
      }
      case REASONING -> thought(itemId, new Part.Reasoning(text.toString(), signature));
      case CALL -> call(itemId, callId, callName, text.toString(), status);
    };
  }

  private void end(EventLines lines) {
    String whole = text.toString();
    switch (open) {
      case NONE -> {
        return;
      }
      case TEXT -> {
        ObjectNode root = at("response.output_text.done").put("content_index", 0);
        root.put("text", whole).putArray("logprobs");
        send(lines, root);
        part(lines, "response.content_part.done");
      }
      case REFUSAL -> {
        send(lines, at("response.refusal.done").put("content_index", 0).put("refusal", whole));
        part(lines, "response.content_part.done");
      }
      case REASONING -> {
        if (summary) {
          ObjectNode said = at("response.reasoning_summary_text.done").put("summary_index", 0);
          send(lines, said.put("text", whole));
          ObjectNode root = at("response.reasoning_summary_part.done").put("summary_index", 0);
          root.set("part", summaryPart(whole));
          send(lines, root);
        }
      }
      case CALL ->
          send(
              lines,
              at("response.function_call_arguments.done")
                  .put("name", callName)
                  .put("arguments", whole));
    }
    ObjectNode item = item("completed");
    item(lines, "response.output_item.done", item);
    output.add(item);
    open = Kind.NONE;
    summary = false;
    signature = null;
    text.setLength(0);
  }

  @Override
  public byte[] failure(GatewayException failure, String requestId) {
    ObjectNode root = Json.object().put("type", "error");
    root.put("code", failure.code().wireCode()).put("message", failure.getMessage());
    root.put("param", failure.param());
    // Official clients throw on the inner object, the outer fields are those of the document.
    JsonNode error = Json.read(Dialect.RESPONSES.error(failure, requestId)).path("error");
    root.set("error", error);
    EventLines lines = new EventLines();
    send(lines, root);
    return lines.bytes();
  }

  @Override
  public byte[] whole(Answer answer) {
    id = answer.id();
    head.start(answer.id(), answer.model(), answer.created());
    ArrayNode items = Json.array();
    for (Part part : answer.parts()) {
      int index = items.size();
      switch (part) {
        case Part.Text(String one) -> {
          ObjectNode item = message(itemId(Kind.TEXT, index), "completed");
          item.withArray("content").add(content(Kind.TEXT, one));
          items.add(item);
        }
        case Part.Refusal(String one) -> {
          ObjectNode item = message(itemId(Kind.REFUSAL, index), "completed");
          item.withArray("content").add(content(Kind.REFUSAL, one));
          items.add(item);
        }
        case Part.Reasoning thought -> items.add(thought(itemId(Kind.REASONING, index), thought));
        case Part.Call(String call, String name, String arguments) ->
            items.add(call(itemId(Kind.CALL, index), call, name, arguments, "completed"));
        case Part.Image any -> {}
        case Part.Result any -> {}
        case Part.Other any -> {}
      }
    }
    return Json.bytes(head.ended(answer, items));
  }

  private static ObjectNode message(String itemId, String status) {
    ObjectNode item = Json.object().put("id", itemId).put("type", "message");
    item.put("status", status).put("role", "assistant").putArray("content");
    return item;
  }

  private static ObjectNode content(Kind kind, String text) {
    if (kind == Kind.REFUSAL) {
      return Json.object().put("type", "refusal").put("refusal", text);
    }
    ObjectNode part = Json.object().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  private static ObjectNode call(
      String itemId, String callId, String name, String arguments, String status) {
    return Json.object()
        .put("id", itemId)
        .put("type", "function_call")
        .put("status", status)
        .put("call_id", callId)
        .put("name", name)
        .put("arguments", arguments);
  }

  static ObjectNode thought(String itemId, Part.Reasoning thought) {
    ObjectNode item = Json.object().put("id", itemId).put("type", "reasoning");
    ArrayNode summary = item.putArray("summary");
    if (!thought.text().isEmpty()) {
      summary.add(summaryPart(thought.text()));
    }
    if (thought.signature() != null) {
      item.put("encrypted_content", thought.signature());
    }
    return item;
  }

  private static ObjectNode summaryPart(String text) {
    return Json.object().put("type", "summary_text").put("text", text);
  }
}
