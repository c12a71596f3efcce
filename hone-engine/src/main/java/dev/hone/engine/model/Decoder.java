package dev.hone.engine.model;

import dev.hone.core.engine.EngineException;
import dev.hone.engine.tensor.Kernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs tokens through one model, many streams at once: those with different adapters share the
 * products with the base's matrices. A stream's logits do not depend on what else is in the batch,
 * nor on the number of threads, bit for bit, and are those of the training forward pass.
 *
 * <p>Owned by one thread.
 */
public final class Decoder implements AutoCloseable {

  /** Most floats of logits that one call may ask for: 1 GiB. */
  public static final long MOST_LOGITS = 1L << 28;

  /** Rows below which handing work to another thread costs more than it saves. */
  private static final int LEAST_ROWS_TO_SPLIT = 8;

  private final ModelWeights weights;
  private final List<DecoderWorker> workers = new ArrayList<>();
  private final ReplicaThreads threads;
  private final SplitProducts together;
  private float[] logits = new float[0];
  private boolean closed;

  /** A decoder on the calling thread alone. */
  public Decoder(ModelWeights weights) {
    this(weights, 1);
  }

  /**
   * A decoder that deals larger batches out to several threads.
   *
   * @param threads 1 works on the calling thread alone
   */
  public Decoder(ModelWeights weights, int threads) {
    this.weights = weights;
    this.threads = new ReplicaThreads(threads);
    for (int i = 0; i < threads; i++) {
      workers.add(new DecoderWorker(weights, Kernels.create()));
    }
    this.together =
        new SplitProducts(this.threads, workers.stream().map(DecoderWorker::products).toList());
  }

  public ModelWeights weights() {
    return weights;
  }

  /**
   * Opens a stream.
   *
   * @param adapter on top of the base for the whole life of the stream; null for the base itself
   */
  public Stream open(@Nullable LoraAdapter adapter) {
    if (adapter != null && adapter.layers() != weights.config().layers()) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL,
          "the adapter has "
              + adapter.layers()
              + " layers, the base "
              + weights.config().layers()
              + ": it is for another base");
    }
    return new Stream(this, weights.config(), adapter);
  }

  /**
   * Appends each feed's tokens to its stream and computes the logits it wants. Long prompts are cut
   * into passes inside. When this throws, no stream has changed.
   *
   * @param feeds at most one for each stream
   * @throws EngineException {@code PROMPT_TOO_LONG} if a stream would exceed the model's positions;
   *     {@code BAD_REQUEST} for tokens outside the vocabulary, or too many logits at once
   */
  public void advance(List<Feed> feeds) {
    check(feeds);
    int vocabulary = weights.config().vocabularySize();
    long rows = 0;
    for (Feed feed : feeds) {
      rows += feed.rows();
    }
    if (rows * vocabulary > MOST_LOGITS) {
      throw badRequest(
          rows
              + " rows of logits at once are too many; feed the text in pieces of at most "
              + MOST_LOGITS / vocabulary
              + " tokens");
    }
    if (logits.length < rows * vocabulary) {
      logits = new float[(int) (rows * vocabulary)];
    }
    List<List<Feed>> shares = deal(feeds);
    int next = 0;
    for (List<Feed> share : shares) {
      for (Feed feed : share) {
        feed.place(logits, next, vocabulary);
        next += feed.rows();
      }
    }
    if (shares.size() == 1) {
      workers.getFirst().run(shares.getFirst(), together);
    } else {
      threads.runAll(
          share -> {
            workers.get(share).run(shares.get(share));
            return share;
          });
    }
    feeds.forEach(feed -> feed.stream().advance(feed.tokens().length));
  }

  /**
   * Whole streams to threads, the longest first to whoever has least; within a thread, streams of
   * one adapter side by side.
   */
  private List<List<Feed>> deal(List<Feed> given) {
    List<Feed> feeds = byAdapter(given);
    int rows = feeds.stream().mapToInt(feed -> feed.tokens().length).sum();
    if (workers.size() == 1 || feeds.size() == 1 || rows < LEAST_ROWS_TO_SPLIT) {
      return List.of(feeds);
    }
    List<List<Feed>> shares = new ArrayList<>();
    workers.forEach(worker -> shares.add(new ArrayList<>()));
    int[] loads = new int[shares.size()];
    List<Feed> longestFirst = new ArrayList<>(feeds);
    longestFirst.sort(Comparator.comparingInt(feed -> -feed.tokens().length));
    for (Feed feed : longestFirst) {
      int least = 0;
      for (int i = 1; i < loads.length; i++) {
        if (loads[i] < loads[least]) {
          least = i;
        }
      }
      loads[least] += feed.tokens().length;
      shares.get(least).add(feed);
    }
    shares.replaceAll(Decoder::byAdapter);
    return shares;
  }

  /** Streams of one adapter side by side, adapters in the order in which they appear. */
  private static List<Feed> byAdapter(List<Feed> feeds) {
    Map<Object, Integer> order = new IdentityHashMap<>();
    Object none = new Object();
    for (Feed feed : feeds) {
      LoraAdapter adapter = feed.stream().adapter();
      order.putIfAbsent(adapter == null ? none : adapter, order.size());
    }
    if (order.size() == 1) {
      return feeds;
    }
    List<Feed> sorted = new ArrayList<>(feeds);
    sorted.sort(
        Comparator.comparingInt(
            feed -> {
              LoraAdapter adapter = feed.stream().adapter();
              return order.getOrDefault(adapter == null ? none : adapter, 0);
            }));
    return sorted;
  }

  private void check(List<Feed> feeds) {
    if (closed) {
      throw new EngineException(EngineException.Code.CLOSED, "this decoder is closed");
    }
    ModelConfig config = weights.config();
    Set<Stream> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Feed feed : feeds) {
      Stream stream = feed.stream();
      if (stream.closed() || !stream.belongsTo(this) || !seen.add(stream)) {
        throw new IllegalArgumentException(
            "a feed's stream is closed, of another decoder, or fed twice");
      }
      if (feed.tokens().length == 0) {
        throw badRequest("a feed needs at least one token");
      }
      if (stream.length() + (long) feed.tokens().length > config.maxPositions()) {
        throw new EngineException(
            EngineException.Code.PROMPT_TOO_LONG,
            stream.length()
                + " + "
                + feed.tokens().length
                + " tokens exceed the model's "
                + config.maxPositions()
                + " positions; shorten the prompt or ask for less");
      }
      for (int token : feed.tokens()) {
        if (token < 0 || token >= config.vocabularySize()) {
          throw badRequest(
              "token " + token + " is outside the vocabulary of " + config.vocabularySize());
        }
      }
    }
  }

  private static EngineException badRequest(String message) {
    return new EngineException(EngineException.Code.BAD_REQUEST, message);
  }

  @Override
  public void close() {
    closed = true;
    threads.close();
  }
}
