package dev.hone.app;

import dev.hone.app.config.HoneConfig;
import dev.hone.app.starter.StarterReplay;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.learn.defence.Defence;
import dev.hone.learn.defence.DefenceOptions;
import dev.hone.learn.trainer.ReplaySource;
import dev.hone.learn.trainer.Trainer;
import dev.hone.learn.trainer.TrainerOptions;
import dev.hone.store.Ledger;
import dev.hone.store.Ownership;
import dev.hone.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * The trainer process: its own engine on the same model folder, a guest in the service's store.
 * Owned by one thread.
 */
public final class TrainerWorker implements AutoCloseable {

  private static final String OWNER = "trainer";

  private final Ledger ledger;
  private final Engine engine;
  private final Trainer trainer;

  private TrainerWorker(Ledger ledger, Engine engine, Trainer trainer) {
    this.ledger = ledger;
    this.engine = engine;
    this.trainer = trainer;
  }

  /**
   * Opens store and engine.
   *
   * @param environment where the store's password is looked up
   * @throws SetupException if one of them cannot be used
   */
  public static TrainerWorker open(HoneConfig config, Map<String, String> environment) {
    Ledger ledger = null;
    Engine engine = null;
    try {
      ConfiguredStore store = new ConfiguredStore(config, environment);
      ledger = store.open(Ownership.GUEST);
      engine = engine(config);
      ReplaySource replay =
          config.policy().path().isEmpty() ? new StarterReplay() : ReplaySource.none();
      return new TrainerWorker(
          ledger,
          engine,
          new Trainer(
              ledger,
              engine,
              replay,
              config.data(),
              owner(config, store),
              options(config),
              new Defence(
                  ledger,
                  config.release().defence()
                      ? DefenceOptions.defaults().withMostOfAUser(config.release().mostOfAUser())
                      : DefenceOptions.off())));
    } catch (StoreException | EngineException e) {
      if (engine != null) {
        engine.close();
      }
      if (ledger != null) {
        ledger.close();
      }
      throw new SetupException(ExitCode.BAD_SETUP, String.valueOf(e.getMessage()), e);
    }
  }

  /** The same after every restart, so that a killed run's lease is found again; nobody else's. */
  private static String owner(HoneConfig config, ConfiguredStore store) {
    return store.isShared() ? OWNER + "-" + new DataFolder(config.data()).name() : OWNER;
  }

  private static Engine engine(HoneConfig config) {
    EmbeddedOptions bounds = EmbeddedOptions.defaults();
    EmbeddedEngine engine =
        new EmbeddedEngine(
            new EmbeddedOptions(
                config.training().threads(),
                bounds.maxStreams(),
                bounds.maxWaiting(),
                bounds.batchTokens(),
                bounds.prefillChunk()));
    try {
      engine.load(
          new VersionRef(config.policy().name(), 0),
          new VersionFiles(PolicyFolder.of(config), null));
      return engine;
    } catch (EngineException e) {
      engine.close();
      throw e;
    }
  }

  private static TrainerOptions options(HoneConfig config) {
    HoneConfig.Training training = config.training();
    TrainerOptions defaults = TrainerOptions.defaults();
    TrainerOptions.Start start = defaults.start();
    TrainerOptions.Course course = defaults.course();
    return defaults
        .with(
            new TrainerOptions.Start(
                training.minSamples(),
                Math.min(start.lessonPrompts(), training.minSamples()),
                training.lessonAge(),
                start.most(),
                start.timeToLive(),
                start.poll()))
        .with(
            new TrainerOptions.Course(
                training.steps(),
                training.learningRate(),
                course.optimizer(),
                course.resampleEvery(),
                course.enough(),
                Math.min(course.leastSteps(), training.steps()),
                course.coolSteps()))
        .withThreads(training.threads())
        .with(training.curation())
        .with(training.sharing())
        .with(training.algorithms());
  }

  /** One look at the work; says what came of it. */
  public String once() {
    return trainer.once().toString();
  }

  /** Works until the other end of the pipe is closed, which is also what a killed parent does. */
  public void untilInputEnds(InputStream input) {
    Thread watch =
        Thread.ofPlatform()
            .name("parent-watch")
            .daemon()
            .start(
                () -> {
                  try {
                    while (input.read() >= 0) {
                      // Nothing is ever sent; only the end counts.
                    }
                  } catch (IOException broken) {
                    // As good as an end.
                  }
                  // A run is safe at any moment: it goes on from its checkpoint.
                  Runtime.getRuntime().halt(ExitCode.OK);
                });
    trainer.run();
    watch.interrupt();
  }

  @Override
  public void close() {
    trainer.close();
    engine.close();
    ledger.close();
  }
}
