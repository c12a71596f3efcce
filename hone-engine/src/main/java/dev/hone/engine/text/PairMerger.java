package dev.hone.engine.text;

import java.util.Arrays;

/**
 * Applies merges to the symbols of one piece, lowest rank first and leftmost among equals, until
 * none is left. Short pieces are scanned; long ones use a heap over a linked list, so that a piece
 * of n symbols costs O(n log n).
 */
final class PairMerger {

  private static final int SCAN_LIMIT = 24;

  private final MergeTable merges;

  PairMerger(MergeTable merges) {
    this.merges = merges;
  }

  int[] merge(int[] symbols, int length) {
    return length <= SCAN_LIMIT ? scan(symbols, length) : heap(symbols, length);
  }

  int[] scan(int[] symbols, int length) {
    int[] work = Arrays.copyOf(symbols, length);
    int size = length;
    while (size > 1) {
      int best = -1;
      int bestRank = Integer.MAX_VALUE;
      int bestAt = 0;
      for (int i = 0; i + 1 < size; i++) {
        int handle = merges.find(work[i], work[i + 1]);
        if (handle >= 0 && merges.rank(handle) < bestRank) {
          best = handle;
          bestRank = merges.rank(handle);
          bestAt = i;
        }
      }
      if (best < 0) {
        break;
      }
      work[bestAt] = merges.result(best);
      System.arraycopy(work, bestAt + 2, work, bestAt + 1, size - bestAt - 2);
      size--;
    }
    return Arrays.copyOf(work, size);
  }

  int[] heap(int[] symbols, int length) {
    int[] symbol = Arrays.copyOf(symbols, length);
    int[] next = new int[length];
    int[] previous = new int[length];
    LongHeap queue = new LongHeap(length * 2);
    for (int i = 0; i < length; i++) {
      next[i] = i + 1 < length ? i + 1 : -1;
      previous[i] = i - 1;
      if (i + 1 < length) {
        offer(queue, symbol[i], symbol[i + 1], i);
      }
    }
    int size = length;
    while (!queue.isEmpty()) {
      long entry = queue.poll();
      int at = (int) entry;
      int right = symbol[at] < 0 ? -1 : next[at];
      if (right < 0) {
        continue; // the symbol was merged away since
      }
      int handle = merges.find(symbol[at], symbol[right]);
      if (handle < 0 || merges.rank(handle) != (int) (entry >>> 32)) {
        continue; // a neighbour changed since
      }
      symbol[at] = merges.result(handle);
      symbol[right] = -1;
      next[at] = next[right];
      if (next[at] >= 0) {
        previous[next[at]] = at;
        offer(queue, symbol[at], symbol[next[at]], at);
      }
      if (previous[at] >= 0) {
        offer(queue, symbol[previous[at]], symbol[at], previous[at]);
      }
      size--;
    }
    int[] out = new int[size];
    int count = 0;
    for (int i = 0; i >= 0; i = next[i]) {
      out[count++] = symbol[i];
    }
    return out;
  }

  private void offer(LongHeap queue, int left, int right, int at) {
    int handle = merges.find(left, right);
    if (handle >= 0) {
      queue.add(((long) merges.rank(handle) << 32) | at);
    }
  }
}
