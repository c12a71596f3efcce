package dev.hone.store.sql;

import static dev.hone.store.sql.RemoteLedger.patiently;
import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.store.OpenedStep;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepRecord;
import dev.hone.store.StepRecord.Status;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Three processes serve the sessions of one PostgreSQL database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeProcessesTest {

  private static final int PROCESSES = 3;
  private static final int TURNS = 24;
  private static final long SEED = 20261120;

  private final List<RemoteLedger> processes = new ArrayList<>();
  private SqlLedger ledger;
  private Talk alice;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    // A fourth, which looks.
    ledger = Store.POSTGRESQL.open(folder, RemoteLedger.OPTIONS, Clock.systemUTC());
    alice = Talk.of(ledger);
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(new RemoteLedger(Store.POSTGRESQL.location(folder)));
    }
    for (RemoteLedger process : processes) {
      process.awaitReady();
    }
  }

  @AfterAll
  void stop() {
    processes.forEach(RemoteLedger::close);
    if (ledger != null) {
      ledger.close();
    }
  }

  private void assertNothingLostOrDoubled(List<StepId> acknowledged) {
    Kept.of(ledger).assertNothingLostOrDoubled("seed " + SEED, acknowledged);
  }

  @Test
  void aConversationThatMovesBetweenProcessesIsOneSession() throws Exception {
    Random random = new Random(SEED);
    List<StepId> steps = new ArrayList<>();
    List<String> said = new ArrayList<>();
    Set<Object> sessions = new HashSet<>();
    for (int turn = 0; turn < TURNS; turn++) {
      said.add("u:question " + turn);
      RemoteLedger process = processes.get(random.nextInt(PROCESSES));
      OpenedStep.Fresh fresh = process.ask("alice", "answer " + turn, said.toArray(String[]::new));
      assertThat(fresh.index()).isEqualTo(turn);
      assertThat(fresh.retry()).isFalse();
      sessions.add(fresh.session());
      steps.add(fresh.step());
      said.add("a:answer " + turn);
    }
    assertThat(sessions).hasSize(1);
    for (StepId step : steps.subList(0, TURNS - 1)) {
      assertThat(alice.tenant().steps().nextStates(step)).hasSize(1);
    }
    assertNothingLostOrDoubled(steps);
  }

  @Test
  void theSameRequestToAllAtOnceIsOneStepAndItsRetries() throws Exception {
    for (int round = 0; round < TURNS; round++) {
      String question = "u:question " + round;
      for (RemoteLedger process : processes) {
        process.open("bob", "", "", question);
      }
      List<OpenedStep.Fresh> opened = new ArrayList<>();
      for (RemoteLedger process : processes) {
        opened.add(process.opened());
      }
      assertThat(opened)
          .extracting(OpenedStep.Fresh::session)
          .containsOnly(opened.get(0).session());
      assertThat(opened).extracting(OpenedStep.Fresh::turn).containsOnly(opened.get(0).turn());
      assertThat(opened).extracting(OpenedStep.Fresh::index).containsExactlyInAnyOrder(0, 1, 2);
      assertThat(opened).filteredOn(OpenedStep.Fresh::retry).hasSize(PROCESSES - 1);
      // Of each three, one stands.
      assertThat(alice.steps(opened.get(0).session()))
          .filteredOn(step -> !step.superseded())
          .hasSize(1);
    }
  }

  @Test
  void anIdempotencyKeyIsOneStepWhoeverIsAsked() throws Exception {
    for (int round = 0; round < TURNS; round++) {
      for (RemoteLedger process : processes) {
        process.open("carol", "task", "key " + round, "u:question " + round);
      }
      List<String> heard = new ArrayList<>();
      for (RemoteLedger process : processes) {
        heard.add(process.hear());
      }
      assertThat(heard).filteredOn(line -> line.startsWith("fresh ")).hasSize(1);
      assertThat(heard).filteredOn(line -> line.startsWith("progress ")).hasSize(PROCESSES - 1);
      assertThat(heard.stream().map(line -> line.split(" ")[1]).distinct()).hasSize(1);
    }
    assertThat(alice.tenant().steps().sessions(new UserId("carol"), 9))
        .singleElement()
        .extracting(SessionSummary::steps)
        .isEqualTo(TURNS);
  }

  @Test
  void whatAFrozenProcessWritesLateIsRefused() throws Exception {
    RemoteLedger frozen = processes.get(0);
    RemoteLedger other = processes.get(1);
    frozen.open("dave", "", "of dave", "u:hello");
    OpenedStep.Fresh taken = frozen.opened();
    frozen.signal("STOP");
    try {
      patiently().until(() -> alice.record(taken.step()).status() == Status.INTERRUPTED);
      other.open("dave", "", "of dave", "u:hello");
      OpenedStep.Fresh again = other.opened();
      assertThat(again.session()).isEqualTo(taken.session());
      assertThat(again.index()).isEqualTo(1);
      assertThat(again.retry()).isTrue();
      other.complete(again.step(), "hi");
      assertThat(other.hear()).isEqualTo("complete");
      // It finds this when it wakes.
      frozen.complete(taken.step(), "hi from long ago");
    } finally {
      frozen.signal("CONT");
    }
    assertThat(frozen.hear()).startsWith("error FENCED").contains("silent for too long");
    assertThat(alice.record(taken.step()).result()).isNull();

    // It goes on as a new one, in the same session.
    OpenedStep.Fresh next = frozen.ask("dave", "fine", "u:hello", "a:hi", "u:how are you?");
    assertThat(next.session()).isEqualTo(taken.session());
    assertThat(next.index()).isEqualTo(2);
    StepRecord kept = alice.record(next.step());
    assertThat(kept.prompt().messages())
        .containsExactly(messages("u:hello", "a:hi", "u:how are you?"));
    assertNothingLostOrDoubled(List.of(next.step()));
  }
}
