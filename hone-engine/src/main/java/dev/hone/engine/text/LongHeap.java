package dev.hone.engine.text;

import java.util.Arrays;

/** A binary heap of numbers, smallest first. Not thread-safe. */
final class LongHeap {

  private long[] entries;
  private int size;

  LongHeap(int capacity) {
    entries = new long[Math.max(capacity, 16)];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(long entry) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size * 2);
    }
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (entries[parent] <= entry) {
        break;
      }
      entries[at] = entries[parent];
      at = parent;
    }
    entries[at] = entry;
  }

  long poll() {
    long result = entries[0];
    long last = entries[--size];
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && entries[child + 1] < entries[child]) {
        child++;
      }
      if (entries[child] >= last) {
        break;
      }
      entries[at] = entries[child];
      at = child;
    }
    entries[at] = last;
    return result;
  }
}
