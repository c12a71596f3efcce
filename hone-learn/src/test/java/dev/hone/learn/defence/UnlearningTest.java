package dev.hone.learn.defence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.ReleaseState;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.learn.fakes.Diary;
import dev.hone.learn.fakes.TinyPolicy;
import dev.hone.learn.release.GateOptions;
import dev.hone.learn.release.ReleaseDesk;
import dev.hone.learn.release.SkillCheck;
import dev.hone.learn.trainer.ReplaySource;
import dev.hone.learn.trainer.Trainer;
import dev.hone.store.Erasure;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.SessionSummary;
import dev.hone.store.sqlite.SqliteLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Erasing reaches the weights: the version that learned is taken back, the next one never saw. */
@Timeout(120)
class UnlearningTest {

  private static final VersionRef FIRST = new VersionRef(Diary.POLICY, 1);
  private static final VersionRef SECOND = new VersionRef(Diary.POLICY, 2);
  private static final UserId USER = new UserId("user-0");

  @TempDir Path folder;

  @Test
  void whatWasErasedShapesNoLiveVersionAndTheRestIsTrainedAnew() throws IOException {
    Path model = TinyPolicy.in(folder, 11, 1024);
    try (Engine engine = new EmbeddedEngine(new EmbeddedOptions(1, 16, 64, 256, 128));
        Ledger ledger =
            SqliteLedger.open(
                folder.resolve("data"), LedgerOptions.defaults(), Clock.systemUTC())) {
      engine.load(Diary.BASE, new VersionFiles(model, null));
      ledger.versions().registerBase(Diary.POLICY, model.toString());
      ledger.createTenant(Diary.TENANT, "Acme");
      ScriptedStream.all().stream()
          .filter(stream -> !stream.poisoned())
          .findFirst()
          .orElseThrow()
          .write(ledger, engine);
      ReleaseDesk desk =
          new ReleaseDesk(
              ledger, engine, SkillCheck.Source.none(), GateOptions.defaults(), () -> {});
      train(ledger, engine);
      desk.once();
      assertThat(state(ledger, FIRST)).isEqualTo(ReleaseState.LIVE);
      SessionSummary gone = ledger.tenant(Diary.TENANT).steps().sessions(USER, 1).getFirst();
      StepId erased = ledger.tenant(Diary.TENANT).steps().ofSession(gone.id()).getFirst().id();
      assertThat(ledger.versions().lineage(Diary.TENANT, FIRST)).contains(erased);

      ledger
          .tenant(Diary.TENANT)
          .erasure()
          .erase(new Erasure.Subject.OfSession(gone.id().toString()), "person:me", 10);
      desk.watch();

      assertThat(state(ledger, FIRST)).isEqualTo(ReleaseState.RETIRED);
      assertThat(serving(ledger)).isEqualTo(Diary.BASE);
      train(ledger, engine);
      desk.once();
      assertThat(state(ledger, SECOND)).isEqualTo(ReleaseState.LIVE);
      assertThat(serving(ledger)).isEqualTo(SECOND);
      List<StepId> lineage = ledger.versions().lineage(Diary.TENANT, SECOND);
      assertThat(lineage).isNotEmpty().doesNotContain(erased);
      assertThat(ledger.versions().find(Diary.TENANT, SECOND).orElseThrow().parent())
          .isEqualTo(Diary.BASE);
    }
  }

  private void train(Ledger ledger, Engine engine) {
    try (Trainer trainer =
        new Trainer(
            ledger,
            engine,
            ReplaySource.none(),
            folder.resolve("data"),
            "trainer",
            PoisonedStreamsTest.options(),
            new Defence(ledger, DefenceOptions.defaults()))) {
      assertThat(trainer.once()).isInstanceOf(Trainer.Outcome.Registered.class);
    }
  }

  private static ReleaseState state(Ledger ledger, VersionRef ref) {
    return ledger.versions().find(Diary.TENANT, ref).orElseThrow().state();
  }

  private static VersionRef serving(Ledger ledger) {
    VersionRef ref =
        ledger.versions().routes().resolve(Diary.TENANT, Diary.AGENT, USER, Diary.POLICY);
    return ref == null ? Diary.BASE : ref;
  }
}
