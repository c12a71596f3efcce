package dev.hone.learn.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.VersionRef;
import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.engine.model.CrossEntropyLoss;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterPretrainingTest {

  private static final StarterPretraining.Settings SETTINGS =
      new StarterPretraining.Settings(3, 12, 2, 4, 3, 1e-3, 5);

  /** Keeps what it was asked to do, and forgets what was not in a checkpoint. */
  private static final class RecordingRun implements TrainingRun {

    private final List<Double> rates = new ArrayList<>();
    private final List<List<Integer>> lengths = new ArrayList<>();
    private final int dieAfter;
    private int steps;

    RecordingRun(int dieAfter) {
      this.dieAfter = dieAfter;
    }

    @Override
    public StepStats step(List<TrainingSequence> batch, TokenLoss loss, double learningRate) {
      if (rates.size() == dieAfter) {
        throw new IllegalStateException("killed");
      }
      steps++;
      rates.add(learningRate);
      lengths.add(batch.stream().map(sequence -> sequence.tokens().length).toList());
      return new StepStats(1, 1, 1);
    }

    @Override
    public double evaluate(List<TrainingSequence> batch, TokenLoss loss) {
      return 0;
    }

    @Override
    public int steps() {
      return steps;
    }

    @Override
    public void publish(VersionRef name) {}

    @Override
    public void save(Path folder) {}

    @Override
    public void checkpoint(Path file) {
      try {
        Files.writeString(file, String.valueOf(steps));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void restore(Path file) {
      try {
        steps = Integer.parseInt(Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {}
  }

  private static TrainingSequence encode(Example example, int index) {
    int[] tokens = new int[example.messages().toString().length()];
    return new TrainingSequence(tokens, new boolean[tokens.length], index);
  }

  @Test
  void aKilledRunGoesOnWithTheSameConversations(@TempDir Path folder) {
    RecordingRun whole = new RecordingRun(-1);
    new StarterPretraining(
            whole, StarterPretrainingTest::encode, CrossEntropyLoss::new, SETTINGS, () -> 0L)
        .train(folder.resolve("whole"), progress -> {});

    RecordingRun killed = new RecordingRun(7);
    StarterPretraining first =
        new StarterPretraining(
            killed, StarterPretrainingTest::encode, CrossEntropyLoss::new, SETTINGS, () -> 0L);
    Path checkpoint = folder.resolve("killed");
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> first.train(checkpoint, progress -> {}))
        .hasMessage("killed");
    RecordingRun resumed = new RecordingRun(-1);
    List<Integer> reported = new ArrayList<>();
    new StarterPretraining(
            resumed, StarterPretrainingTest::encode, CrossEntropyLoss::new, SETTINGS, () -> 0L)
        .train(checkpoint, progress -> reported.add(progress.step()));

    assertThat(resumed.lengths).isEqualTo(whole.lengths.subList(5, 12));
    assertThat(resumed.rates).isEqualTo(whole.rates.subList(5, 12));
    assertThat(reported).containsExactly(12);
  }

  @Test
  void theLearningRateRisesStaysAndFalls() {
    StarterPretraining.Settings settings =
        new StarterPretraining.Settings(1, 300, 16, 10, 10, 2e-3, 50);
    assertThat(settings.learningRate(0)).isEqualTo(2e-4);
    assertThat(settings.learningRate(9)).isEqualTo(2e-3);
    assertThat(settings.learningRate(200)).isEqualTo(2e-3);
    assertThat(settings.learningRate(250))
        .isCloseTo(1e-3, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(settings.learningRate(299)).isPositive().isLessThan(3e-5);
  }
}
