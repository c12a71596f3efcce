package dev.hone.bench.gateway;

import dev.hone.bench.RandomText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What callers and the upstream say, known to both sides: a question carries its number, and the
 * answer to it follows from that number alone. So every request differs, and every answer can be
 * checked byte for byte. Letters, digits and spaces only, nothing that JSON would escape.
 * Immutable.
 */
final class Script {

  /** Events with text in a stream. */
  static final int PIECES = 20;

  /** Turns of a session, after which a caller begins another. */
  static final int TURNS = 4;

  /** Texts of answers; the question's number picks one. */
  static final int ANSWERS = 64;

  /** Texts of questions. */
  static final int QUESTIONS = 256;

  private static final long SEED = 20;
  private static final int SYSTEM_LENGTH = 400;
  private static final int QUESTION_LENGTH = 200;
  private static final int ANSWER_LENGTH = 600;

  private final String system;
  private final List<String> questions = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();

  Script() {
    RandomText text = new RandomText(SEED);
    system = text.ofLength(SYSTEM_LENGTH);
    for (int i = 0; i < QUESTIONS; i++) {
      questions.add(text.ofLength(QUESTION_LENGTH));
    }
    for (int i = 0; i < ANSWERS; i++) {
      answers.add(text.ofLength(ANSWER_LENGTH));
    }
  }

  String system() {
    return system;
  }

  String question(long number) {
    return Marks.text(number) + " " + questions.get((int) (number % QUESTIONS));
  }

  String answer(long number) {
    return Marks.text(number) + " " + answers.get((int) (number % ANSWERS));
  }

  byte[] answerBytes(long number) {
    return answer(number).getBytes(StandardCharsets.US_ASCII);
  }

  /** The answer's text as it is cut in a stream; the first piece has the number in it. */
  List<String> pieces(long number) {
    String answer = answer(number);
    List<String> pieces = new ArrayList<>();
    for (int piece = 0; piece < PIECES; piece++) {
      pieces.add(
          answer.substring(
              piece * answer.length() / PIECES, (piece + 1) * answer.length() / PIECES));
    }
    return pieces;
  }
}
