package dev.hone.learn.release;

import dev.hone.core.LessonBlock;
import dev.hone.core.LessonId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.learn.trainer.PolicyFiles;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ShadowBook;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets shadows answer real requests a second time: stored prompts with the lessons that were
 * applied, after the caller has long had its answer, one at a look, so that serving waits for at
 * most one of them. Nobody sees the answers and they are no steps. A shadow whose answers are
 * broken is refused; disagreeing is no fault of its own and is shown as evidence.
 */
final class ShadowWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowWatch.class);

  /** Steps that are looked through for one of the share. */
  private static final int LOOKED_THROUGH = 256;

  /** Largest share of broken answers. */
  private static final double MOST_BROKEN = 0.1;

  private static final int DEGENERATE_RUN = 8;

  private final Ledger ledger;
  private final Engine engine;
  private final PolicyFiles files;
  private final ReleaseOptions options;
  private final Agreement agreement = new Agreement();
  private final JsonMapper json = JsonMapper.builder().build();

  ShadowWatch(Ledger ledger, Engine engine, PolicyFiles files, ReleaseOptions options) {
    this.ledger = ledger;
    this.engine = engine;
    this.files = files;
    this.options = options;
  }

  /**
   * A shadow that has answered enough.
   *
   * @param refusal empty if it goes on
   */
  record Done(TenantId tenant, PolicyVersion version, String refusal, String evidence) {}

  /** One answer for each shadow at most; returns those that are done. */
  List<Done> once() {
    List<Done> done = new ArrayList<>();
    for (ShadowBook.Shadow shadow : ledger.versions().shadows().running()) {
      look(shadow).ifPresent(done::add);
    }
    return done;
  }

  private Optional<Done> look(ShadowBook.Shadow shadow) {
    ShadowBook book = ledger.versions().shadows();
    ShadowBook.Counts counts = book.counts(shadow.tenant(), shadow.version().ref());
    if (options.shadowShare() == 0 || counts.answers() >= options.shadowAnswers()) {
      return Optional.of(decided(shadow, counts));
    }
    for (StepId id : book.due(shadow, LOOKED_THROUGH)) {
      if (isTaken(id)) {
        ledger.tenant(shadow.tenant()).steps().find(id).ifPresent(step -> answer(shadow, step));
        break;
      }
    }
    return Optional.empty();
  }

  /** By the random part of the step's id. */
  private boolean isTaken(StepId step) {
    return (step.value().getLeastSignificantBits() & 0xFFFF) / 65536.0 < options.shadowShare();
  }

  private void answer(ShadowBook.Shadow shadow, StepRecord step) {
    StepResult given = step.result();
    if (given == null) {
      return;
    }
    List<String> lessons = new ArrayList<>();
    for (LessonId lesson : step.lessons()) {
      ledger
          .tenant(shadow.tenant())
          .lessons()
          .find(lesson)
          .map(Lesson::text)
          .ifPresent(lessons::add);
    }
    boolean agrees = false;
    boolean broken = false;
    try {
      files.load(shadow.tenant(), shadow.version().ref());
      Generation answer =
          engine.generate(
              new GenerationRequest(
                  shadow.version().ref(),
                  LessonBlock.into(step.prompt(), lessons),
                  new ToolChoice.Auto(),
                  Sampling.greedy(options.gateBounds().maxAnswer()),
                  0),
              GenerationListener.none());
      agrees = agreement.near(answer, given.response());
      broken = isBroken(answer, given);
    } catch (EngineException failed) {
      if (failed.code() == EngineException.Code.BAD_MODEL) {
        broken = true;
      } else {
        // Too busy, or closing: nobody waits for a shadow.
        LOG.debug("the shadow {} could not answer now", shadow.version().ref(), failed);
        return;
      }
    }
    ledger
        .versions()
        .shadows()
        .add(shadow.tenant(), shadow.version().ref(), step.id(), agrees, broken);
  }

  private boolean isBroken(Generation answer, StepResult given) {
    boolean saidNothing =
        given.response().content().isBlank() && given.response().toolCalls().isEmpty();
    if (answer.text().isBlank() && answer.toolCalls().isEmpty()) {
      return !saidNothing;
    }
    int run = 1;
    int[] ids = answer.responseIds();
    for (int i = 1; i < ids.length; i++) {
      run = ids[i] == ids[i - 1] ? run + 1 : 1;
      if (run >= DEGENERATE_RUN) {
        return true;
      }
    }
    // A long answer is cut off here whoever gives it.
    return answer.finishReason() == FinishReason.LENGTH
        && given.completionTokens() < options.gateBounds().maxAnswer();
  }

  private Done decided(ShadowBook.Shadow shadow, ShadowBook.Counts counts) {
    ObjectNode evidence = json.createObjectNode();
    ObjectNode node = evidence.putObject("shadow");
    node.put("answers", counts.answers());
    node.put("agrees", counts.agrees());
    Wilson.interval(counts.agrees(), counts.answers()).into(node, "agreement_interval");
    node.put("broken", counts.broken());
    node.put("most_broken", MOST_BROKEN);
    String refusal =
        counts.broken() > MOST_BROKEN * counts.answers()
            ? counts.broken() + " of " + counts.answers() + " unseen answers were broken"
            : "";
    evidence.put("reason", refusal.isEmpty() ? "its unseen answers are whole" : refusal);
    return new Done(shadow.tenant(), shadow.version(), refusal, json.writeValueAsString(evidence));
  }
}
