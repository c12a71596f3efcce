package dev.hone.engine.text;

import dev.hone.engine.text.jinja.MarkedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Learns a byte-level byte-pair vocabulary: pieces of text are counted once, then the most frequent
 * neighbouring pair is merged again and again. The same texts in the same order or any other give
 * the same vocabulary: ties go to the pair with the lower ids.
 */
public final class BpeTrainer {

  /** Words without their blank, single digits, and whole runs of anything else. */
  public static final String WORDS_DIGITS_RUNS = "\\p{L}+|\\p{N}|[^\\p{L}\\p{N}]+";

  /**
   * What to learn.
   *
   * @param vocabularySize how many tokens at most, added tokens and the 256 bytes included
   * @param addedTokens take the first ids, in this order
   * @param pattern cuts text into pieces, each match a piece of its own; merges stay within pieces
   * @param longestToken most bytes that one token may stand for
   * @param leastCount a pair that is seen less often is not merged
   */
  public record Settings(
      int vocabularySize,
      List<Added> addedTokens,
      String pattern,
      int longestToken,
      int leastCount) {

    public Settings {
      addedTokens = List.copyOf(addedTokens);
      if (vocabularySize < addedTokens.size() + 256) {
        throw new IllegalArgumentException(
            "vocabularySize must be at least "
                + (addedTokens.size() + 256)
                + ": 256 bytes and the added tokens");
      }
    }
  }

  /** An added token: special, or a mark that is shown. */
  public record Added(String content, boolean special) {}

  /**
   * What was learned.
   *
   * @param vocabulary tokens in the order of their ids, bytes as their stand-ins
   * @param merges in their order
   */
  public record Learned(Settings settings, List<String> vocabulary, List<Merge> merges) {

    public Learned {
      vocabulary = List.copyOf(vocabulary);
      merges = List.copyOf(merges);
    }

    /** The whole of a {@code tokenizer.json}. */
    public byte[] tokenizerJson() {
      return TokenizerFiles.tokenizerJson(this);
    }
  }

  /** Two tokens that become one. */
  public record Merge(String left, String right) {}

