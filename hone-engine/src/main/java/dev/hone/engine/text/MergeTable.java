package dev.hone.engine.text;

/**
 * Which two neighbouring tokens merge, how early, and into what: a hash table of plain arrays with
 * open addressing. Filled once, then read by many threads.
 */
final class MergeTable {

  private static final long EMPTY = -1;

  private final long[] keys;
  private final int[] ranks;
  private final int[] results;
  private final int mask;

  MergeTable(int entries) {
    int capacity = Integer.highestOneBit(Math.max(entries, 8) * 2 - 1) * 2;
    keys = new long[capacity];
    ranks = new int[capacity];
    results = new int[capacity];
    mask = capacity - 1;
    java.util.Arrays.fill(keys, EMPTY);
  }

  /** Adds a merge; the first of two for the same pair stays. */
  void put(int left, int right, int rank, int result) {
    long key = key(left, right);
    int slot = slot(key);
    while (keys[slot] != EMPTY) {
      if (keys[slot] == key) {
        return;
      }
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    ranks[slot] = rank;
    results[slot] = result;
  }

  /** A handle for {@link #rank} and {@link #result}, or -1 if the two never merge. */
  int find(int left, int right) {
    long key = key(left, right);
    int slot = slot(key);
    while (keys[slot] != EMPTY) {
      if (keys[slot] == key) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  int rank(int handle) {
    return ranks[handle];
  }

  int result(int handle) {
    return results[handle];
  }

  private static long key(int left, int right) {
    return ((long) left << 32) | right;
  }

  private int slot(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & mask;
  }
}
