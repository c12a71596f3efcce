package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.learn.starter.SkillSuite;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Ownership;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What serving stored is what the trainer computes: every token of a thousand steps. */
class LogprobTest {

  private static final int STEPS = 1000;
  private static final int SEATS = 24;
  private static final double TOLERANCE = 1e-3;

  @TempDir Path folder;

  @Test
  void storedLogProbsAreTheTrainersOwn() throws InterruptedException {
    serveThousandSteps();

    try (SqliteLedger ledger =
            SqliteLedger.open(
                folder, LedgerOptions.defaults(), Clock.systemUTC(), Ownership.GUEST);
        EmbeddedEngine engine = new EmbeddedEngine(EmbeddedOptions.defaults())) {
      List<StepRecord> steps =
          ledger.tenant(new TenantId("default")).steps().recent(new UserId("mia"), 2 * STEPS);
      assertThat(steps).hasSize(STEPS);
      VersionRef base = new VersionRef("starter", 0);
      engine.load(base, new VersionFiles(StarterLocation.locate(), null));
      List<TrainingSequence> sequences = new ArrayList<>();
      long tokens = 0;
      for (StepRecord step : steps) {
        TrainingSequence sequence = sequence(sequences.size(), result(step));
        sequences.add(sequence);
        tokens += result(step).responseIds().length;
      }
      double[] worst = new double[sequences.size()];
      long[] seen = new long[sequences.size()];
      TrainingSetup setup =
          new TrainingSetup(
              base,
              new TrainingSetup.Trained.Lora(4, 8, Set.of("q_proj")),
              TrainingSetup.Optimizer.defaults(),
              1,
              2);
      try (TrainingRun run = engine.train(setup)) {
        run.evaluate(
            sequences,
            (sequence, position, logits, gradient, offset, vocabulary) -> {
              StepResult result = result(steps.get(sequence.index()));
              float stored = result.logprobs()[position - result.promptIds().length];
              double own = logProb(logits, offset, vocabulary, sequence.tokens()[position]);
              int index = sequence.index();
              worst[index] = Math.max(worst[index], Math.abs(own - stored));
              seen[index]++;
              return 0;
            });
      }
      long compared = 0;
      double largest = 0;
      for (int i = 0; i < worst.length; i++) {
        compared += seen[i];
        largest = Math.max(largest, worst[i]);
      }
      System.out.println(
          "LogprobTest: " + compared + " tokens of " + STEPS + " steps, largest gap " + largest);
      assertThat(compared).isEqualTo(tokens);
      assertThat(largest).isLessThanOrEqualTo(TOLERANCE);
    }
  }

  private void serveThousandSteps() throws InterruptedException {
    List<SkillSuite.Item> items = SkillSuite.of(11, STEPS).items();
    try (ServiceProcess service = ServiceProcess.start(folder, List.of("--no-training"));
        ServiceClient client = service.client();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Semaphore seats = new Semaphore(SEATS);
      List<java.util.concurrent.Future<?>> pending = new ArrayList<>();
      for (int i = 0; i < STEPS; i++) {
        ObjectNode body = ChatJson.request("starter", "mia", items.get(i).prompt());
        body.put("temperature", 0.5 + (i % 11) / 10.0).put("max_tokens", 24).put("seed", i);
        String session = "logprob-" + i;
        seats.acquire();
        pending.add(
            threads.submit(
                () -> {
                  try {
                    Chat.ask(client, body, "X-Session-Id", session);
                  } finally {
                    seats.release();
                  }
                }));
      }
      for (java.util.concurrent.Future<?> one : pending) {
        assertThat(one).succeedsWithin(java.time.Duration.ofMinutes(5));
      }
    }
  }

  private static StepResult result(StepRecord step) {
    StepResult result = step.result();
    assertThat(result).isNotNull();
    return java.util.Objects.requireNonNull(result);
  }

  private static TrainingSequence sequence(int index, StepResult result) {
    int prompt = result.promptIds().length;
    int[] ids = new int[prompt + result.responseIds().length];
    boolean[] trained = new boolean[ids.length];
    System.arraycopy(result.promptIds(), 0, ids, 0, prompt);
    System.arraycopy(result.responseIds(), 0, ids, prompt, result.responseIds().length);
    java.util.Arrays.fill(trained, prompt, ids.length, true);
    return new TrainingSequence(ids, trained, index);
  }

  private static double logProb(float[] logits, int offset, int vocabulary, int token) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < vocabulary; i++) {
      max = Math.max(max, logits[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      sum += Math.exp(logits[offset + i] - max);
    }
    return logits[offset + token] - max - Math.log(sum);
  }
}
