package dev.hone.engine.model;

import dev.hone.engine.tensor.Attention;
import dev.hone.engine.tensor.Kernels;
import dev.hone.engine.tensor.Panels;
import dev.hone.engine.tensor.Products;
import dev.hone.engine.tensor.RowMath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thread's part of a {@link Decoder}: lays the new tokens of its streams below each other, one
 * row each, and runs them through the model. Does the same sums as {@link ForwardPass}.
 */
final class DecoderWorker {

  /** Rows of one pass; longer prompts take several. */
  private static final int MOST_ROWS = 512;

  /**
   * Some new tokens of a stream: {@code count} from {@code from}, standing from row {@code row}.
   */
  private record Slice(Feed feed, int from, int count, int row) {
    int position() {
      return feed.stream().length() + from;
    }
  }

  /** Rows that share an adapter. */
  private record Group(PackedAdapter adapter, int rank, float scale, int row, int count) {}

  private final ModelWeights weights;
  private final ModelConfig config;
  private final Kernels kernels;
  private final Products products;
  private final RowMath rows;
  private final Attention attention;
  private final PackedWeights packed;
  private final SplitProducts alone;
  private SplitProducts large;
  private int capacity;
  private float[] stream = new float[0];
  private float[] normed = new float[0];
  private float[] queries = new float[0];
  private float[] keys = new float[0];
  private float[] values = new float[0];
  private float[] context = new float[0];
  private float[] gate = new float[0];
  private float[] up = new float[0];
  private float[] low = new float[0];

  DecoderWorker(ModelWeights weights, Kernels kernels) {
    this.weights = weights;
    this.config = weights.config();
    this.kernels = kernels;
    this.products = kernels.products();
    this.alone = new SplitProducts(new ReplicaThreads(1), List.of(products));
    this.rows = kernels.rows();
    this.attention =
        new Attention(kernels, config.heads(), config.keyValueHeads(), config.headSize());
    this.packed = weights.packed(kernels);
    this.large = alone;
  }

  Products products() {
    return products;
  }

  /**
   * Runs feeds on this thread alone.
   *
   * @param feeds those of one adapter side by side
   */
  void run(List<Feed> feeds) {
    run(feeds, alone);
  }

  /** Runs feeds, with help for the large products. */
  void run(List<Feed> feeds, SplitProducts helped) {
    large = helped;
    List<Slice> pass = new ArrayList<>();
    int row = 0;
    for (Feed feed : feeds) {
      feed.stream().reserve(feed.stream().length() + feed.tokens().length, attention);
      for (int from = 0; from < feed.tokens().length; ) {
        int some = Math.min(feed.tokens().length - from, MOST_ROWS - row);
        pass.add(new Slice(feed, from, some, row));
        row += some;
        from += some;
        if (row == MOST_ROWS) {
          runPass(pass, row);
          pass.clear();
          row = 0;
        }
      }
    }
    if (row > 0) {
      runPass(pass, row);
    }
  }

