package dev.hone.gateway.answer;

import dev.hone.core.engine.GenerationEvent;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.TokenInfo;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.capture.OpenStep;
import dev.hone.gateway.dialect.AnswerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes an answer from the engine and, if it is streamed, hands it on. */
final class EngineListener implements GenerationListener {

  private final OpenStep step;
  private final boolean wantLogprobs;
  private final long deadline;
  private final @Nullable AnswerSender sender;
  private final List<TokenInfo> contentTokens = new ArrayList<>();
  private boolean inPart;
  private boolean inCall;
  private @Nullable GatewayException gone;

  /**
   * @param deadline nano time at which the answer is given up
   * @param sender null when the answer is sent whole
   */
  EngineListener(
      OpenStep step, boolean wantLogprobs, long deadline, @Nullable AnswerSender sender) {
    this.step = step;
    this.wantLogprobs = wantLogprobs;
    this.deadline = deadline;
    this.sender = sender;
  }

  @Override
  public boolean on(GenerationEvent event) {
    step.sawFirstToken();
    if (wantLogprobs && event instanceof GenerationEvent.Text text) {
      contentTokens.addAll(text.tokens());
    }
    if (sender != null) {
      try {
        sender.send(events(event).toArray(AnswerEvent[]::new));
      } catch (GatewayException e) {
        gone = e;
        return false;
      }
    }
    return System.nanoTime() < deadline;
  }

  private List<AnswerEvent> events(GenerationEvent event) {
    List<AnswerEvent> events = new ArrayList<>(2);
    boolean call = !(event instanceof GenerationEvent.Text);
    if (inPart && (event instanceof GenerationEvent.ToolCallStarted || call != inCall)) {
      events.add(new AnswerEvent.PartEnd());
    }
    inPart = true;
    inCall = call;
    events.add(
        switch (event) {
          case GenerationEvent.Text(String delta, List<TokenInfo> tokens) ->
              new AnswerEvent.TextDelta(delta, wantLogprobs ? tokens : null);
          case GenerationEvent.ToolCallStarted(int index, String id, String name, var tokens) ->
              new AnswerEvent.CallBegin(id, name);
          case GenerationEvent.ToolArguments(int index, String delta, var tokens) ->
              new AnswerEvent.Arguments(delta);
        });
    return events;
  }

  /** Sends the end of a streamed answer. The step must be on disk. */
  void finish(AnswerSender to, AnswerEvent.Finish finish) {
    if (inPart) {
      to.send(new AnswerEvent.PartEnd(), finish);
    } else {
      to.send(finish);
    }
  }

  /** Of the text's tokens; null unless they were asked for. */
  @Nullable List<TokenInfo> logprobs() {
    return wantLogprobs ? contentTokens : null;
  }

  /** Why the answer was cancelled. */
  GatewayException cancelled(Duration timeout) {
    if (gone != null) {
      return gone;
    }
    return new GatewayException(
        Code.TIMED_OUT,
        "The answer took longer than "
            + timeout.toSeconds()
            + " s; ask for fewer tokens (max_tokens), or raise the limit in the configuration.");
  }
}
