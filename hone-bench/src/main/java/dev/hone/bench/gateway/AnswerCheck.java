package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Compares what came with what the script says. Owned by one thread. */
final class AnswerCheck {

  private static final byte[] CONTENT = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "data: [DONE]".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_COMPLAINT = 500;

  private final List<byte[]> answers = new ArrayList<>();
  private final int numberAt;

  AnswerCheck(Script script) {
    for (int variant = 0; variant < Script.ANSWERS; variant++) {
      answers.add(script.answerBytes(variant));
    }
    numberAt = Marks.firstNumber(answers.getFirst());
  }

  /**
   * Looks at a whole answer.
   *
   * @throws BenchException if it is not the one to this question
   */
  void check(String candidate, AnswerKind kind, long number, AnswerReader answer) {
    if (answer.status() != 200) {
      throw new BenchException(
          candidate
              + " answered "
              + answer.status()
              + ": "
              + answer.bodyText().substring(0, Math.min(LONGEST_COMPLAINT, answer.bodyLength())));
    }
    byte[] wanted = answers.get((int) (number % Script.ANSWERS));
    Marks.write(wanted, numberAt, number);
    byte[] body = answer.body();
    int length = answer.bodyLength();
    if (!says(body, length, wanted)
        || kind.streamed() && Marks.indexOf(body, 0, length, DONE) < 0) {
      throw new BenchException(
          candidate + " gave another answer to question " + number + ": " + answer.bodyText());
    }
  }

  /** Whether the texts in it, one after the other, are what is wanted. */
  private static boolean says(byte[] body, int length, byte[] wanted) {
    int matched = 0;
    int at = Marks.indexOf(body, 0, length, CONTENT);
    while (at >= 0) {
      at += CONTENT.length;
      while (at < length && body[at] != '"') {
        if (matched == wanted.length || body[at] != wanted[matched]) {
          return false;
        }
        matched++;
        at++;
      }
      at = Marks.indexOf(body, at, length, CONTENT);
    }
    return matched == wanted.length;
  }
}
