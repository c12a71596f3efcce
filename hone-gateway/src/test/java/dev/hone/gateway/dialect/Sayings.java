package dev.hone.gateway.dialect;

import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolChoice;
import dev.hone.gateway.dialect.DialectRequest.Knobs;
import dev.hone.gateway.dialect.DialectRequest.Message;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes requests and answers that all dialects can say, from a seed. */
final class Sayings {

  private static final String[] WORDS = {
    "hello", "größe", "🙂", "data: x", "\n\n", "\"quoted\"", "[DONE]", "\\u0000", "naïve", " ", "}"
  };

  private final Random random;

  Sayings(Random random) {
    this.random = random;
  }

  String text() {
    StringBuilder text = new StringBuilder("t");
    for (int i = random.nextInt(5); i >= 0; i--) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  private String arguments() {
    ObjectNode arguments = Json.object();
    for (int i = random.nextInt(3); i > 0; i--) {
      arguments.put("key" + i, text());
    }
    if (random.nextInt(3) == 0) {
      arguments.putObject("deep").putArray("list").add(random.nextInt(100)).add(0.25);
    }
    return Json.text(arguments);
  }

  private Part.Image image() {
    return new Part.Image(
        random.nextBoolean() ? "https://example.org/a.png" : "data:image/png;base64,AAAA", null);
  }

  private <T> @Nullable T maybe(T value) {
    return random.nextBoolean() ? value : null;
  }

  /**
   * A request.
   *
   * @param stops whether it may hold stop texts, which Responses cannot say
   * @param labels whether it may hold metadata and JSON without schema, which Messages cannot say
   */
  DialectRequest request(Dialect dialect, boolean stops, boolean labels) {
    List<Message> messages = new ArrayList<>();
    if (random.nextBoolean()) {
      messages.add(new Message(Role.SYSTEM, List.of(new Part.Text(text()))));
    }
    messages.add(user());
    int calls = 0;
    for (int turns = random.nextInt(5); turns > 0; turns--) {
      List<Part> answer = new ArrayList<>();
      if (random.nextInt(3) == 0) {
        answer.add(new Part.Reasoning(text(), maybe("sig" + turns)));
      }
      boolean says = random.nextBoolean();
      if (says) {
        answer.add(random.nextInt(8) == 0 ? new Part.Refusal(text()) : new Part.Text(text()));
      }
      int called = says ? random.nextInt(3) : 1 + random.nextInt(2);
      List<Message> results = new ArrayList<>();
      for (int i = 0; i < called; i++) {
        String id = "call_" + calls++;
        answer.add(new Part.Call(id, "tool" + random.nextInt(3), arguments()));
        results.add(new Message(Role.TOOL, List.of(result(id))));
      }
      messages.add(new Message(Role.ASSISTANT, answer));
      messages.addAll(results);
      if (random.nextInt(8) == 0) {
        messages.add(new Message(Role.SYSTEM, List.of(new Part.Text(text()))));
      }
      if (called == 0 || random.nextInt(4) == 0) {
        messages.add(user());
      }
    }
    List<DialectTool> tools = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      tools.add(
          new DialectTool.Function(
              "tool" + i,
              maybe(text()),
              maybe(Json.object().put("type", "object").put("title", text())),
              maybe(random.nextBoolean())));
    }
    ObjectNode metadata = Json.object();
    if (labels && random.nextBoolean()) {
      metadata.put("label", text());
    }
    return new DialectRequest(
        "model-" + random.nextInt(9),
        false,
        messages,
        tools,
        tools.isEmpty() ? null : choice(),
        tools.isEmpty() ? null : maybe(random.nextBoolean()),
        new Knobs(
            maybe(random.nextInt(5) / 4.0),
            maybe(0.5),
            null,
            null,
            null,
            null,
            20_000L + random.nextInt(100),
            stops && random.nextBoolean() ? List.of(text(), text()) : List.of()),
        shape(labels),
        reasoning(),
        random.nextBoolean(),
        true,
        maybe("user-" + random.nextInt(9)),
        metadata,
        null,
        dialect,
        Json.object());
  }