  private List<Group> groups(List<Slice> pass) {
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < pass.size(); ) {
      LoraAdapter adapter = pass.get(i).feed().stream().adapter();
      int row = pass.get(i).row();
      int count = 0;
      for (; i < pass.size() && pass.get(i).feed().stream().adapter() == adapter; i++) {
        count += pass.get(i).count();
      }
      if (adapter != null) {
        groups.add(new Group(adapter.packed(kernels), adapter.rank(), adapter.scale(), row, count));
      }
    }
    return groups;
  }

  private void reserve(int count, List<Group> groups) {
    if (count > capacity) {
      stream = new float[count * config.hiddenSize()];
      normed = new float[count * config.hiddenSize()];
      queries = new float[count * config.querySize()];
      context = new float[count * config.querySize()];
      keys = new float[count * config.keySize()];
      values = new float[count * config.keySize()];
      gate = new float[count * config.feedForwardSize()];
      up = new float[count * config.feedForwardSize()];
      capacity = count;
    }
    for (Group group : groups) {
      if (low.length < group.count() * group.rank()) {
        low = new float[group.count() * group.rank()];
      }
    }
  }

  private void runPass(List<Slice> pass, int count) {
    List<Group> groups = groups(pass);
    reserve(count, groups);
    int hidden = config.hiddenSize();
    for (Slice slice : pass) {
      for (int i = 0; i < slice.count(); i++) {
        int token = slice.feed().tokens()[slice.from() + i];
        System.arraycopy(
            weights.embedding(), token * hidden, stream, (slice.row() + i) * hidden, hidden);
      }
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      runLayer(pass, groups, layer, count);
    }
    head(pass);
  }

  /** Logits of the wanted rows. Runs of rows that stand side by side share a product. */
  private void head(List<Slice> pass) {
    int hidden = config.hiddenSize();
    int vocabulary = config.vocabularySize();
    float epsilon = (float) config.normEpsilon();
    float[] logits = new float[0];
    int start = 0;
    int gathered = 0;
    for (Slice slice : pass) {
      Feed feed = slice.feed();
      boolean ends = slice.from() + slice.count() == feed.tokens().length;
      int some =
          switch (feed.wanted()) {
            case NONE -> 0;
            case LAST -> ends ? 1 : 0;
            case ALL -> slice.count();
          };
      if (some == 0) {
        continue;
      }
      int to = feed.offset(feed.wanted() == Feed.Wanted.ALL ? slice.from() : 0);
      if (gathered > 0 && to != start + gathered * vocabulary) {
        large.multiply(normed, 0, gathered, packed.head(), logits, start, vocabulary, false);
        gathered = 0;
      }
      if (gathered == 0) {
        start = to;
        logits = feed.logits();
      }
      for (int row = slice.row() + slice.count() - some; row < slice.row() + slice.count(); row++) {
        rows.rmsNorm(
            stream, row * hidden, weights.finalNorm(), epsilon, normed, gathered * hidden, hidden);
        gathered++;
      }
    }
    if (gathered > 0) {
      large.multiply(normed, 0, gathered, packed.head(), logits, start, vocabulary, false);
    }
  }

  private void runLayer(List<Slice> pass, List<Group> groups, int layer, int count) {
    Layer layerWeights = weights.layers().get(layer);
    normalise(stream, layerWeights.inputNorm(), normed, count, config.hiddenSize());
    project(groups, layer, Projection.QUERY, normed, queries, count, false);
    project(groups, layer, Projection.KEY, normed, keys, count, false);
    project(groups, layer, Projection.VALUE, normed, values, count, false);
    heads(pass, queries, layerWeights.queryNorm(), config.heads());
    heads(pass, keys, layerWeights.keyNorm(), config.keyValueHeads());
    for (Slice slice : pass) {
      attend(slice, layer);
    }
    project(groups, layer, Projection.OUTPUT, context, stream, count, true);
    normalise(stream, layerWeights.feedForwardNorm(), normed, count, config.hiddenSize());
    project(groups, layer, Projection.GATE, normed, gate, count, false);
    project(groups, layer, Projection.UP, normed, up, count, false);
    rows.swiGlu(gate, up, gate, 0, count * config.feedForwardSize());
    project(groups, layer, Projection.DOWN, gate, stream, count, true);
  }

  private void normalise(float[] x, float[] weight, float[] out, int count, int size) {
    float epsilon = (float) config.normEpsilon();
    for (int row = 0; row < count; row++) {
      rows.rmsNorm(x, row * size, weight, epsilon, out, row * size, size);
    }
  }

  private void heads(List<Slice> pass, float[] x, float @Nullable [] norm, int heads) {
    int size = config.headSize();
    float epsilon = (float) config.normEpsilon();
    int stride = weights.rotary().stride();
    for (Slice slice : pass) {
      float[] table = weights.rotary().upTo(slice.position() + slice.count());
      for (int i = 0; i < slice.count(); i++) {
        for (int head = 0; head < heads; head++) {
          int at = ((slice.row() + i) * heads + head) * size;
          if (norm != null) {
            rows.rmsNorm(x, at, norm, epsilon, x, at, size);
          }
          rows.rotate(x, at, size / 2, table, (slice.position() + i) * stride, 1);
        }
      }
    }
  }

  private void attend(Slice slice, int layer) {
    Stream cache = slice.feed().stream();
    int keySize = config.keySize();
    int querySize = config.querySize();
    attention.store(
        keys,
        slice.row() * keySize,
        keySize,
        slice.count(),
        slice.position(),
        cache.keys(layer),
        0);
    System.arraycopy(
        values,
        slice.row() * keySize,
        cache.values(layer),
        slice.position() * keySize,
        slice.count() * keySize);
    attention.forward(
        queries,
        slice.row() * querySize,
        querySize,
        slice.count(),
        slice.position(),
        cache.keys(layer),
        0,
        cache.values(layer),
        0,
        keySize,
        context,
        slice.row() * querySize,
        querySize,
        null,
        0);
  }

  private void project(
      List<Group> groups,
      int layer,
      Projection projection,
      float[] x,
      float[] y,
      int count,
      boolean add) {
    int in = projection.in(config);
    int out = projection.out(config);
    int slot = layer * Projection.COUNT + projection.ordinal();
    large.multiply(x, 0, count, packed.matrices()[slot], y, 0, out, add);
    float[] bias = weights.layers().get(layer).biases()[projection.ordinal()];
    if (bias != null) {
      for (int row = 0; row < count; row++) {
        rows.add(bias, 0, y, row * out, out);
      }
    }
    for (Group group : groups) {
      Panels down = group.adapter().down()[slot];
      Panels back = group.adapter().up()[slot];
      if (down != null && back != null) {
        int rank = group.rank();
        products.multiply(x, group.row() * in, in, 1, group.count(), down, low, 0, rank, false);
        rows.scale(group.scale(), low, 0, group.count() * rank);
        products.multiply(low, 0, rank, 1, group.count(), back, y, group.row() * out, out, true);
      }
    }
  }
}
