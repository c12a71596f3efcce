package dev.hone.bench.engine;

import dev.hone.engine.model.Decoder;
import dev.hone.engine.model.Feed;
import dev.hone.engine.model.ModelWeights;
import dev.hone.engine.model.Stream;
import java.util.ArrayList;
import java.util.List;

/** Greedy decoding with the engine's own streams, as its scheduler drives them. */
final class HoneDecoder implements Contender.GreedyDecoder {

  private final Decoder decoder;
  private final int vocabulary;

  HoneDecoder(ModelWeights weights, int threads) {
    decoder = new Decoder(weights, threads);
    vocabulary = weights.config().vocabularySize();
  }

  @Override
  public int[][] decode(int[][] prompts, int newTokens) {
    int[][] made = new int[prompts.length][newTokens];
    List<Stream> streams = new ArrayList<>();
    try {
      for (int row = 0; row < prompts.length; row++) {
        streams.add(decoder.open(null));
      }
      for (int step = 0; step < newTokens; step++) {
        List<Feed> feeds = new ArrayList<>(prompts.length);
        for (int row = 0; row < prompts.length; row++) {
          int[] tokens = step == 0 ? prompts[row] : new int[] {made[row][step - 1]};
          feeds.add(new Feed(streams.get(row), tokens, Feed.Wanted.LAST));
        }
        decoder.advance(feeds);
        for (int row = 0; row < prompts.length; row++) {
          made[row][step] = mostLikely(feeds.get(row));
        }
      }
      return made;
    } finally {
      streams.forEach(Stream::close);
    }
  }

  private int mostLikely(Feed feed) {
    float[] logits = feed.logits();
    int from = feed.offset(0);
    int best = 0;
    for (int token = 1; token < vocabulary; token++) {
      if (logits[from + token] > logits[from + best]) {
        best = token;
      }
    }
    return best;
  }

  @Override
  public void close() {
    decoder.close();
  }
}
