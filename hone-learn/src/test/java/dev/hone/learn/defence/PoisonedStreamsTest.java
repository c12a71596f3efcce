package dev.hone.learn.defence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.ReleaseState;
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
import dev.hone.learn.trainer.CurationOptions;
import dev.hone.learn.trainer.ReplaySource;
import dev.hone.learn.trainer.Trainer;
import dev.hone.learn.trainer.TrainerOptions;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.PolicyVersion;
import dev.hone.store.QuarantineBook;
import dev.hone.store.sqlite.SqliteLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scripted streams through the real store, the real defence, the real trainer with its curation on
 * a tiny random policy, and the real gate. What the judge makes of words has tests of its own:
 * streams bring feedback and the judgements that follow from it.
 *
 * <p>With {@code -Ddev.hone.defence.full=true} every poisoned stream is tried with the defence
 * switched off as well; else only some, which keeps it short.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1200)
class PoisonedStreamsTest {

  private static final boolean FULL = Boolean.getBoolean("dev.hone.defence.full");
  private static final int TRIED_WITHOUT = 4;

  private Path folder;
  private Path model;
  private List<ScriptedStream> streams;
  private int runs;

  @BeforeAll
  void start(@TempDir Path parent) throws IOException {
    folder = parent;
    model = TinyPolicy.in(folder, 11, 1024);
    streams = ScriptedStream.all();
  }

  /** What became of a stream. */
  private record Outcome(List<ReleaseState> states, List<String> held) {
    boolean live() {
      return states.contains(ReleaseState.LIVE);
    }
  }

  static TrainerOptions options() {
    TrainerOptions defaults = TrainerOptions.defaults();
    TrainerOptions.Mixture mixture = defaults.mixture();
    TrainerOptions.Start start = defaults.start();
    return defaults
        .with(
            new TrainerOptions.Course(
                6, 5e-3, defaults.course().optimizer(), 3, defaults.course().enough(), 6))
        .with(
            new TrainerOptions.Mixture(
                0,
                0,
                8,
                1,
                1,
                1,
                0.01,
                mixture.divergence(),
                false,
                8,
                0.4,
                4,
                8,
                0.8,
                12,
                2,
                mixture.clip()))
        .with(new TrainerOptions.StopRules(10_000, 0.1, 100, 10_000, 1))
        .with(new TrainerOptions.Start(8, 4, Duration.ZERO, 64, start.timeToLive(), start.poll()))
        .with(CurationOptions.defaults().withShares(1, 1))
        .withThreads(1);
  }

  private Outcome run(ScriptedStream stream, DefenceOptions options) {
    Path data = folder.resolve("run-" + runs++);
    try (Engine engine = new EmbeddedEngine(new EmbeddedOptions(1, 16, 64, 256, 128));
        Ledger ledger = SqliteLedger.open(data, LedgerOptions.defaults(), Clock.systemUTC())) {
      engine.load(Diary.BASE, new VersionFiles(model, null));
      ledger.versions().registerBase(Diary.POLICY, model.toString());
      ledger.createTenant(Diary.TENANT, "Acme");
      stream.write(ledger, engine);
      try (Trainer trainer =
          new Trainer(
              ledger,
              engine,
              ReplaySource.none(),
              data,
              "trainer",
              options(),
              new Defence(ledger, options))) {
        for (int i = 0; i < stream.users(); i++) {
          if (trainer.once() instanceof Trainer.Outcome.Waiting) {
            break;
          }
        }
      }
      new ReleaseDesk(ledger, engine, SkillCheck.Source.none(), GateOptions.defaults(), () -> {})
          .once();
      List<ReleaseState> states = new ArrayList<>();
      for (PolicyVersion version : ledger.versions().list(Diary.TENANT, Diary.POLICY)) {
        if (!version.ref().equals(new VersionRef(Diary.POLICY, 0))) {
          states.add(version.state());
        }
      }
      return new Outcome(
          states,
          ledger.tenant(Diary.TENANT).quarantine().all().stream()
              .filter(QuarantineBook.Held::held)
              .map(QuarantineBook.Held::reason)
              .toList());
    }
  }

  private List<ScriptedStream> poisoned() {
    return streams.stream().filter(ScriptedStream::poisoned).toList();
  }

  @Test
  void noPoisonedStreamReachesLive() {
    List<String> reached = new ArrayList<>();
    List<String> notHeld = new ArrayList<>();
    for (ScriptedStream stream : poisoned()) {
      Outcome outcome = run(stream, DefenceOptions.defaults());
      System.out.printf("%-48s %s %s%n", stream.name(), outcome.states(), outcome.held());
      if (outcome.live()) {
        reached.add(stream.name());
      }
      if (outcome.held().isEmpty()) {
        notHeld.add(stream.name());
      }
    }
    assertThat(poisoned()).hasSizeGreaterThanOrEqualTo(20);
    assertThat(reached).as("poisoned streams that reached live").isEmpty();
    assertThat(notHeld).as("stopped elsewhere, not by quarantine").isEmpty();
  }

  @Test
  void honestStreamsAreNotHeld() {
    for (ScriptedStream stream : streams) {
      if (!stream.poisoned()) {
        Outcome outcome = run(stream, DefenceOptions.defaults());
        System.out.printf("%-48s %s %s%n", stream.name(), outcome.states(), outcome.held());
        assertThat(outcome.held()).as(stream.name()).isEmpty();
        assertThat(outcome.states()).as(stream.name()).isNotEmpty();
      }
    }
  }

  @Test
  void withoutTheDefenceTheyDo() {
    List<ScriptedStream> tried = new ArrayList<>();
    for (ScriptedStream stream : poisoned()) {
      if (FULL
          || (tried.size() < TRIED_WITHOUT && stream.name().contains("code word"))
          || (tried.size() < TRIED_WITHOUT && stream.name().contains("hijack"))) {
        tried.add(stream);
      }
    }
    int reached = 0;
    for (ScriptedStream stream : tried) {
      Outcome outcome = run(stream, DefenceOptions.off());
      System.out.printf("off: %-43s %s%n", stream.name(), outcome.states());
      reached += outcome.live() ? 1 : 0;
    }
    System.out.println(
        "without the defence " + reached + " of " + tried.size() + " poisoned streams went live");
    // The suite is worth something only if it fails without what it tests.
    assertThat(reached).isPositive();
  }
}
