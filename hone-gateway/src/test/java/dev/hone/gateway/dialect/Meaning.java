package dev.hone.gateway.dialect;

import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolChoice;
import dev.hone.gateway.dialect.DialectRequest.Message;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a request or answer means, without how a dialect puts it: system texts before the
 * conversation, one message for each run of the assistant's, texts as one, thoughts only if signed,
 * the error of a tool in its text.
 */
final class Meaning {

  private Meaning() {}

  record Said(
      Role role,
      String text,
      List<String> images,
      List<String> signedThoughts,
      List<Called> calls,
      @Nullable String resultOf) {}

  record Called(String id, String name, JsonNode arguments) {}

  record Asked(
      String model,
      List<String> system,
      List<Said> messages,
      List<DialectTool> tools,
      ToolChoice choice,
      boolean parallel,
      @Nullable Double temperature,
      @Nullable Double topP,
      @Nullable Long maxTokens,
      List<String> stop,
      String shape,
      @Nullable String effort,
      boolean stream,
      @Nullable String user,
      JsonNode metadata) {}

  record Answered(
      String id,
      String model,
      String text,
      String thought,
      List<String> signatures,
      List<Called> calls,
      EndReason reason,
      @Nullable TokenCounts usage) {}

  static Asked of(DialectRequest request) {
    List<String> system = new ArrayList<>();
    List<Message> merged = new ArrayList<>();
    for (Message message : request.messages()) {
      if (message.role() == Role.SYSTEM) {
        message.parts().forEach(part -> system.add(((Part.Text) part).text()));
      } else if (message.role() == Role.ASSISTANT
          && !merged.isEmpty()
          && merged.getLast().role() == Role.ASSISTANT) {
        List<Part> both = new ArrayList<>(merged.removeLast().parts());
        both.addAll(message.parts());
        merged.add(new Message(Role.ASSISTANT, both));
      } else {
        merged.add(message);
      }
    }
    boolean free = request.choice() == null || request.tools().isEmpty();
    ToolChoice choice = free ? new ToolChoice.Auto() : Objects.requireNonNull(request.choice());
    boolean parallel =
        request.parallelCalls() == null
            || request.tools().isEmpty()
            || choice instanceof ToolChoice.None
            || request.parallelCalls();
    return new Asked(
        request.model(),
        system,
        merged.stream().map(Meaning::said).toList(),
        request.tools().stream().map(Meaning::tool).toList(),
        choice,
        parallel,
        request.knobs().temperature(),
        request.knobs().topP(),
        request.knobs().maxTokens(),
        request.knobs().stop(),
        shape(request.shape()),
        Efforts.word(request.reasoning()),
        request.stream(),
        request.user(),
        request.metadata());
  }

  private static Said said(Message message) {
    StringBuilder text = new StringBuilder();
    List<String> images = new ArrayList<>();
    List<String> thoughts = new ArrayList<>();
    List<Called> calls = new ArrayList<>();
    String resultOf = null;
    List<Part> parts = message.parts();
    if (parts.size() == 1
        && parts.getFirst() instanceof Part.Result(String id, List<Part> content, boolean error)) {
      resultOf = id;
      parts = error ? Written.failed(content) : content;
    }
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String one) -> text.append(one);
        case Part.Refusal(String one) -> text.append(one);
        case Part.Image image -> images.add(image.url());
        case Part.Reasoning(String thought, @Nullable String signature) -> {
          if (signature != null) {
            thoughts.add(thought + " signed " + signature);
          }
        }
        case Part.Call(String id, String name, String arguments) ->
            calls.add(called(id, name, arguments));
        case Part.Result any -> throw new IllegalStateException("a result among others");
        case Part.Other any -> throw new IllegalStateException("not of every dialect");
      }
    }
    return new Said(message.role(), text.toString(), images, thoughts, calls, resultOf);
  }

  private static Called called(String id, String name, String arguments) {
    return new Called(id, name, Json.read(arguments.isBlank() ? "{}" : arguments));
  }

  private static DialectTool tool(DialectTool tool) {
    DialectTool.Function function = (DialectTool.Function) tool;
    return new DialectTool.Function(
        function.name(),
        function.description(),
        function.parameters() == null ? Json.object().put("type", "object") : function.parameters(),
        Boolean.TRUE.equals(function.strict()));
  }

  private static String shape(@Nullable AnswerShape shape) {
    return switch (shape) {
      case null -> "text";
      case AnswerShape.AnyJson any -> "json";
      case AnswerShape.Schema schema -> "schema " + schema.schema();
    };
  }

  static Answered of(Answer answer) {
    StringBuilder thought = new StringBuilder();
    List<String> signatures = new ArrayList<>();
    for (Part part : answer.parts()) {
      if (part instanceof Part.Reasoning(String one, @Nullable String signature)) {
        thought.append(one);
        if (signature != null) {
          signatures.add(signature);
        }
      }
    }
    return new Answered(
        answer.id(),
        answer.model(),
        answer.text(),
        thought.toString(),
        signatures,
        answer.calls().stream()
            .map(call -> called(call.id(), call.name(), call.arguments()))
            .toList(),
        answer.reason(),
        answer.usage());
  }
}
