package dev.hone.app.simulate;

import dev.hone.app.ExitCode;
import dev.hone.app.SetupException;
import dev.hone.app.simulate.SimulationOptions.Weights;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Runs the worlds of an experiment, as many at a time as there are threads. */
final class Simulation {

  private final SimulationOptions options;
  private final ProgressLines progress;

  Simulation(SimulationOptions options, ProgressLines progress) {
    this.options = options;
    this.progress = progress;
  }

  /** A world to run. */
  record Plan(long seed, Method method, Weights sharing) {
    String label() {
      return "seed %d  %-15s %-8s".formatted(seed, method.label(), sharing.label());
    }
  }

  /**
   * Every world of the experiment. Without training nothing is shared, so that such methods run
   * once and stand for both.
   */
  static List<Plan> plans(SimulationOptions options) {
    List<Plan> plans = new ArrayList<>();
    for (long seed = options.firstSeed(); seed < options.firstSeed() + options.seeds(); seed++) {
      for (Weights sharing : options.scopes()) {
        for (Method method : options.methods()) {
          if (method.trains() || sharing == options.scopes().getFirst()) {
            plans.add(new Plan(seed, method, sharing));
          }
        }
      }
    }
    return plans;
  }

  /** Runs them; the results are in the order of {@link #plans}. */
  List<WorldResult> run() {
    List<Plan> plans = plans(options);
    Queue<Integer> waiting = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < plans.size(); i++) {
      waiting.add(i);
    }
    WorldResult[] results = new WorldResult[plans.size()];
    Path scratch = scratch();
    try (ExecutorService threads = Executors.newFixedThreadPool(options.threads())) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < Math.min(options.threads(), plans.size()); i++) {
        workers.add(threads.submit(() -> work(plans, waiting, results, scratch)));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new SetupException(ExitCode.FAILED, "the simulation was interrupted", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a world failed", failed);
    } finally {
      remove(scratch);
    }
    return List.of(results);
  }

  /** One engine with one thread for each worker: worlds do not wait for each other. */
  private void work(List<Plan> plans, Queue<Integer> waiting, WorldResult[] results, Path scratch) {
    EmbeddedOptions bounds = EmbeddedOptions.defaults();
    VersionRef base = new VersionRef(World.POLICY, 0);
    try (RememberingEngine engine =
        new RememberingEngine(
            new EmbeddedEngine(
                new EmbeddedOptions(
                    1,
                    bounds.maxStreams(),
                    bounds.maxWaiting(),
                    bounds.batchTokens(),
                    bounds.prefillChunk())),
            base)) {
      engine.load(base, new VersionFiles(options.model(), null));
      for (Integer next = waiting.poll(); next != null; next = waiting.poll()) {
        Plan plan = plans.get(next);
        Path folder = scratch.resolve("world-" + next);
        results[next] = run(plan, engine, folder);
        remove(folder);
        progress.ended(plan, results[next], options.users().size());
      }
    } catch (RuntimeException failed) {
      // Nobody waits for the others of a broken experiment.
      waiting.clear();
      throw failed;
    }
  }

  private WorldResult run(Plan plan, RememberingEngine engine, Path folder) {
    try (World world =
        new World(
            options,
            engine,
            new World.Skills(plan.seed(), options.starter() ? options.heldOut() : 0),
            folder,
            plan.seed(),
            plan.method(),
            plan.sharing())) {
      return world.run(progress.of(plan, options));
    }
  }

  private static Path scratch() {
    try {
      return Files.createTempDirectory("hone-simulate-");
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP, "a scratch folder cannot be made: " + e.getMessage(), e);
    }
  }

  private static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.FAILED, folder + " cannot be removed: " + e.getMessage(), e);
    }
  }
}
