package dev.hone.engine.model;

import dev.hone.core.VersionRef;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.engine.tensor.Kernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Trains in this process: one data-parallel replica for each thread, whose gradients are summed in
 * a fixed order, so that the same batches give the same bits for the same number of threads.
 *
 * <p>Owned by one thread. Memory: weights, two moments, and for each replica a gradient and the
 * activations of one micro-batch.
 */
public final class LocalTrainingRun implements TrainingRun {

  /** Most replicas that a run may ask for. */
  public static final int MOST_THREADS = 256;

  private final TrainingSetup setup;
  private final Publisher publisher;
  private final TrainingNetwork network;
  private final AdamW optimizer;
  private final List<Replica> replicas = new ArrayList<>();
  private final ReplicaThreads threads;
  private boolean closed;

  /**
   * Begins a run; copies what it trains.
   *
   * @param base the weights to begin with, or under the adapter
   * @param start an adapter to continue; null for a fresh one, or for full training
   * @throws EngineException {@code BAD_REQUEST} if the setup does not fit the model or the adapter
   */
  public LocalTrainingRun(
      ModelWeights base, @Nullable LoraAdapter start, TrainingSetup setup, Publisher publisher) {
    if (setup.threads() < 1 || setup.threads() > MOST_THREADS) {
      throw badRequest("threads is " + setup.threads() + "; it may be 1 to " + MOST_THREADS);
    }
    this.setup = setup;
    this.publisher = publisher;
    LoraAdapter adapter =
        switch (setup.what()) {
          case TrainingSetup.Trained.Full full -> {
            if (start != null) {
              throw badRequest(
                  "version "
                      + setup.from()
                      + " has an adapter; full training starts from a base"
                      + " without one, so train an adapter or name the base's own version");
            }
            yield null;
          }
          case TrainingSetup.Trained.Lora lora -> adapter(base.config(), start, lora, setup.seed());
        };
    this.network = new TrainingNetwork(base, adapter, Kernels.create());
    this.optimizer = new AdamW(network.parameters(), setup.optimizer());
    for (int i = 0; i < setup.threads(); i++) {
      replicas.add(new Replica(network, Kernels.create()));
    }
    this.threads = new ReplicaThreads(setup.threads());
  }

  private static LoraAdapter adapter(
      ModelConfig config, @Nullable LoraAdapter start, TrainingSetup.Trained.Lora lora, long seed) {
    LoraAdapter.check(lora.rank(), lora.alpha(), lora.targets());
    if (start == null) {
      return LoraAdapter.fresh(config, lora.rank(), lora.alpha(), lora.targets(), seed);
    }
    if (start.rank() != lora.rank()
        || start.alpha() != lora.alpha()
        || !start.targets().equals(lora.targets())) {
      throw badRequest(
          String.format(
              "the version's adapter has rank %d, alpha %s, targets %s; the setup asks for rank %d,"
                  + " alpha %s, targets %s: continue it with its own numbers",
              start.rank(),
              start.alpha(),
              start.targets(),
              lora.rank(),
              lora.alpha(),
              lora.targets()));
    }
    return start;
  }

  private static EngineException badRequest(String message) {
    return new EngineException(EngineException.Code.BAD_REQUEST, message);
  }

  @Override
  public StepStats step(List<TrainingSequence> batch, TokenLoss loss, double learningRate) {
    List<List<MicroBatch>> plan = plan(batch);
    if (plan.stream().allMatch(List::isEmpty)) {
      throw badRequest("no token of the batch is trained, so there is no step to make");
    }
    List<Double> losses =
        threads.runAll(replica -> replicas.get(replica).learn(plan.get(replica), loss));
    int shares = threads.count();
    List<Double> squares =
        threads.runAll(share -> optimizer.reduce(replicas, kernels(share), share, shares));
    double norm = Math.sqrt(squares.stream().mapToDouble(Double::doubleValue).sum());
    if (!Double.isFinite(norm)) {
      throw badRequest(
          "the gradient is not finite, so the weights were left as they are; look for a loss that"
              + " divides by zero or a learning rate that is too high");
    }
    double most = setup.optimizer().maxGradientNorm();
    double scale = most > 0 && norm > most ? most / norm : 1;
    optimizer.begin();
    threads.runAll(
        share -> {
          optimizer.update(
              replicas.getFirst().gradients(), scale, learningRate, kernels(share), share, shares);
          return share;
        });
    refresh();
    return new StepStats(
        losses.stream().mapToDouble(Double::doubleValue).sum(), norm, trained(batch));
  }

  @Override
  public double evaluate(List<TrainingSequence> batch, TokenLoss loss) {
    List<List<MicroBatch>> plan = plan(batch);
    return threads
        .runAll(replica -> replicas.get(replica).evaluate(plan.get(replica), loss))
        .stream()
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  private void refresh() {
    int shares = threads.count();
    threads.runAll(
        share -> {
          network.refresh(kernels(share).products(), share, shares);
          return share;
        });
  }

  private Kernels kernels(int share) {
    return replicas.get(share).kernels();
  }

  private List<List<MicroBatch>> plan(List<TrainingSequence> batch) {
    if (closed) {
      throw new EngineException(EngineException.Code.CLOSED, "this training run is closed");
    }
    ModelConfig config = network.config();
    List<TrainingSequence> useful = new ArrayList<>();
    for (TrainingSequence sequence : batch) {
      if (sequence.tokens().length > config.maxPositions()) {
        throw badRequest(
            "sequence "
                + sequence.index()
                + " has "
                + sequence.tokens().length
                + " tokens, the model takes "
                + config.maxPositions()
                + ": shorten it");
      }
      for (int token : sequence.tokens()) {
        if (token < 0 || token >= config.vocabularySize()) {
          throw badRequest(
              "sequence "
                  + sequence.index()
                  + " has token "
                  + token
                  + ", the vocabulary ends at "
                  + (config.vocabularySize() - 1));
        }
      }
      if (MicroBatch.length(sequence) > 0) {
        useful.add(sequence);
      }
    }
    return MicroBatch.plan(useful, threads.count(), config);
  }

  private static long trained(List<TrainingSequence> batch) {
    long count = 0;
    for (TrainingSequence sequence : batch) {
      for (boolean one : sequence.trained()) {
        count += one ? 1 : 0;
      }
    }
    return count;
  }

  @Override
  public int steps() {
    return optimizer.steps();
  }

  @Override
  public void publish(VersionRef name) {
    publisher.publish(name, network.snapshot(), network.adapterSnapshot());
  }

  @Override
  public void save(Path folder) {
    LoraAdapter adapter = network.adapterSnapshot();
    if (adapter == null) {
      ModelFolder.write(network.snapshot(), folder, Precision.FLOAT32);
    } else {
      PeftFolder.write(adapter, network.config(), setup.from().toString(), folder);
    }
  }

  @Override
  public void checkpoint(Path file) {
    Checkpoint.write(file, fingerprint(), network.parameters(), optimizer);
  }

  @Override
  public void restore(Path file) {
    Checkpoint.read(file, fingerprint(), network.parameters(), optimizer);
    refresh();
  }

  private String fingerprint() {
    String what =
        switch (setup.what()) {
          case TrainingSetup.Trained.Full full -> "full";
          case TrainingSetup.Trained.Lora lora ->
              "lora " + lora.rank() + " " + lora.alpha() + " " + new TreeSet<>(lora.targets());
        };
    return setup.from() + " " + what + " " + network.config();
  }

  /** Ends the threads. A step that is running is not cut off. */
  @Override
  public void close() {
    closed = true;
    threads.close();
  }
}
