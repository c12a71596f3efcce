package dev.hone.gateway.redact;

import dev.hone.core.StepId;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.LateSignal;
import dev.hone.store.SignalLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Feedback and judgements as they are kept: a hint becomes a lesson. */
final class RedactedSignals implements SignalLog {

  private final SignalLog inner;
  private final Redactor redactor;

  RedactedSignals(SignalLog inner, Redactor redactor) {
    this.inner = inner;
    this.redactor = redactor;
  }

  @Override
  public boolean add(Feedback feedback) {
    return inner.add(
        new Feedback(
            feedback.eventId(),
            feedback.step(),
            feedback.verdict(),
            feedback.score(),
            text(feedback.comment()),
            text(feedback.demonstration())));
  }

  @Override
  public Taken add(LateSignal signal) {
    return inner.add(
        new LateSignal(
            signal.eventId(),
            signal.step(),
            signal.session(),
            signal.user(),
            signal.verdict(),
            signal.score(),
            text(signal.comment()),
            text(signal.demonstration())));
  }

  @Override
  public List<Feedback> feedback(StepId step) {
    return inner.feedback(step);
  }

  @Override
  public boolean add(Judgement judgement) {
    return inner.add(redacted(judgement));
  }

  @Override
  public List<Ended> judged(List<Judged> judged) {
    return inner.judged(
        judged.stream().map(one -> new Judged(one.work(), redacted(one.judgement()))).toList());
  }

  private Judgement redacted(Judgement judgement) {
    return new Judgement(
        judgement.eventId(),
        judgement.step(),
        judgement.source(),
        judgement.verdict(),
        judgement.votes(),
        text(judgement.hint()),
        redactor.text(judgement.reason()));
  }

  @Override
  public List<Judgement> judgements(StepId step) {
    return inner.judgements(step);
  }

  private @Nullable String text(@Nullable String text) {
    return text == null ? null : RedactedJson.inText(redactor, text);
  }
}
