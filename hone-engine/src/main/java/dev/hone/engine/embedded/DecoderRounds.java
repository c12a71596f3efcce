package dev.hone.engine.embedded;

import dev.hone.engine.model.Decoder;
import dev.hone.engine.model.Feed.Wanted;
import dev.hone.engine.model.ModelWeights;
import dev.hone.engine.model.Stream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Rounds on real decoders: one for each set of weights, whatever the adapters on it. */
final class DecoderRounds implements Rounds {

  /** A decoder with the number of its open lanes. */
  private static final class Shared {
    private final Decoder decoder;
    private int lanes;

    private Shared(Decoder decoder) {
      this.decoder = decoder;
    }
  }

  private static final class StreamLane implements Lane {
    private final Shared shared;
    private final Stream stream;

    private StreamLane(Shared shared, Stream stream) {
      this.shared = shared;
      this.stream = stream;
    }

    @Override
    public void close() {
      if (shared.lanes > 0) {
        shared.lanes--;
      }
      stream.close();
    }
  }

  private final int threads;
  private final Predicate<ModelWeights> held;
  private final Map<ModelWeights, Shared> decoders = new IdentityHashMap<>();

  /**
   * @param held whether some version still stands on the weights
   */
  DecoderRounds(int threads, Predicate<ModelWeights> held) {
    this.threads = threads;
    this.held = held;
  }

  @Override
  public Lane open(Job job) {
    LoadedVersion version = job.version();
    Shared shared =
        decoders.computeIfAbsent(
            version.weights(), weights -> new Shared(new Decoder(weights, threads)));
    Stream stream = shared.decoder.open(version.adapter());
    shared.lanes++;
    return new StreamLane(shared, stream);
  }

  @Override
  public void advance(List<Feed> feeds, LogitSink sink) {
    Map<Shared, List<Feed>> byDecoder = new IdentityHashMap<>();
    for (Feed feed : feeds) {
      StreamLane lane = (StreamLane) feed.lane();
      byDecoder.computeIfAbsent(lane.shared, shared -> new ArrayList<>()).add(feed);
    }
    byDecoder.forEach((shared, own) -> advance(shared.decoder, own, sink));
  }

  private static void advance(Decoder decoder, List<Feed> feeds, LogitSink sink) {
    List<dev.hone.engine.model.Feed> inner = new ArrayList<>(feeds.size());
    for (Feed feed : feeds) {
      inner.add(
          new dev.hone.engine.model.Feed(
              ((StreamLane) feed.lane()).stream, feed.tokens(), wanted(feed)));
    }
    decoder.advance(inner);
    int vocabulary = decoder.weights().config().vocabularySize();
    for (int i = 0; i < feeds.size(); i++) {
      Feed feed = feeds.get(i);
      dev.hone.engine.model.Feed done = inner.get(i);
      int place = done.stream().length() - feed.wanted();
      for (int row = 0; row < done.rows(); row++) {
        sink.take(feed.job(), place + row, done.logits(), done.offset(row), vocabulary);
      }
    }
  }

  private static Wanted wanted(Feed feed) {
    if (feed.wanted() == 0) {
      return Wanted.NONE;
    }
    if (feed.wanted() == 1) {
      return Wanted.LAST;
    }
    if (feed.wanted() == feed.tokens().length) {
      return Wanted.ALL;
    }
    throw new IllegalArgumentException("logits of none, the last, or all tokens only");
  }

  @Override
  public void sweep() {
    decoders
        .entrySet()
        .removeIf(
            entry -> {
              boolean idle = entry.getValue().lanes == 0 && !held.test(entry.getKey());
              if (idle) {
                entry.getValue().decoder.close();
              }
              return idle;
            });
  }

  @Override
  public void close() {
    decoders.values().forEach(shared -> shared.decoder.close());
    decoders.clear();
  }
}
