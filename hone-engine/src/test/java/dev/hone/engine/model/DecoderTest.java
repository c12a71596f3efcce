package dev.hone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.engine.tensor.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Incremental decoding against the reference and against the training forward pass. */
class DecoderTest {

  private static final int LENGTH = 75;

  private static float[][] rows(Feed feed, int vocabulary) {
    float[][] rows = new float[feed.rows()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] =
          Arrays.copyOfRange(feed.logits(), feed.offset(row), feed.offset(row) + vocabulary);
    }
    return rows;
  }

  private static float[][] training(
      ModelWeights weights, @Nullable LoraAdapter adapter, int[] tokens) {
    boolean[] trained = new boolean[tokens.length];
    Arrays.fill(trained, 1, tokens.length, true);
    Kernels kernels = Kernels.create();
    Replica replica = new Replica(new TrainingNetwork(weights, adapter, kernels), kernels);
    float[][] logits = new float[tokens.length][];
    replica.evaluate(
        List.of(MicroBatch.of(List.of(new TrainingSequence(tokens, trained, 0)))),
        (sequence, position, row, gradient, offset, vocabulary) -> {
          logits[position - 1] = Arrays.copyOfRange(row, offset, offset + vocabulary);
          return 0;
        });
    return logits;
  }

  @Test
  void everyFamilyAgreesWithTheReference() {
    for (ModelConfig config : TinyModels.all()) {
      for (LoraAdapter adapter :
          Arrays.asList(null, TinyModels.adapter(config, 5, TinyModels.ALL_TARGETS, 3))) {
        ModelWeights weights = TinyModels.weights(config, 11);
        int[] tokens = TinyModels.tokens(new Random(12), config, LENGTH);
        double[][] expected = new ReferenceModel(weights, adapter).logits(tokens);
        try (Decoder decoder = new Decoder(weights);
            Stream stream = decoder.open(adapter)) {
          Feed feed = new Feed(stream, tokens, Feed.Wanted.ALL);
          decoder.advance(List.of(feed));
          float[][] got = rows(feed, config.vocabularySize());
          for (int t = 0; t < LENGTH; t++) {
            for (int i = 0; i < got[t].length; i++) {
              assertThat((double) got[t][i])
                  .as("%s token %d logit %d", config.family(), t, i)
                  .isCloseTo(expected[t][i], within(1e-4 * Math.max(1, Math.abs(expected[t][i]))));
            }
          }
        }
      }
    }
  }

  /** Streams of several adapters that begin and grow at different times, on one and two threads. */
  @Test
  void mixedBatchesGiveTheBitsOfTheTrainingForwardPass() {
    for (ModelConfig config : TinyModels.all()) {
      for (int threads = 1; threads <= 2; threads++) {
        checkMixedBatch(config, threads);
      }
    }
  }

  private static void checkMixedBatch(ModelConfig config, int threads) {
    ModelWeights weights = TinyModels.weights(config, 21);
    Random random = new Random(22);
    LoraAdapter first = TinyModels.adapter(config, 4, TinyModels.ALL_TARGETS, 1);
    LoraAdapter second = TinyModels.adapter(config, 9, Set.of("q_proj", "down_proj"), 2);
    List<@Nullable LoraAdapter> adapters =
        Arrays.asList(null, first, second, null, first, first, second, null, second, null);
    try (Decoder decoder = new Decoder(weights, threads)) {
      List<Stream> streams = new ArrayList<>();
      List<int[]> texts = new ArrayList<>();
      List<float[][]> expected = new ArrayList<>();
      for (LoraAdapter adapter : adapters) {
        streams.add(decoder.open(adapter));
        texts.add(TinyModels.tokens(random, config, LENGTH));
        expected.add(training(weights, adapter, texts.getLast()));
      }
      while (streams.getFirst().length() < LENGTH - 1) {
        List<Feed> feeds = new ArrayList<>();
        List<Integer> who = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
          int left = LENGTH - 1 - streams.get(i).length();
          if (left > 0 && (i == 0 || random.nextInt(4) > 0)) {
            int some = random.nextBoolean() ? 1 : Math.min(left, 1 + random.nextInt(20));
            int at = streams.get(i).length();
            Feed.Wanted wanted = random.nextBoolean() ? Feed.Wanted.ALL : Feed.Wanted.LAST;
            feeds.add(
                new Feed(streams.get(i), Arrays.copyOfRange(texts.get(i), at, at + some), wanted));
            who.add(i);
          }
        }
        decoder.advance(feeds);
        for (int f = 0; f < feeds.size(); f++) {
          Feed feed = feeds.get(f);
          float[][] got = rows(feed, config.vocabularySize());
          for (int row = 0; row < got.length; row++) {
            int position = feed.stream().length() - got.length + row;
            assertThat(got[row])
                .as("%s stream %d position %d", config.family(), who.get(f), position)
                .isEqualTo(expected.get(who.get(f))[position]);
          }
        }
      }
    }
  }

  @Test
  void twoThreadsGiveALongPromptTheSameBits() {
    ModelConfig config = ModelConfig.llama(300, 128, 200, 1, 4, 2, 600, List.of());
    ModelWeights weights = TinyModels.weights(config, 1);
    int[] tokens = TinyModels.tokens(new Random(5), config, 550);
    List<float[][]> results = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      try (Decoder decoder = new Decoder(weights, threads)) {
        Feed feed = new Feed(decoder.open(null), tokens, Feed.Wanted.ALL);
        decoder.advance(List.of(feed));
        results.add(rows(feed, config.vocabularySize()));
      }
    }
    assertThat(results.getFirst()).isDeepEqualTo(results.getLast());
  }

  @Test
  void truncatedStreamGoesOnAsIfTheRestHadNotBeen() {
    ModelConfig config = TinyModels.llama();
    int[] tokens = TinyModels.tokens(new Random(5), config, 30);
    try (Decoder decoder = new Decoder(TinyModels.weights(config, 1))) {
      Stream plain = decoder.open(null);
      Feed whole = new Feed(plain, tokens, Feed.Wanted.LAST);
      decoder.advance(List.of(whole));
      float[] expected = rows(whole, config.vocabularySize())[0];
      Stream edited = decoder.open(null);
      decoder.advance(List.of(new Feed(edited, Arrays.copyOf(tokens, 20), Feed.Wanted.NONE)));
      decoder.advance(List.of(new Feed(edited, new int[] {1, 2, 3}, Feed.Wanted.LAST)));
      edited.truncate(20);
      Feed rest = new Feed(edited, Arrays.copyOfRange(tokens, 20, 30), Feed.Wanted.LAST);
      decoder.advance(List.of(rest));
      assertThat(rows(rest, config.vocabularySize())[0]).isEqualTo(expected);
    }
  }

  @Test
  void refusesWhatDoesNotFitAndLeavesTheStreamAlone() {
    ModelConfig config = TinyModels.llama();
    try (Decoder decoder = new Decoder(TinyModels.weights(config, 1))) {
      Stream stream = decoder.open(null);
      int[] longest = new int[config.maxPositions()];
      decoder.advance(List.of(new Feed(stream, longest, Feed.Wanted.NONE)));
      assertThatThrownBy(
              () -> decoder.advance(List.of(new Feed(stream, new int[1], Feed.Wanted.LAST))))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.code()).isEqualTo(EngineException.Code.PROMPT_TOO_LONG));
      assertThat(stream.length()).isEqualTo(config.maxPositions());
      assertThatThrownBy(
              () ->
                  decoder.advance(
                      List.of(new Feed(decoder.open(null), new int[] {-1}, Feed.Wanted.LAST))))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.code()).isEqualTo(EngineException.Code.BAD_REQUEST));
    }
  }
}
