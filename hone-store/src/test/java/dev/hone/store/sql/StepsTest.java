package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.hone.core.TenantId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog.NextState;
import dev.hone.store.StepRecord;
import dev.hone.store.StepRecord.Status;
import dev.hone.store.StepResult;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.UsageTotals;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Store.class)
class StepsTest {

  private final Store store;
  @TempDir Path folder;
  private final MovableClock clock = new MovableClock();
  private SqlLedger ledger;
  private Talk alice;

  StepsTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    alice = Talk.of(ledger);
  }

  @AfterEach
  void close() {
    // Not open when the test was skipped.
    if (ledger != null) {
      ledger.close();
    }
  }

  @Test
  void keepsAStepAsItWas() {
    ToolCall call = new ToolCall("call-1", "set_timer", "{ \"minutes\" : 5 }");
    Prompt prompt =
        new Prompt(
            List.of(
                ChatMessage.system("Be brief."),
                ChatMessage.user("Five minutes, please. 🍵"),
                ChatMessage.system("A reminder."),
                ChatMessage.assistant("", List.of(call)),
                ChatMessage.tool("call-1", "ok")),
            List.of(new ToolSpec("set_timer", "Sets a timer", "{\"type\":\"object\"}")));
    byte[] body = "{\"model\":\"starter\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8);
    StepDraft draft =
        new StepDraft(
            alice.agent(),
            alice.user(),
            null,
            null,
            dev.hone.core.Line.MAIN,
            "starter",
            Talk.BASE,
            prompt,
            body,
            List.of(new dev.hone.core.LessonId(new java.util.UUID(1, 2))),
            "embedded",
            true);

    OpenedStep.Fresh fresh = Talk.fresh(alice.tenant().steps().open(draft));
    StepRecord open = alice.record(fresh.step());
    assertThat(open.status()).isEqualTo(Status.OPEN);
    assertThat(open.result()).isNull();

    StepResult result = Talk.result("Done.");
    alice.tenant().steps().complete(fresh.step(), result);
    StepRecord kept = alice.record(fresh.step());

    assertThat(kept.prompt()).isEqualTo(prompt);
    assertThat(kept.status()).isEqualTo(Status.COMPLETE);
    assertThat(kept.lessons()).isEqualTo(draft.lessons());
    assertThat(kept.version()).isEqualTo(Talk.BASE);
    assertThat(kept.index()).isZero();
    assertThat(kept.consent()).isTrue();
    assertThat(kept.started()).isEqualTo(clock.instant());
    assertThat(kept.result()).usingRecursiveComparison().isEqualTo(result);
    assertThat(alice.tenant().usage()).isEqualTo(new UsageTotals(1, 4, 6, 3));
  }

  @Test
  void findsTheSessionByItsPrefixAndRecordsTheNextState() {
    OpenedStep.Fresh first = alice.ask("a1", messages("s:one", "u:q1"));
    OpenedStep.Fresh second = alice.ask("a2", messages("s:two", "u:q1", "a:a1", "u:q2"));
    OpenedStep.Fresh other = alice.ask("a1", messages("u:elsewhere"));

    assertThat(second.session()).isEqualTo(first.session());
    assertThat(second.index()).isEqualTo(1);
    assertThat(second.turn()).isNotEqualTo(first.turn());
    assertThat(second.retry()).isFalse();
    assertThat(other.session()).isNotEqualTo(first.session());
    assertThat(alice.tenant().steps().nextStates(first.step()))
        .containsExactly(new NextState(first.step(), List.of(ChatMessage.user("q2")), false));
    assertThat(alice.tenant().steps().nextStates(second.step())).isEmpty();
    assertThat(alice.tenant().steps().lastStep(first.session().toString())).contains(second.step());
  }

  @Test
  void anotherUsersSessionIsNeverFound() {
    OpenedStep.Fresh first = alice.ask("a1", messages("u:q1"));
    OpenedStep.Fresh bob = alice.user("bob").ask("a2", messages("u:q1", "a:a1", "u:q2"));
    assertThat(bob.session()).isNotEqualTo(first.session());
    assertThat(alice.tenant().steps().nextStates(first.step())).isEmpty();
  }

  @Test
  void toolResultsContinueTheTurn() {
    ToolCall call = new ToolCall("c1", "weather", "{\"city\": \"Oslo\"}");
    OpenedStep.Fresh first = alice.open(messages("u:weather?"));
    alice
        .tenant()
        .steps()
        .complete(first.step(), Talk.result(ChatMessage.assistant("", List.of(call)), 3));
    // The caller writes the arguments with other white space.
    ToolCall rewritten = new ToolCall("c1", "weather", "{\"city\":\"Oslo\"}");
    OpenedStep.Fresh second =
        alice.ask(
            "Rain.",
            ChatMessage.user("weather?"),
            ChatMessage.assistant("", List.of(rewritten)),
            ChatMessage.tool("c1", "rain"));
    OpenedStep.Fresh third =
        alice.ask(
            "You are welcome.",
            ChatMessage.user("weather?"),
            ChatMessage.assistant("", List.of(rewritten)),
            ChatMessage.tool("c1", "rain"),
            ChatMessage.assistant("Rain."),
            ChatMessage.user("thanks"));

    assertThat(second.turn()).isEqualTo(first.turn());
    assertThat(third.turn()).isNotEqualTo(first.turn());
    assertThat(third.session()).isEqualTo(first.session());
    assertThat(alice.tenant().steps().nextStates(first.step()))
        .containsExactly(
            new NextState(first.step(), List.of(ChatMessage.tool("c1", "rain")), false));
  }

  @Test
  void theSamePromptAgainIsARetry() {
    OpenedStep.Fresh first = alice.ask("a1", messages("u:q1"));
    OpenedStep.Fresh second = alice.ask("a2", messages("u:q1", "a:a1", "u:q2"));
    OpenedStep.Fresh again = alice.ask("a3", messages("u:q1", "a:a1", "u:q2"));

    assertThat(again.retry()).isTrue();
    assertThat(again.turn()).isEqualTo(second.turn());
    assertThat(again.index()).isEqualTo(2);
    assertThat(alice.record(second.step()).superseded()).isTrue();
    assertThat(alice.record(again.step()).superseded()).isFalse();
    assertThat(alice.tenant().steps().nextStates(first.step())).hasSize(1);
    assertThat(ledger.work().takeJudging("judge", 10, Duration.ofMinutes(1), Duration.ZERO))
        .hasSize(1);
    assertThat(alice.tenant().steps().recent(alice.user(), 10))
        .extracting(StepRecord::id)
        .containsExactly(again.step(), first.step());

    // The caller goes on from the answer that a retry had replaced: that one stands.
    OpenedStep.Fresh next = alice.ask("a4", messages("u:q1", "a:a1", "u:q2", "a:a2", "u:q3"));
    assertThat(next.session()).isEqualTo(first.session());
    assertThat(alice.record(second.step()).superseded()).isFalse();
  }

  @Test
  void withoutASessionKeyARetryHasATimeLimit() {
    OpenedStep.Fresh first = alice.ask("a1", messages("u:q1"));
    clock.advance(Duration.ofSeconds(120));
    assertThat(alice.ask("a1", messages("u:q1")).session()).isEqualTo(first.session());
    clock.advance(Duration.ofSeconds(121));
    OpenedStep.Fresh later = alice.ask("a1", messages("u:q1"));
    assertThat(later.retry()).isFalse();
    assertThat(later.session()).isNotEqualTo(first.session());

    Talk keyed = alice.session("k");
    OpenedStep.Fresh one = keyed.ask("a1", messages("u:q1"));
    clock.advance(Duration.ofDays(3));
    OpenedStep.Fresh two = keyed.ask("a1", messages("u:q1"));
    assertThat(two.retry()).isTrue();
    assertThat(two.session()).isEqualTo(one.session());
  }

  @Test
  void aStepThatWasContinuedIsNotSupersededByARepetition() {
    Talk keyed = alice.session("k");
    OpenedStep.Fresh first = keyed.ask("a1", messages("u:q1"));
    keyed.ask("a2", messages("u:q1", "a:a1", "u:q2"));
    OpenedStep.Fresh again = keyed.ask("b1", messages("u:q1"));
    assertThat(again.retry()).isTrue();
    assertThat(keyed.record(first.step()).superseded()).isFalse();
  }

  @Test
  void atTheBeginningOtherSystemTextIsAnotherSession() {
    OpenedStep.Fresh first = alice.ask("a1", messages("s:title", "u:go"));
    OpenedStep.Fresh second = alice.ask("a1", messages("s:summary", "u:go"));
    assertThat(second.retry()).isFalse();
    assertThat(second.session()).isNotEqualTo(first.session());
  }

  @Test
  void noticesTheSameRequestSentAgainAfterItsAnswer() {
    OpenedStep.Fresh first = alice.ask("a1", messages("u:Set a timer"));
    alice.ask("a2", messages("u:Set a timer", "a:a1", "u:set  a TIMER "));
    assertThat(alice.tenant().steps().nextStates(first.step()).getFirst().repeated()).isTrue();
  }

  @Test
  void sideStepsBelongToTheTurnAndGiveNoNextState() {
    Talk keyed = alice.session("k");
    OpenedStep.Fresh first = keyed.ask("a1", messages("u:q1"));
    OpenedStep.Fresh side =
        keyed.side().ask("Title", messages("u:q1", "a:a1", "u:give it a title"));
    assertThat(side.session()).isEqualTo(first.session());
    assertThat(side.turn()).isEqualTo(first.turn());
    assertThat(keyed.tenant().steps().nextStates(first.step())).isEmpty();
    assertThat(keyed.tenant().steps().lastStep("k")).contains(first.step());
  }

  @Test
  void anIdempotencyKeyIsOneStep() {
    StepDraft draft = alice.draft("key", messages("u:q1"));
    OpenedStep.Fresh first = Talk.fresh(alice.tenant().steps().open(draft));
    assertThat(alice.tenant().steps().open(draft))
        .isEqualTo(new OpenedStep.InProgress(first.step()));
    assertThat(alice.tenant().steps().open(alice.draft("key", messages("u:other"))))
        .isEqualTo(new OpenedStep.Mismatch(first.step()));
    assertThat(alice.tenant().steps().open(alice.user("bob").draft("key", messages("u:q1"))))
        .isEqualTo(new OpenedStep.Mismatch(first.step()));

    alice.tenant().steps().interrupt(first.step(), null, "the client went away");
    OpenedStep.Fresh second = Talk.fresh(alice.tenant().steps().open(draft));
    assertThat(second.retry()).isTrue();
    assertThat(second.session()).isEqualTo(first.session());
    assertThat(second.turn()).isEqualTo(first.turn());

    StepResult result = Talk.result("a1");
    alice.tenant().steps().complete(second.step(), result);
    assertThat(alice.tenant().steps().open(draft))
        .asInstanceOf(type(OpenedStep.Replay.class))
        .satisfies(
            replay -> {
              assertThat(replay.step()).isEqualTo(second.step());
              assertThat(replay.responseBody()).isEqualTo(result.responseBody());
            });
    assertThat(alice.steps(first.session())).hasSize(2);

    clock.advance(Duration.ofHours(25));
    OpenedStep.Fresh later = Talk.fresh(alice.tenant().steps().open(draft));
    assertThat(later.retry()).isFalse();
    assertThat(later.session()).isNotEqualTo(first.session());
  }

  @Test
  void aStepEndsOnce() {
    OpenedStep.Fresh step = alice.ask("a1", messages("u:q1"));
    assertThatThrownBy(() -> alice.tenant().steps().complete(step.step(), Talk.result("b")))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT));
    alice.tenant().steps().interrupt(step.step(), null, "too late");
    assertThat(alice.record(step.step()).status()).isEqualTo(Status.COMPLETE);
    assertThat(alice.tenant().usage().steps()).isEqualTo(1);
  }

  @Test
  void anotherTenantSeesNothing() {
    OpenedStep.Fresh step = alice.ask("a1", messages("u:q1"));
    TenantId other = new TenantId("other");
    ledger.createTenant(other, "Other");
    Talk stranger = Talk.of(ledger.tenant(other), "alice");
    assertThat(stranger.tenant().steps().find(step.step())).isEmpty();
    assertThat(stranger.tenant().steps().ofSession(step.session())).isEmpty();
    assertThatThrownBy(() -> stranger.tenant().steps().complete(step.step(), Talk.result("b")))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
    assertThat(stranger.ask("a2", messages("u:q1", "a:a1", "u:q2")).session())
        .isNotEqualTo(step.session());
    assertThatThrownBy(() -> ledger.tenant(new TenantId("nobody")))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN_TENANT));
  }

  @Test
  void interruptedAnswersAreKeptAndCanBeContinued() {
    OpenedStep.Fresh first = alice.open(messages("u:q1"));
    alice.tenant().steps().interrupt(first.step(), Talk.result("half an ans"), "stopped");
    StepRecord kept = alice.record(first.step());
    assertThat(kept.status()).isEqualTo(Status.INTERRUPTED);
    assertThat(kept.result()).usingRecursiveComparison().isEqualTo(Talk.result("half an ans"));
    assertThat(alice.tenant().usage().steps()).isZero();
    OpenedStep.Fresh second = alice.ask("a2", messages("u:q1", "a:half an ans", "u:go on"));
    assertThat(second.session()).isEqualTo(first.session());
  }

  @Test
  void aFinishedSessionIsNotFoundByPrefix() {
    OpenedStep.Fresh first = alice.ask("a1", messages("u:q1"));
    alice.tenant().steps().finish(first.session());
    OpenedStep.Fresh second = alice.ask("a2", messages("u:q1", "a:a1", "u:q2"));
    assertThat(second.session()).isNotEqualTo(first.session());
    assertThat(alice.tenant().steps().nextStates(first.step())).isEmpty();
    assertThat(alice.tenant().steps().sessions(alice.user(), 10))
        .extracting(SessionSummary::id, SessionSummary::done, SessionSummary::steps)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(second.session(), false, 1),
            org.assertj.core.groups.Tuple.tuple(first.session(), true, 1));
    assertThat(alice.tenant().steps().sessions(null, 1)).hasSize(1);
  }

  @Test
  void aRestartInterruptsWhatWasOpenAndKeepsTheRest() {
    OpenedStep.Fresh complete = alice.ask("a1", messages("u:q1"));
    OpenedStep.Fresh open = alice.open(messages("u:q2"));
    ledger.close();
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    assertThat(ledger.recover()).isEqualTo(1);
    assertThat(ledger.recover()).isZero();
    Talk again = Talk.of(ledger);
    assertThat(again.record(complete.step()).status()).isEqualTo(Status.COMPLETE);
    assertThat(again.record(open.step()).status()).isEqualTo(Status.INTERRUPTED);
    assertThat(again.ask("a3", messages("u:q1", "a:a1", "u:q3")).session())
        .isEqualTo(complete.session());
  }
}
