package dev.hone.gateway.dialect;

import dev.hone.core.engine.TokenInfo;
import dev.hone.gateway.dialect.AnswerEvent.Finish;
import dev.hone.gateway.dialect.AnswerEvent.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers events into the answer that they amount to. Used by one thread. */
public final class AnswerFold implements Consumer<AnswerEvent> {

  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private @Nullable List<TokenInfo> logprobs;
  private @Nullable Start start;
  private @Nullable Finish finish;
  private AnswerEvent.@Nullable Failure failure;
  private Kind open = Kind.NONE;
  private @Nullable String signature;
  private String callId = "";
  private String callName = "";

  private enum Kind {
    NONE,
    TEXT,
    REFUSAL,
    REASONING,
    CALL
  }

  @Override
  public void accept(AnswerEvent event) {
    switch (event) {
      case Start begun -> start = begun;
      case AnswerEvent.TextDelta(String delta, @Nullable List<TokenInfo> tokens) -> {
        to(Kind.TEXT);
        text.append(delta);
        if (tokens != null) {
          List<TokenInfo> all = logprobs == null ? new ArrayList<>() : logprobs;
          all.addAll(tokens);
          logprobs = all;
        }
      }
      case AnswerEvent.RefusalDelta(String delta) -> {
        to(Kind.REFUSAL);
        text.append(delta);
      }
      case AnswerEvent.ReasoningDelta(String delta) -> {
        to(Kind.REASONING);
        text.append(delta);
      }
      case AnswerEvent.Signature(String one) -> {
        to(Kind.REASONING);
        signature = signature == null ? one : signature + one;
      }
      case AnswerEvent.CallBegin(String id, String name) -> {
        end();
        open = Kind.CALL;
        callId = id;
        callName = name;
      }
      case AnswerEvent.Arguments(String fragment) -> text.append(fragment);
      case AnswerEvent.PartEnd any -> end();
      case Finish ended -> {
        end();
        finish = ended;
      }
      case AnswerEvent.Failure failed -> {
        end();
        failure = failed;
      }
    }
  }

  private void to(Kind kind) {
    if (open != kind) {
      end();
      open = kind;
    }
  }

  private void end() {
    String whole = text.toString();
    switch (open) {
      case NONE -> {}
      case TEXT -> parts.add(new Part.Text(whole));
      case REFUSAL -> parts.add(new Part.Refusal(whole));
      case REASONING -> parts.add(new Part.Reasoning(whole, signature));
      case CALL -> parts.add(new Part.Call(callId, callName, whole));
    }
    text.setLength(0);
    signature = null;
    open = Kind.NONE;
  }

  /** Whether something of the answer itself has come. */
  public boolean began() {
    return open != Kind.NONE || !parts.isEmpty();
  }

  /** Whether the answer is whole. */
  public boolean finished() {
    return finish != null;
  }

  /** How it failed, or null. */
  public AnswerEvent.@Nullable Failure failure() {
    return failure;
  }

  /** What has come so far; without an end, the reason reads {@code STOP}. */
  public Answer answer() {
    end();
    Start from = start;
    Finish to = finish;
    return new Answer(
        from == null ? "" : from.id(),
        from == null ? "" : from.model(),
        from == null ? 0 : from.created(),
        parts,
        logprobs,
        to == null ? EndReason.STOP : to.reason(),
        to == null ? null : to.stopText(),
        to == null ? null : to.usage());
  }
}
