package dev.hone.engine.model;

import dev.hone.core.engine.TrainingSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whole sequences laid one behind the other in one matrix of tokens, without padding.
 *
 * @param starts row of each sequence's first token
 * @param lengths tokens of each sequence that something trained is predicted from
 * @param tokens rows in all
 */
record MicroBatch(List<TrainingSequence> sequences, int[] starts, int[] lengths, int tokens) {

  /** Most tokens of one micro-batch, unless a single sequence is longer. */
  private static final int MOST_TOKENS = 512;

  /** Most floats of the forward pass to keep, unless a single sequence needs more: 256 MiB. */
  private static final long MOST_FLOATS = 1L << 26;

  static MicroBatch of(List<TrainingSequence> sequences) {
    int[] starts = new int[sequences.size()];
    int[] lengths = new int[starts.length];
    int tokens = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = tokens;
      lengths[i] = length(sequences.get(i));
      tokens = Math.addExact(tokens, lengths[i]);
    }
    return new MicroBatch(List.copyOf(sequences), starts, lengths, tokens);
  }

  /** Tokens before the last trained one; 0 if none is trained. */
  static int length(TrainingSequence sequence) {
    int last = sequence.trained().length - 1;
    while (last > 0 && !sequence.trained()[last]) {
      last--;
    }
    return Math.max(last, 0);
  }

  /**
   * Deals sequences out to replicas, the longest first to whoever has least so far, and cuts each
   * replica's share into micro-batches. Depends on nothing but the lengths and the order.
   */
  static List<List<MicroBatch>> plan(
      List<TrainingSequence> batch, int replicas, ModelConfig config) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparing(i -> -length(batch.get(i))));
    List<List<Integer>> shares = new ArrayList<>();
    for (int replica = 0; replica < replicas; replica++) {
      shares.add(new ArrayList<>());
    }
    long[] loads = new long[replicas];
    for (int i : order) {
      int least = 0;
      for (int replica = 1; replica < replicas; replica++) {
        if (loads[replica] < loads[least]) {
          least = replica;
        }
      }
      loads[least] += length(batch.get(i));
      shares.get(least).add(i);
    }
    long each = LayerMemory.floats(config) * config.layers();
    int limit = (int) Math.clamp(MOST_FLOATS / each, 1, MOST_TOKENS);
    List<List<MicroBatch>> plan = new ArrayList<>();
    for (List<Integer> share : shares) {
      share.sort(Comparator.naturalOrder());
      plan.add(cut(share.stream().map(batch::get).toList(), limit));
    }
    return plan;
  }

  private static List<MicroBatch> cut(List<TrainingSequence> sequences, int limit) {
    List<MicroBatch> batches = new ArrayList<>();
    List<TrainingSequence> open = new ArrayList<>();
    int tokens = 0;
    for (TrainingSequence sequence : sequences) {
      int length = length(sequence);
      if (!open.isEmpty() && tokens + length > limit) {
        batches.add(of(open));
        open = new ArrayList<>();
        tokens = 0;
      }
      open.add(sequence);
      tokens += length;
    }
    if (!open.isEmpty()) {
      batches.add(of(open));
    }
    return batches;
  }
}