  private record Candidate(long count, long pair) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      return count != other.count
          ? Long.compare(other.count, count)
          : Long.compare(pair, other.pair);
    }
  }

  private static final class Word {
    private int[] symbols;
    private int size;
    private final long count;

    Word(int[] symbols, long count) {
      this.symbols = symbols;
      this.size = symbols.length;
      this.count = count;
    }
  }

  private static final class Pair {
    private long count;
    private final IntList words = new IntList();
    private int lastWord = -1;

    void add(int word, long times) {
      count += times;
      if (lastWord != word) {
        words.add(word);
        lastWord = word;
      }
    }
  }

  private final Settings settings;
  private final List<String> vocabulary = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final List<Merge> merges = new ArrayList<>();
  private final List<Word> words = new ArrayList<>();
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

  private BpeTrainer(Settings settings) {
    this.settings = settings;
  }

  /**
   * Learns from texts, read once. Added tokens in the texts are cut out and not learned from.
   *
   * @throws dev.hone.core.engine.EngineException {@code BAD_MODEL} if the pattern cannot be read
   */
  public static Learned train(Iterable<String> texts, Settings settings) {
    return new BpeTrainer(settings).train(texts);
  }

  private Learned train(Iterable<String> texts) {
    for (Added added : settings.addedTokens()) {
      vocabulary.add(added.content());
      lengths.add(0);
    }
    Map<Character, Integer> byteIds = new HashMap<>();
    TreeSet<Character> alphabet = new TreeSet<>();
    for (int value = 0; value < 256; value++) {
      alphabet.add(ByteAlphabet.characterOf(value));
    }
    for (char character : alphabet) {
      byteIds.put(character, vocabulary.size());
      vocabulary.add(String.valueOf(character));
      lengths.add(1);
    }
    count(texts)
        .forEach(
            (piece, count) -> {
              String written = ByteAlphabet.write(piece);
              int[] symbols = new int[written.length()];
              for (int i = 0; i < symbols.length; i++) {
                symbols[i] = byteIds.getOrDefault(written.charAt(i), 0);
              }
              if (symbols.length > 1) {
                words.add(new Word(symbols, count));
              }
            });
    countPairs();
    while (vocabulary.size() < settings.vocabularySize()) {
      Candidate best = queue.poll();
      if (best == null) {
        break;
      }
      Pair pair = pairs.get(best.pair());
      if (pair == null || pair.count != best.count()) {
        continue; // an older count of the pair
      }
      merge(best.pair(), pair);
    }
    return new Learned(settings, vocabulary, merges);
  }

  private Map<String, Long> count(Iterable<String> texts) {
    Pattern pattern = RustPattern.compile(settings.pattern(), "the trainer's pattern");
    List<AddedToken> added = new ArrayList<>();
    for (Added token : settings.addedTokens()) {
      added.add(AddedToken.plain(added.size(), token.content(), token.special()));
    }
    AddedTokenMatcher matcher = new AddedTokenMatcher(added);
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String text : texts) {
      MarkedText marked = MarkedText.own(text);
      int from = 0;
      while (from < text.length()) {
        AddedTokenMatcher.Match match = matcher.next(marked, from, from);
        int to = match == null ? text.length() : match.from();
        SplitBehavior.ISOLATED.split(
            text.substring(from, to), pattern, false, piece -> counts.merge(piece, 1L, Long::sum));
        from = match == null ? to : match.to();
      }
    }
    return counts;
  }

  private void countPairs() {
    for (int w = 0; w < words.size(); w++) {
      Word word = words.get(w);
      for (int i = 0; i + 1 < word.size; i++) {
        add(key(word.symbols[i], word.symbols[i + 1]), w, word.count);
      }
    }
    pairs.forEach(this::offer);
  }

  private void merge(long key, Pair pair) {
    int left = (int) (key >>> 32);
    int right = (int) key;
    int merged = vocabulary.size();
    vocabulary.add(vocabulary.get(left) + vocabulary.get(right));
    lengths.add(lengths.get(left) + lengths.get(right));
    merges.add(new Merge(vocabulary.get(left), vocabulary.get(right)));
    pairs.remove(key);
    TreeSet<Long> changed = new TreeSet<>();
    for (int w : pair.words.toArray()) {
      mergeIn(w, left, right, merged, changed);
    }
    for (long touched : changed) {
      Pair now = pairs.get(touched);
      if (now != null) {
        offer(touched, now);
      }
    }
  }

  private void mergeIn(int w, int left, int right, int merged, TreeSet<Long> changed) {
    Word word = words.get(w);
    int[] symbols = word.symbols;
    int at = 0;
    for (int i = 0; i < word.size; i++) {
      boolean here = i + 1 < word.size && symbols[i] == left && symbols[i + 1] == right;
      if (!here) {
        symbols[at++] = symbols[i];
        continue;
      }
      if (at > 0) {
        remove(key(symbols[at - 1], left), word.count, changed);
        add(key(symbols[at - 1], merged), w, word.count);
        changed.add(key(symbols[at - 1], merged));
      }
      if (i + 2 < word.size) {
        remove(key(right, symbols[i + 2]), word.count, changed);
        add(key(merged, symbols[i + 2]), w, word.count);
        changed.add(key(merged, symbols[i + 2]));
      }
      symbols[at++] = merged;
      i++;
    }
    word.size = at;
  }

  private void add(long key, int word, long count) {
    pairs.computeIfAbsent(key, absent -> new Pair()).add(word, count);
  }

  private void remove(long key, long count, TreeSet<Long> changed) {
    Pair pair = pairs.get(key);
    if (pair != null) {
      pair.count -= count;
      changed.add(key);
    }
  }

  private void offer(long key, Pair pair) {
    int length = lengths.get((int) (key >>> 32)) + lengths.get((int) key);
    if (pair.count >= Math.max(1, settings.leastCount()) && length <= settings.longestToken()) {
      queue.add(new Candidate(pair.count, key));
    }
  }

  private static long key(int left, int right) {
    return ((long) left << 32) | right;
  }
}
