package dev.hone.engine.embedded;

import dev.hone.core.VersionRef;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.engine.model.LocalTrainingRun;
import dev.hone.engine.model.LoraAdapter;
import dev.hone.engine.model.ModelWeights;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes every round anew with the trainer's forward pass: slow, and nothing like the decoder.
 */
final class ForwardRounds implements Rounds {

  private static final class Whole implements Lane {
    private final LocalTrainingRun run;
    private int[] tokens = new int[0];

    private Whole(LocalTrainingRun run) {
      this.run = run;
    }

    @Override
    public void close() {
      run.close();
    }
  }

  static LocalTrainingRun run(ModelWeights weights, @Nullable LoraAdapter adapter) {
    TrainingSetup.Trained what =
        adapter == null
            ? new TrainingSetup.Trained.Full()
            : new TrainingSetup.Trained.Lora(adapter.rank(), adapter.alpha(), adapter.targets());
    return new LocalTrainingRun(
        weights,
        adapter,
        new TrainingSetup(
            new VersionRef("forward", 0), what, TrainingSetup.Optimizer.defaults(), 1, 1),
        (name, base, lora) -> {});
  }

  @Override
  public Lane open(Job job) {
    return new Whole(run(job.version().weights(), job.version().adapter()));
  }

  @Override
  public void advance(List<Feed> feeds, LogitSink sink) {
    for (Feed feed : feeds) {
      Whole lane = (Whole) feed.lane();
      int before = lane.tokens.length;
      lane.tokens = Arrays.copyOf(lane.tokens, before + feed.tokens().length);
      System.arraycopy(feed.tokens(), 0, lane.tokens, before, feed.tokens().length);
      if (feed.wanted() == 0) {
        continue;
      }
      int[] longer = Arrays.copyOf(lane.tokens, lane.tokens.length + 1);
      boolean[] marks = new boolean[longer.length];
      Arrays.fill(marks, longer.length - feed.wanted(), longer.length, true);
      float[][] rows = new float[longer.length][];
      lane.run.evaluate(
          List.of(new TrainingSequence(longer, marks, 0)),
          (sequence, position, logits, gradient, offset, vocabulary) -> {
            rows[position] = Arrays.copyOfRange(logits, offset, offset + vocabulary);
            return 0;
          });
      for (int position = 1; position < rows.length; position++) {
        float[] row = rows[position];
        if (row != null) {
          sink.take(feed.job(), position - 1, row, 0, row.length);
        }
      }
    }
  }

  @Override
  public void close() {}
}
