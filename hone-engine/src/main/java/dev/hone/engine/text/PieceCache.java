package dev.hone.engine.text;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how pieces were encoded. Bounded: when the young half is full it becomes the old half
 * and the old one is forgotten, so what is used often stays. Thread-safe; arrays must not be
 * changed.
 */
final class PieceCache {

  /** Longer pieces are rarely seen twice. */
  static final int LONGEST_PIECE = 48;

  private static final int HALF = 1 << 15;

  private volatile ConcurrentHashMap<String, int[]> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<String, int[]> old = new ConcurrentHashMap<>();

  int @Nullable [] get(String piece) {
    int[] ids = young.get(piece);
    if (ids != null) {
      return ids;
    }
    ids = old.get(piece);
    if (ids != null) {
      put(piece, ids);
    }
    return ids;
  }

  void put(String piece, int[] ids) {
    if (young.size() >= HALF) {
      turn();
    }
    young.put(piece, ids);
  }

  private synchronized void turn() {
    if (young.size() >= HALF) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
  }
}
