package dev.hone.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A vocabulary with merges: turns a piece of text into token ids. Thread-safe. */
final class BytePairModel {

  /** How a model says what it has no token for. */
  record Unknown(boolean byteFallback, int unknownId, boolean fuse) {}

  private static final int NONE = -1;

  /** Characters below this find their id in an array. */
  private static final int DIRECT = 0x400;

  private final Map<String, Integer> vocabulary;
  private final PairMerger merger;
  private final boolean ignoreMerges;
  private final Unknown unknown;
  private final int[] direct = new int[DIRECT];
  private final int[] bytes = new int[256];
  private final PieceCache cache = new PieceCache();

  /**
   * @param vocabulary without special tokens, which no text may turn into
   */
  BytePairModel(
      Map<String, Integer> vocabulary, MergeTable merges, boolean ignoreMerges, Unknown unknown) {
    this.vocabulary = vocabulary;
    this.merger = new PairMerger(merges);
    this.ignoreMerges = ignoreMerges;
    this.unknown = unknown;
    for (int character = 0; character < DIRECT; character++) {
      direct[character] = vocabulary.getOrDefault(String.valueOf((char) character), NONE);
    }
    for (int value = 0; value < 256; value++) {
      bytes[value] = vocabulary.getOrDefault(byteToken(value), NONE);
    }
  }

  /** How a byte that has no character is written as a token. */
  static String byteToken(int value) {
    return String.format("<0x%02X>", value);
  }

  int[] encode(String piece) {
    boolean remember = piece.length() <= PieceCache.LONGEST_PIECE;
    int[] known = remember ? cache.get(piece) : null;
    if (known != null) {
      return known;
    }
    int[] ids = encodeAnew(piece);
    if (remember) {
      cache.put(piece, ids);
    }
    return ids;
  }

  private int[] encodeAnew(String piece) {
    if (ignoreMerges) {
      @Nullable Integer whole = vocabulary.get(piece);
      if (whole != null) {
        return new int[] {whole};
      }
    }
    IntList symbols = new IntList();
    boolean afterUnknown = false;
    for (int at = 0; at < piece.length(); ) {
      int point = piece.codePointAt(at);
      int width = Character.charCount(point);
      int id =
          point < DIRECT
              ? direct[point]
              : vocabulary.getOrDefault(piece.substring(at, at + width), NONE);
      boolean isUnknown = false;
      if (id != NONE) {
        symbols.add(id);
      } else if (!addBytes(piece.substring(at, at + width), symbols)) {
        isUnknown = true;
        if (unknown.unknownId() != NONE && !(unknown.fuse() && afterUnknown)) {
          symbols.add(unknown.unknownId());
        }
      }
      afterUnknown = isUnknown;
      at += width;
    }
    int[] all = symbols.toArray();
    return merger.merge(all, all.length);
  }

  private boolean addBytes(String character, IntList symbols) {
    if (!unknown.byteFallback()) {
      return false;
    }
    byte[] utf8 = character.getBytes(StandardCharsets.UTF_8);
    for (byte value : utf8) {
      if (bytes[value & 0xFF] == NONE) {
        return false;
      }
    }
    for (byte value : utf8) {
      symbols.add(bytes[value & 0xFF]);
    }
    return true;
  }
}
