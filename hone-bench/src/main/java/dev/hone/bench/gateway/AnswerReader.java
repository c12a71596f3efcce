package dev.hone.bench.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Just enough HTTP/1.1 to read answers, fed with bytes as they come, so that blocking and waiting
 * callers can use it. Owned by one thread.
 */
final class AnswerReader {

  private static final int LONGEST_HEAD = 16 * 1024;
  private static final int FIRST_HEAD = 512;
  private static final int FIRST_BODY = 1024;

  /** Largest body that is kept; those of the script are far smaller. */
  private static final int LONGEST_BODY = 4 << 20;

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    LAST_LINE,
    DONE
  }

  private State state = State.HEAD;
  private byte[] head = new byte[FIRST_HEAD];
  private int headLength;
  private byte[] body = new byte[FIRST_BODY];
  private int bodyLength;
  private int status;
  private int left;
  private int lineLength;

  /** Makes it ready for the next answer. */
  void next() {
    state = State.HEAD;
    headLength = 0;
    bodyLength = 0;
    status = 0;
    left = 0;
    lineLength = 0;
  }

  /**
   * Takes bytes of one answer.
   *
   * @return whether the answer is whole now
   * @throws IOException if they are no answer, or go on after its end
   */
  boolean feed(byte[] bytes, int from, int to) throws IOException {
    int at = from;
    while (at < to && state != State.DONE) {
      switch (state) {
        case HEAD -> at = takeHead(bytes, at, to);
        case BODY, CHUNK -> at = takeBody(bytes, at, to);
        case CHUNK_SIZE -> takeChunkSize(bytes[at++]);
        case CHUNK_END -> {
          if (bytes[at++] == '\n') {
            state = State.CHUNK_SIZE;
          }
        }
        case LAST_LINE -> takeLastLine(bytes[at++]);
        case DONE -> throw new IllegalStateException("the answer is whole");
      }
    }
    if (at < to) {
      throw new IOException((to - at) + " bytes follow the end of an answer");
    }
    return state == State.DONE;
  }

  private int takeHead(byte[] bytes, int from, int to) throws IOException {
    int at = from;
    while (at < to) {
      if (headLength == head.length) {
        if (headLength >= LONGEST_HEAD) {
          throw new IOException("a head of more than " + LONGEST_HEAD + " bytes");
        }
        head = Arrays.copyOf(head, 2 * headLength);
      }
      byte next = bytes[at++];
      head[headLength++] = next;
      if (next == '\n' && headLength > 3 && head[headLength - 3] == '\n') {
        headEnded();
        return at;
      }
    }
    return at;
  }

  private void headEnded() throws IOException {
    String text = head().toLowerCase(Locale.ROOT);
    if (!text.startsWith("http/1.1 ")) {
      throw new IOException("no answer of HTTP/1.1: " + text);
    }
    status = (int) Marks.number(head, "HTTP/1.1 ".length(), headLength);
    if (text.contains("\r\ntransfer-encoding: chunked")) {
      state = State.CHUNK_SIZE;
      return;
    }
    String name = "\r\ncontent-length:";
    int length = text.indexOf(name);
    if (length < 0) {
      throw new IOException("an answer without a length: " + text);
    }
    int start = length + name.length();
    left = Integer.parseInt(text.substring(start, text.indexOf('\r', start)).strip());
    state = left == 0 ? State.DONE : State.BODY;
  }

  private int takeBody(byte[] bytes, int from, int to) throws IOException {
    int count = Math.min(left, to - from);
    if (bodyLength + count > body.length) {
      if (bodyLength + count > LONGEST_BODY) {
        throw new IOException("a body of more than " + LONGEST_BODY + " bytes");
      }
      body = Arrays.copyOf(body, Math.max(2 * body.length, bodyLength + count));
    }
    System.arraycopy(bytes, from, body, bodyLength, count);
    bodyLength += count;
    left -= count;
    if (left == 0) {
      state = state == State.BODY ? State.DONE : State.CHUNK_END;
    }
    return from + count;
  }

  private void takeChunkSize(byte next) throws IOException {
    if (next == '\n') {
      lineLength = 0;
      state = left == 0 ? State.LAST_LINE : State.CHUNK;
    } else if (next != '\r') {
      int digit = Character.digit(next, 16);
      if (digit < 0 || left > LONGEST_BODY) {
        throw new IOException("no size of a chunk: '" + (char) next + "'");
      }
      left = 16 * left + digit;
    }
  }

  private void takeLastLine(byte next) {
    if (next == '\n') {
      if (lineLength == 0) {
        state = State.DONE;
      }
      lineLength = 0;
    } else if (next != '\r') {
      lineLength++;
    }
  }

  /** The status once the head is there; 0 before. */
  int status() {
    return status;
  }

  String head() {
    return new String(head, 0, headLength, StandardCharsets.ISO_8859_1);
  }

  /** What came of the body: of this array the first {@link #bodyLength()} bytes. */
  byte[] body() {
    return body;
  }

  int bodyLength() {
    return bodyLength;
  }

  String bodyText() {
    return new String(body, 0, bodyLength, StandardCharsets.UTF_8);
  }

  /** Forgets the beginning of the body, which was looked at. */
  void drop(int count) {
    System.arraycopy(body, count, body, 0, bodyLength - count);
    bodyLength -= count;
  }
}
