package dev.hone.learn.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.hone.core.Line;
import dev.hone.core.StepId;
import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.learn.fakes.Diary;
import dev.hone.learn.lesson.LessonDesk;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class JudgeDeskTest {

  @TempDir Path folder;
  private Ledger ledger;
  private Diary diary;

  @BeforeEach
  void open() {
    ledger = SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC());
    diary = new Diary(ledger);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private JudgeDesk desk(@Nullable Judge model) {
    return new JudgeDesk(ledger, new RuleJudge(), model, new LessonDesk(ledger), "test");
  }

  private StepId step(String session, String request) {
    return diary.step(
        session,
        Line.MAIN,
        Prompt.of(ChatMessage.user(request)),
        Diary.result(ChatMessage.assistant("It is 21 C.")));
  }

  private StepId corrected(String request, String correction) {
    String session = diary.newSession();
    StepId step = step(session, request);
    diary.next(session, request, "It is 21 C.", ChatMessage.user(correction));
    return step;
  }

  private List<Judgement> judgements(StepId step) {
    return diary.tenant().signals().judgements(step);
  }

  private List<Lesson> lessons() {
    return diary.tenant().lessons().of(Diary.SCOPE);
  }

  private void awaitJudged(StepId... steps) {
    for (StepId step : steps) {
      await().until(() -> !judgements(step).isEmpty());
    }
  }

  @Test
  void aCorrectionBecomesAJudgementAndALesson() {
    StepId step;
    try (JudgeDesk desk = desk(null)) {
      desk.start();
      step = corrected("Weather in Rome?", "No, I want temperatures in Fahrenheit.");
      awaitJudged(step);
      await().until(() -> !lessons().isEmpty());
    }
    assertThat(judgements(step)).hasSize(1);
    assertThat(judgements(step).getFirst().verdict()).isEqualTo(Verdict.BAD);
    assertThat(lessons())
        .extracting(Lesson::text)
        .containsExactly("I want temperatures in Fahrenheit.");
    assertThat(lessons().getFirst().source()).isEqualTo(step);
  }

  @Test
  void whatANewerLessonContradictsLeavesThePrompt() {
    try (JudgeDesk desk = desk(null)) {
      desk.start();
      awaitJudged(corrected("Weather in Rome?", "I want temperatures in Fahrenheit."));
      StepId second = corrected("Weather in Oslo?", "No, always use Celsius.");
      awaitJudged(second);
      diary
          .tenant()
          .signals()
          .add(new Feedback("f", second, Verdict.BAD, null, "Use Celsius.", null));
      await().until(() -> judgements(second).size() == 2);
      await().until(() -> lessons().size() == 2);
    }
    assertThat(lessons())
        .extracting(Lesson::text, Lesson::state)
        .containsExactly(
            tuple("I want temperatures in Fahrenheit.", Lesson.State.SUPERSEDED),
            tuple("Always use Celsius.", Lesson.State.ACTIVE));
  }

  @Test
  void sideLinesAreNotJudged() {
    StepId side = diary.step(Line.SIDE, "Title of this?", "Weather");
    diary.tenant().signals().add(new Feedback("f", side, Verdict.BAD, null, "Be brief.", null));
    try (JudgeDesk desk = desk(null)) {
      desk.start();
      // What comes later is judged later: once it is, the side step was looked at.
      awaitJudged(corrected("Weather in Rome?", "Thanks!"));
    }
    assertThat(judgements(side)).isEmpty();
    assertThat(lessons()).isEmpty();
  }

  @Test
  void whatNoRuleKnowsIsUnknownWithoutAModelAndTheModelsWithOne() {
    StepId one = corrected("Weather in Rome?", "Hmm.");
    try (JudgeDesk desk = desk(null)) {
      desk.start();
      awaitJudged(one);
    }
    Judge model =
        occasion ->
            Optional.of(new Opinion(Verdict.NEUTRAL, "model:x", "0 0 0", List.of(), "so so"));
    StepId two = corrected("Weather in Rome?", "Hmm.");
    try (JudgeDesk desk = desk(model)) {
      desk.start();
      awaitJudged(two);
    }
    assertThat(judgements(one).getFirst().verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(judgements(two).getFirst().verdict()).isEqualTo(Verdict.NEUTRAL);
  }

  @Test
  void aFailingOrSlowModelHoldsNothingElseBack() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(2);
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
    JudgeDesk desk = desk(model);
    desk.start();
    StepId slow = corrected("Weather in Rome?", "Hmm.");
    StepId broken = corrected("Weather in Oslo?", "Hmm.");
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    StepId plain = corrected("Weather in Bonn?", "Always be brief.");

    awaitJudged(plain);
    await().until(() -> lessons().size() == 1);
    desk.close();

    assertThat(judgements(slow)).isEmpty();
    assertThat(judgements(broken)).isEmpty();
  }

  @Test
  void theSameWorkTwiceKeepsOneJudgementAndOneLesson() {
    LessonDesk lessons = new LessonDesk(ledger);
    StepId step = step(diary.newSession(), "Weather in Rome?");
    lessons.accept(Diary.TENANT, Diary.USER, "Use Celsius.", step);
    StepId later = step(diary.newSession(), "Weather in Oslo?");
    lessons.accept(Diary.TENANT, Diary.USER, "Use Fahrenheit.", later);
    // The desk died before it acknowledged the first one, and comes again with it.
    lessons.accept(Diary.TENANT, Diary.USER, "Use Celsius.", step);

    assertThat(lessons())
        .extracting(Lesson::state)
        .containsExactly(Lesson.State.SUPERSEDED, Lesson.State.ACTIVE);
  }

  @Test
  void whatAProgramSaysInTheUsersNameIsUnknownAndTheModelIsNotAsked() {
    Judge never =
        occasion -> {
          throw new IllegalStateException("nobody asked");
        };
    StepId step;
    try (JudgeDesk desk = desk(never)) {
      desk.start();
      step = corrected("Weather?", "[Request interrupted by user]");
      awaitJudged(step);
    }
    assertThat(judgements(step).getFirst().verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(judgements(step).getFirst().source()).isEqualTo("rule:program");
    assertThat(lessons()).isEmpty();
  }

  @Test
  void whoWatchesHearsVerdictsAndHowFarTheModelAgrees() {
    List<String> heard = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
    JudgeWatch watch =
        new JudgeWatch() {
          @Override
          public void judged(dev.hone.core.TenantId tenant, Opinion opinion) {
            heard.add(opinion.source());
          }

          @Override
          public void compared(dev.hone.core.TenantId tenant, String with, boolean agrees) {
            heard.add(with + " " + agrees);
          }
        };
    Judge model =
        occasion ->
            java.util.Optional.of(new Opinion(Verdict.GOOD, "model:m", "+1", List.of(), "said"));
    try (JudgeDesk desk =
        new JudgeDesk(ledger, new RuleJudge(), model, new LessonDesk(ledger), "test", watch, 1)) {
      desk.start();
      awaitJudged(corrected("Weather in Rome?", "That's wrong."));
      await().until(() -> heard.size() >= 2);
    }
    assertThat(heard).containsExactlyInAnyOrder("rule:correction", "model false");
  }
}
