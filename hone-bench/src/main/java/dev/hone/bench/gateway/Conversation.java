package dev.hone.bench.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sessions as an agent without ids sends them: each request holds the whole conversation so far,
 * the answers in it as they came. After {@link Script#TURNS} turns another session begins. Requests
 * are put together from bytes that were made before. Owned by one thread.
 */
final class Conversation {

  private static final byte[] END = ascii("]}");
  private static final byte[] LINE_ENDS = ascii("\r\n\r\n");
  private static final int FIRST_BUFFER = 8192;

  /** Messages as JSON, known to all conversations of a run. Immutable but for the numbers. */
  static final class Phrases {
    private final List<byte[]> questions = new ArrayList<>();
    private final List<byte[]> answers = new ArrayList<>();
    private final int numberInQuestion;
    private final int numberInAnswer;

    Phrases(Script script) {
      for (int variant = 0; variant < Script.QUESTIONS; variant++) {
        questions.add(
            ascii(",{\"role\":\"user\",\"content\":\"" + script.question(variant) + "\"}"));
      }
      for (int variant = 0; variant < Script.ANSWERS; variant++) {
        answers.add(
            ascii(",{\"role\":\"assistant\",\"content\":\"" + script.answer(variant) + "\"}"));
      }
      numberInQuestion = Marks.firstNumber(questions.getFirst());
      numberInAnswer = Marks.firstNumber(answers.getFirst());
    }
  }

  private final Phrases phrases;
  private final byte[] head;
  private final byte[] opening;
  private byte[] body = new byte[FIRST_BUFFER];
  private int length;
  private int turn;
  private long asked;

  /**
   * A caller's conversations.
   *
   * @param maxTokens see {@link AnswerKind#LIVE}
   */
  Conversation(Way way, AnswerKind kind, int maxTokens, Script script, Phrases phrases) {
    this.phrases = phrases;
    head = way.head();
    opening =
        ascii(
            "{\"model\":\""
                + kind.model()
                + "\",\"max_tokens\":"
                + maxTokens
                + ",\"temperature\":0.7,"
                + (kind.streamed()
                    ? "\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                    : "")
                + "\"messages\":[{\"role\":\"system\",\"content\":\""
                + script.system()
                + "\"}");
  }

  /**
   * The next request, head and body.
   *
   * @param number of its question
   */
  byte[] ask(long number) {
    if (turn == 0) {
      length = 0;
      append(opening);
    } else {
      int at = length + phrases.numberInAnswer;
      append(phrases.answers.get((int) (asked % Script.ANSWERS)));
      Marks.write(body, at, asked);
    }
    int at = length + phrases.numberInQuestion;
    append(phrases.questions.get((int) (number % Script.QUESTIONS)));
    Marks.write(body, at, number);
    asked = number;
    turn = (turn + 1) % Script.TURNS;
    return request();
  }

  private void append(byte[] bytes) {
    if (length + bytes.length > body.length) {
      body = Arrays.copyOf(body, 2 * (length + bytes.length));
    }
    System.arraycopy(bytes, 0, body, length, bytes.length);
    length += bytes.length;
  }

  private byte[] request() {
    byte[] digits = ascii(Integer.toString(length + END.length));
    byte[] request = new byte[head.length + digits.length + LINE_ENDS.length + length + END.length];
    int at = put(request, 0, head, head.length);
    at = put(request, at, digits, digits.length);
    at = put(request, at, LINE_ENDS, LINE_ENDS.length);
    at = put(request, at, body, length);
    put(request, at, END, END.length);
    return request;
  }

  private static int put(byte[] target, int at, byte[] bytes, int count) {
    System.arraycopy(bytes, 0, target, at, count);
    return at + count;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
