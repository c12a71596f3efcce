package dev.hone.gateway.dialect;

import dev.hone.core.engine.TokenInfo;
import dev.hone.gateway.dialect.AnswerEvent.Arguments;
import dev.hone.gateway.dialect.AnswerEvent.CallBegin;
import dev.hone.gateway.dialect.AnswerEvent.Finish;
import dev.hone.gateway.dialect.AnswerEvent.PartEnd;
import dev.hone.gateway.dialect.AnswerEvent.ReasoningDelta;
import dev.hone.gateway.dialect.AnswerEvent.RefusalDelta;
import dev.hone.gateway.dialect.AnswerEvent.Signature;
import dev.hone.gateway.dialect.AnswerEvent.Start;
import dev.hone.gateway.dialect.AnswerEvent.TextDelta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer: the fold of its events.
 *
 * @param parts text, reasoning, refusals and calls, in the order in which they were made
 * @param logprobs of the text's tokens; null unless asked for
 * @param usage null when it is not known
 */
public record Answer(
    String id,
    String model,
    long created,
    List<Part> parts,
    @Nullable List<TokenInfo> logprobs,
    EndReason reason,
    @Nullable String stopText,
    @Nullable TokenCounts usage) {

  public Answer {
    parts = List.copyOf(parts);
  }

  /** All text, refusals included, as one. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String one) -> text.append(one);
        case Part.Refusal(String one) -> text.append(one);
        case Part.Reasoning any -> {}
        case Part.Call any -> {}
        case Part.Image any -> {}
        case Part.Result any -> {}
        case Part.Other any -> {}
      }
    }
    return text.toString();
  }

  /** The tools it calls. */
  public List<Part.Call> calls() {
    return parts.stream().filter(Part.Call.class::isInstance).map(Part.Call.class::cast).toList();
  }

  /** The events that amount to this answer, each part in one delta. */
  public List<AnswerEvent> events() {
    List<AnswerEvent> events = new ArrayList<>();
    events.add(new Start(id, model, created, usage == null ? 0 : usage.input()));
    List<TokenInfo> unsaid = logprobs;
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String text) -> {
          events.add(new TextDelta(text, unsaid));
          unsaid = unsaid == null ? null : List.of();
        }
        case Part.Refusal(String text) -> events.add(new RefusalDelta(text));
        case Part.Reasoning(String text, @Nullable String signature) -> {
          if (!text.isEmpty()) {
            events.add(new ReasoningDelta(text));
          }
          if (signature != null) {
            events.add(new Signature(signature));
          }
        }
        case Part.Call(String callId, String name, String arguments) -> {
          events.add(new CallBegin(callId, name));
          if (!arguments.isEmpty()) {
            events.add(new Arguments(arguments));
          }
        }
        case Part.Image any -> throw notOfAnswers();
        case Part.Result any -> throw notOfAnswers();
        case Part.Other any -> throw notOfAnswers();
      }
      events.add(new PartEnd());
    }
    events.add(new Finish(reason, stopText, usage));
    return events;
  }

  private static IllegalStateException notOfAnswers() {
    return new IllegalStateException("an answer holds text, reasoning, refusals and calls only");
  }
}
