package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Ownership;
import dev.hone.store.TrainingLease;
import dev.hone.store.WorkBoard.Judging;
import dev.hone.store.WorkBoard.TrainerStatus;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner and a guest write to the same file at the same time. */
class TwoProcessesTest {

  private static final int WRITES = 40;

  @TempDir Path folder;

  /** Takes samples, reports, adds lessons, and makes a version of them. */
  static final class Trainer {

    private Trainer() {}

    public static void main(String[] arguments) {
      try (SqliteLedger ledger =
          SqliteLedger.open(
              Path.of(arguments[0]),
              LedgerOptions.defaults(),
              Clock.systemUTC(),
              Ownership.GUEST)) {
        Talk alice = Talk.of(ledger);
        Scope scope = new Scope.OfUser(alice.user());
        TrainingLease lease =
            ledger
                .work()
                .takeSamples(
                    ledger.work().trainingScopes().getFirst(), "guest", 1, Duration.ofMinutes(1))
                .orElseThrow();
        System.out.println("started");
        System.out.flush();
        for (int i = 0; i < WRITES; i++) {
          ledger
              .work()
              .report(new TrainerStatus("guest", Talk.ACME, null, "training", i, WRITES, 1.0 / i));
          alice.tenant().lessons().add(scope, "lesson " + i, null, List.of());
        }
        VersionRef ref = ledger.versions().reserve(Talk.ACME, "starter");
        ledger
            .versions()
            .registerCandidate(
                ref,
                Talk.ACME,
                scope,
                Talk.BASE,
                "versions/1",
                List.of(lease.samples().getFirst().step().id()),
                lease,
                "{}");
      }
    }
  }

  @Test
  void bothWriteAndEachSeesTheOther() throws Exception {
    try (SqliteLedger ledger =
        SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC())) {
      Talk alice = Talk.of(ledger);
      ledger.versions().registerBase("starter", "models/starter");
      StepId sample = alice.ask("a", messages("u:sample")).step();
      alice.judge(sample, "rule:plain", Verdict.GOOD, null);
      long head = ledger.versions().head();
      assertThat(alice.tenant().lessons().active(alice.agent(), alice.user())).isEmpty();

      Process trainer = ChildJvm.start(Trainer.class, folder.toString());
      try (var lines = trainer.inputReader()) {
        assertThat(lines.readLine()).isEqualTo("started");
        List<StepId> steps = new ArrayList<>();
        for (int i = 0; i < WRITES; i++) {
          steps.add(alice.ask("answer " + i, messages("u:question " + i)).step());
        }
        assertThat(trainer.waitFor()).isZero();
        steps.forEach(step -> assertThat(alice.record(step).result()).isNotNull());
      }
      // From memory, which notices what the other process has written.
      await()
          .until(
              () -> alice.tenant().lessons().active(alice.agent(), alice.user()).size() == WRITES);
      await().until(() -> ledger.versions().head() == head + 1);
      assertThat(ledger.versions().lineage(Talk.ACME, new VersionRef("starter", 1)))
          .containsExactly(sample);
      assertThat(ledger.work().trainers().getFirst().step()).isEqualTo(WRITES - 1);
    }
  }

  @Test
  void aWaitingJudgeIsWokenByTheOtherProcess() throws Exception {
    try (SqliteLedger owner =
            SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC());
        SqliteLedger guest =
            SqliteLedger.open(
                folder, LedgerOptions.defaults(), Clock.systemUTC(), Ownership.GUEST)) {
      Talk alice = Talk.of(owner);
      alice.ask("a1", messages("u:q1"));
      alice.ask("a2", messages("u:q1", "a:a1", "u:q2"));
      List<Judging> taken =
          guest.work().takeJudging("judge", 1, Duration.ofMinutes(1), Duration.ofSeconds(20));
      assertThat(taken).hasSize(1);
      assertThat(owner.work().takeJudging("other", 1, Duration.ofMinutes(1), Duration.ZERO))
          .isEmpty();
    }
  }
}
