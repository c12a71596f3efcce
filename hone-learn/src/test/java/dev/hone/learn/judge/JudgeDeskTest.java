package dev.hone.learn.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.Line;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.learn.fakes.MemoryLedger;
import dev.hone.learn.lesson.LessonDesk;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.Lesson;
import dev.hone.store.StepRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JudgeDeskTest {

  private final MemoryLedger ledger = new MemoryLedger();

  private JudgeDesk desk(@Nullable Judge model) {
    return new JudgeDesk(ledger, new RuleJudge(), model, new LessonDesk(ledger), "test");
  }

  private StepRecord step(Line line, String request) {
    return ledger.keep(
        line, Prompt.of(ChatMessage.user(request)), ChatMessage.assistant("It is 21 C."));
  }

  private List<Judgement> judgements(StepId step) {
    return ledger.tenant(MemoryLedger.TENANT).signals().judgements(step);
  }

  private List<Lesson> lessons() {
    return ledger.tenant(MemoryLedger.TENANT).lessons().of(new Scope.OfUser(MemoryLedger.USER));
  }

  @Test
  void aCorrectionBecomesAJudgementAndALesson() {
    StepRecord step = step(Line.MAIN, "Weather in Rome?");
    try (JudgeDesk desk = desk(null)) {
      desk.start();
      ledger.next(step, ChatMessage.user("No, I want temperatures in Fahrenheit."));

      await().until(() -> ledger.acknowledged() == 1);
    }
    assertThat(judgements(step.id())).hasSize(1);
    assertThat(judgements(step.id()).getFirst().verdict()).isEqualTo(Verdict.BAD);
    assertThat(lessons())
        .extracting(Lesson::text)
        .containsExactly("I want temperatures in Fahrenheit.");
    assertThat(lessons().getFirst().source()).isEqualTo(step.id());
  }

  @Test
  void whatANewerLessonContradictsLeavesThePrompt() {
    StepRecord first = step(Line.MAIN, "Weather in Rome?");
    StepRecord second = step(Line.MAIN, "Weather in Oslo?");
    try (JudgeDesk desk = desk(null)) {
      desk.start();
      ledger.next(first, ChatMessage.user("I want temperatures in Fahrenheit."));
      ledger.next(second, ChatMessage.user("No, always use Celsius."));
      ledger.next(
          second, null, new Feedback("f", second.id(), Verdict.BAD, null, "Use Celsius.", null));

      await().until(() -> ledger.acknowledged() == 3);
    }
    assertThat(lessons())
        .extracting(Lesson::text, Lesson::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "I want temperatures in Fahrenheit.", Lesson.State.SUPERSEDED),
            org.assertj.core.groups.Tuple.tuple("Always use Celsius.", Lesson.State.ACTIVE));
  }

  @Test
  void sideLinesAreNotJudged() {
    StepRecord step = step(Line.SIDE, "Title of this?");
    try (JudgeDesk desk = desk(null)) {
      desk.start();
      ledger.next(step, ChatMessage.user("No, always be brief."));

      await().until(() -> ledger.acknowledged() == 1);
    }
    assertThat(judgements(step.id())).isEmpty();
    assertThat(lessons()).isEmpty();
  }

  @Test
  void whatNoRuleKnowsIsUnknownWithoutAModelAndTheModelsWithOne() {
    StepRecord one = step(Line.MAIN, "Weather in Rome?");
    StepRecord two = step(Line.MAIN, "Weather in Rome?");
    try (JudgeDesk desk = desk(null)) {
      desk.start();
      ledger.next(one, ChatMessage.user("Hmm."));
      await().until(() -> ledger.acknowledged() == 1);
    }
    Judge model =
        occasion ->
            Optional.of(new Opinion(Verdict.NEUTRAL, "model:x", "0 0 0", List.of(), "so so"));
    try (JudgeDesk desk = desk(model)) {
      desk.start();
      ledger.next(two, ChatMessage.user("Hmm."));
      await().until(() -> ledger.acknowledged() == 2);
    }
    assertThat(judgements(one.id()).getFirst().verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(judgements(two.id()).getFirst().verdict()).isEqualTo(Verdict.NEUTRAL);
  }

  @Test
  void aFailingOrSlowModelHoldsNothingElseBack() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Judge model =
        occasion -> {
          asked.countDown();
          if (occasion.request().contains("Oslo")) {
            throw new IllegalStateException("broken on purpose");
          }
          try {
            never.await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
          return Optional.empty();
        };
    StepRecord slow = step(Line.MAIN, "Weather in Rome?");
    StepRecord broken = step(Line.MAIN, "Weather in Oslo?");
    StepRecord plain = step(Line.MAIN, "Weather in Bonn?");
    JudgeDesk desk = desk(model);
    desk.start();
    ledger.next(slow, ChatMessage.user("Hmm."));
    ledger.next(broken, ChatMessage.user("Hmm."));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    ledger.next(plain, ChatMessage.user("Always be brief."));

    await().until(() -> ledger.acknowledged() == 1);
    assertThat(lessons()).hasSize(1);
    desk.close();

    assertThat(judgements(slow.id())).isEmpty();
    assertThat(judgements(broken.id())).isEmpty();
  }

  @Test
  void theSameWorkTwiceKeepsOneJudgementAndOneLesson() {
    LessonDesk lessons = new LessonDesk(ledger);
    StepRecord step = step(Line.MAIN, "Weather in Rome?");
    lessons.accept(MemoryLedger.TENANT, MemoryLedger.USER, "Use Celsius.", step.id());
    StepRecord later = step(Line.MAIN, "Weather in Oslo?");
    lessons.accept(MemoryLedger.TENANT, MemoryLedger.USER, "Use Fahrenheit.", later.id());
    // The desk died before it acknowledged the first one, and comes again with it.
    lessons.accept(MemoryLedger.TENANT, MemoryLedger.USER, "Use Celsius.", step.id());

    assertThat(lessons())
        .extracting(Lesson::state)
        .containsExactly(Lesson.State.SUPERSEDED, Lesson.State.ACTIVE);
  }
}
