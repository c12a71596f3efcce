package dev.hone.engine.constrain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens of a vocabulary may come next.
 *
 * <p>The tokens' bytes are walked in sorted order, so that what two neighbours share is tried once
 * and everything behind a refused byte is skipped: the same walk as over a byte trie, without the
 * trie. Masks are kept by state, {@value #MAX_KEPT} of them, the least recently used thrown away.
 *
 * <p>Owned by one thread.
 */
public final class TokenMask {

  /** Most masks kept. One of a vocabulary of 150,000 tokens takes 19 KB. */
  public static final int MAX_KEPT = 512;

  /** Sorted by bytes; tokens without bytes (special ones) are left out. */
  private final int[] ids;

  private final byte[][] words;

  /** How many leading bytes a word shares with the one before. */
  private final int[] shared;

  private final int longest;
  private final int vocabulary;
  private final Map<Acceptor, BitSet> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Acceptor, BitSet> eldest) {
          return size() > MAX_KEPT;
        }
      };

  /**
   * @param tokens each token's bytes by id; an empty array keeps a token out of every mask
   */
  public TokenMask(List<byte[]> tokens) {
    vocabulary = tokens.size();
    List<Integer> order = new ArrayList<>();
    for (int id = 0; id < vocabulary; id++) {
      if (tokens.get(id).length > 0) {
        order.add(id);
      }
    }
    order.sort(Comparator.comparing(tokens::get, Arrays::compareUnsigned));
    ids = order.stream().mapToInt(Integer::intValue).toArray();
    words = new byte[ids.length][];
    shared = new int[ids.length];
    int most = 0;
    for (int i = 0; i < ids.length; i++) {
      words[i] = tokens.get(ids[i]);
      most = Math.max(most, words[i].length);
      if (i > 0) {
        int mismatch = Arrays.mismatch(words[i - 1], words[i]);
        shared[i] = mismatch < 0 ? words[i].length : mismatch;
      }
    }
    longest = most;
  }

  /** The tokens that {@code acceptor} takes. Not to be changed by the caller. */
  public BitSet allowed(Acceptor acceptor) {
    Acceptor key = acceptor.coarse(longest);
    BitSet mask = kept.get(key);
    if (mask == null) {
      mask = walk(key);
      kept.put(key, mask);
    }
    return mask;
  }

  private BitSet walk(Acceptor start) {
    BitSet mask = new BitSet(vocabulary);
    Acceptor[] path = new Acceptor[longest + 1];
    path[0] = start;
    int live = 0;
    for (int i = 0; i < ids.length; i++) {
      // A word that shares more with its neighbour than was accepted shares the refused byte too.
      if (shared[i] > live) {
        continue;
      }
      byte[] word = words[i];
      int at = shared[i];
      while (at < word.length) {
        Acceptor next = path[at].next(word[at] & 0xFF);
        if (next == null) {
          break;
        }
        path[++at] = next;
      }
      live = at;
      if (at == word.length) {
        mask.set(ids[i]);
      }
    }
    return mask;
  }

  /**
   * The longest token that begins {@code text} from {@code from} on.
   *
   * @return its id, or −1 if no token fits
   */
  public int longestPrefix(byte[] text, int from) {
    int best = -1;
    int low = 0;
    int high = ids.length;
    for (int at = 0; from + at < text.length && low < high; at++) {
      int b = text[from + at] & 0xFF;
      low = bound(low, high, at, b);
      high = bound(low, high, at, b + 1);
      if (low < high && words[low].length == at + 1) {
        best = ids[low];
      }
    }
    return best;
  }

  /** The first word in [low, high) whose byte {@code at} is at least {@code b}. */
  private int bound(int low, int high, int at, int b) {
    int from = low;
    int to = high;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (words[middle].length <= at || (words[middle][at] & 0xFF) < b) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** How many masks are kept now. */
  int keptCount() {
    return kept.size();
  }

  /** The mask of a state if it is kept. */
  @Nullable BitSet kept(Acceptor acceptor) {
    return kept.get(acceptor.coarse(longest));
  }
}
