package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.answer.AnswerSender;
import dev.hone.gateway.capture.OpenStep;
import dev.hone.gateway.dialect.Answer;
import dev.hone.gateway.dialect.AnswerEvent;
import dev.hone.gateway.dialect.AnswerFold;
import dev.hone.gateway.dialect.AnswerWriter;
import dev.hone.gateway.http.Exchange;
import dev.hone.store.StepResult;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes an upstream's answer as events, sends it on in the caller's dialect, keeps it. The end goes
 * out when the step is on disk. Used by one thread.
 */
final class TranslatedAnswer implements Consumer<AnswerEvent> {

  /**
   * What the answer is called towards the caller.
   *
   * @param model for an upstream that does not name it
   * @param created for an upstream that does not say it; seconds since 1970
   */
  record Names(String id, String model, long created) {}

  private final Exchange exchange;
  private final AnswerWriter whole;
  private final Names names;
  private final OpenStep step;
  private final long lessonTokensSaved;
  private final @Nullable AnswerSender sender;
  private final AnswerFold fold = new AnswerFold();

  /**
   * @param writer for the answer as it is sent in pieces
   * @param stream whether the caller wants pieces
   */
  TranslatedAnswer(
      Exchange exchange,
      AnswerWriter writer,
      Names names,
      OpenStep step,
      long lessonTokensSaved,
      boolean stream) {
    this.exchange = exchange;
    this.whole = writer;
    this.names = names;
    this.step = step;
    this.lessonTokensSaved = lessonTokensSaved;
    this.sender = stream ? new AnswerSender(exchange, writer) : null;
  }

  @Override
  public void accept(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Start(String id, String model, long created, long input) ->
          pass(
              new AnswerEvent.Start(
                  names.id(),
                  model.isEmpty() ? names.model() : model,
                  created == 0 ? names.created() : created,
                  input));
      case AnswerEvent.Finish finish -> fold.accept(finish);
      case AnswerEvent.Failure(String type, String message) -> {
        fold.accept(event);
        throw new GatewayException(Code.UPSTREAM_BROKEN, "The upstream failed: " + message);
      }
      case AnswerEvent.TextDelta any -> delta(event);
      case AnswerEvent.ReasoningDelta any -> delta(event);
      case AnswerEvent.RefusalDelta any -> delta(event);
      case AnswerEvent.Signature any -> delta(event);
      case AnswerEvent.CallBegin any -> delta(event);
      case AnswerEvent.Arguments any -> delta(event);
      case AnswerEvent.PartEnd any -> pass(event);
    }
  }

  private void delta(AnswerEvent event) {
    step.sawFirstToken();
    pass(event);
  }

  private void pass(AnswerEvent event) {
    fold.accept(event);
    if (sender != null) {
      sender.send(event);
    }
  }

  /** What came of an answer that did not reach its end. */
  StepResult partial() {
    return result(fold.answer(), whole);
  }

  private StepResult result(Answer answer, AnswerWriter writer) {
    return UpstreamResult.of(
        answer, writer.whole(answer), fold.finished(), lessonTokensSaved, step.timings());
  }

  /**
   * Keeps the answer and then sends its end.
   *
   * @param writer for the whole answer
   */
  void send(AnswerWriter writer) {
    Answer answer = fold.answer();
    StepResult result = result(answer, writer);
    step.complete(result);
    if (sender == null) {
      exchange.send(200, "application/json", result.responseBody());
    } else {
      sender.send(new AnswerEvent.Finish(answer.reason(), answer.stopText(), answer.usage()));
    }
  }
}