  private Message user() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part.Text(text()));
    if (random.nextInt(4) == 0) {
      parts.add(image());
      parts.add(new Part.Text(text()));
    }
    return new Message(Role.USER, parts);
  }

  private Part.Result result(String id) {
    List<Part> content = new ArrayList<>();
    if (random.nextInt(6) > 0) {
      content.add(new Part.Text(text()));
    }
    if (random.nextInt(6) == 0) {
      content.add(image());
    }
    return new Part.Result(id, content, random.nextInt(5) == 0);
  }

  private @Nullable ToolChoice choice() {
    return switch (random.nextInt(5)) {
      case 0 -> new ToolChoice.Auto();
      case 1 -> new ToolChoice.None();
      case 2 -> new ToolChoice.Required();
      case 3 -> new ToolChoice.Named("tool1");
      default -> null;
    };
  }

  private @Nullable AnswerShape shape(boolean labels) {
    return switch (random.nextInt(5)) {
      case 0 ->
          new AnswerShape.Schema(
              "answer", Json.object().put("type", "object"), maybe(random.nextBoolean()));
      case 1 -> labels ? new AnswerShape.AnyJson() : null;
      default -> null;
    };
  }

  private DialectRequest.@Nullable Reasoning reasoning() {
    return switch (random.nextInt(6)) {
      case 0 -> new DialectRequest.Reasoning("none", null);
      case 1 -> new DialectRequest.Reasoning("low", null);
      case 2 -> new DialectRequest.Reasoning("medium", null);
      case 3 -> new DialectRequest.Reasoning("high", null);
      default -> null;
    };
  }

  /** An answer. */
  Answer answer() {
    List<Part> parts = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      boolean hidden = random.nextInt(4) == 0;
      parts.add(
          hidden
              ? new Part.Reasoning("", "hidden")
              : new Part.Reasoning(text(), maybe("signature")));
    }
    if (random.nextInt(4) > 0) {
      parts.add(random.nextInt(8) == 0 ? new Part.Refusal(text()) : new Part.Text(text()));
    }
    int calls = random.nextInt(4);
    for (int i = 0; i < calls; i++) {
      parts.add(new Part.Call("call_" + i, "tool" + i, arguments()));
    }
    EndReason reason =
        calls > 0
            ? EndReason.TOOL_CALLS
            : switch (random.nextInt(4)) {
              case 0 -> EndReason.LENGTH;
              case 1 -> EndReason.FILTERED;
              default -> EndReason.STOP;
            };
    long input = 10 + random.nextInt(1000);
    return new Answer(
        "id_" + random.nextInt(1000),
        "model@" + random.nextInt(9),
        0,
        parts,
        null,
        reason,
        null,
        new TokenCounts(input, random.nextInt(1000), random.nextInt(10), 0, 0));
  }

  /** The answer's events with its deltas cut into smaller ones. */
  List<AnswerEvent> pieces(Answer answer) {
    List<AnswerEvent> pieces = new ArrayList<>();
    for (AnswerEvent event : answer.events()) {
      switch (event) {
        case AnswerEvent.TextDelta(String text, var logprobs) ->
            cut(text).forEach(one -> pieces.add(new AnswerEvent.TextDelta(one)));
        case AnswerEvent.ReasoningDelta(String text) ->
            cut(text).forEach(one -> pieces.add(new AnswerEvent.ReasoningDelta(one)));
        case AnswerEvent.RefusalDelta(String text) ->
            cut(text).forEach(one -> pieces.add(new AnswerEvent.RefusalDelta(one)));
        case AnswerEvent.Arguments(String text) ->
            cut(text).forEach(one -> pieces.add(new AnswerEvent.Arguments(one)));
        default -> pieces.add(event);
      }
    }
    return pieces;
  }

  private List<String> cut(String text) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int to = Math.min(text.length(), at + 1 + random.nextInt(6));
      if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
        to++;
      }
      pieces.add(text.substring(at, to));
      at = to;
    }
    return pieces;
  }
}
