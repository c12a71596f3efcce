package dev.hone.bench;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Text that compresses like a conversation's JSON: random words of a small vocabulary. Owned by one
 * thread.
 */
public final class RandomText {

  private static final int VOCABULARY = 2000;
  private static final int SHORTEST_WORD = 2;
  private static final int LONGEST_WORD = 9;

  private final String[] words = new String[VOCABULARY];
  private final Random random;

  public RandomText(long seed) {
    random = new Random(seed);
    for (int i = 0; i < VOCABULARY; i++) {
      StringBuilder word = new StringBuilder();
      int length = random.nextInt(SHORTEST_WORD, LONGEST_WORD + 1);
      for (int letter = 0; letter < length; letter++) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words[i] = word.toString();
    }
  }

  /** Words up to exactly that many characters. */
  public String ofLength(int length) {
    StringBuilder text = new StringBuilder(length + LONGEST_WORD + 1);
    while (text.length() < length) {
      text.append(words[random.nextInt(VOCABULARY)]).append(' ');
    }
    text.setLength(length);
    return text.toString();
  }

  /** A JSON body of that many bytes around a text. */
  public byte[] body(String text, int length) {
    String head = "{\"model\":\"hone\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text;
    int rest = Math.max(0, length - head.length() - "\"}]}".length());
    return (head + ofLength(rest) + "\"}]}").getBytes(StandardCharsets.UTF_8);
  }
}
