package dev.hone.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Just enough HTTP/1.1 to time messages on a kept-alive connection without a client library's own
 * cost. Owned by one thread.
 */
final class WireReader {

  private static final int LONGEST_HEAD = 16 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;

  /**
   * A message that was read.
   *
   * @param firstLine request or status line
   * @param firstByte {@link System#nanoTime()} when the first byte of the body was there; of the
   *     end of the head if there is no body
   * @param bodyStart as much of the body's beginning as came at once, to say what was refused
   */
  record Message(String firstLine, long firstByte, String bodyStart) {}

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

  WireReader(InputStream in) {
    this.in = in;
  }

  /** Reads a whole message; null if the connection ended before one began. */
  @Nullable Message read() throws IOException {
    if (position == limit && !fill()) {
      return null;
    }
    String head = head();
    String firstLine = head.substring(0, head.indexOf('\r'));
    String lower = head.toLowerCase(Locale.ROOT);
    int length = contentLength(lower);
    boolean chunked = lower.contains("\r\ntransfer-encoding: chunked");
    if (length > 0 || chunked) {
      require();
    }
    long firstByte = System.nanoTime();
    String bodyStart =
        firstLine.contains(" 200 ") || firstLine.startsWith("POST ")
            ? ""
            : new String(buffer, position, limit - position, StandardCharsets.UTF_8);
    if (chunked) {
      skipChunks();
    } else {
      skip(length);
    }
    return new Message(firstLine, firstByte, bodyStart);
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    int matched = 0;
    while (matched < 4) {
      char next = (char) take();
      head.append(next);
      matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
      if (head.length() > LONGEST_HEAD) {
        throw new IOException("a head of more than " + LONGEST_HEAD + " bytes");
      }
    }
    return head.toString();
  }

  private static int contentLength(String lowerHead) {
    String name = "\r\ncontent-length:";
    int at = lowerHead.indexOf(name);
    if (at < 0) {
      return 0;
    }
    int from = at + name.length();
    return Integer.parseInt(lowerHead.substring(from, lowerHead.indexOf('\r', from)).strip());
  }

  private void skipChunks() throws IOException {
    while (true) {
      String size = line();
      int length = Integer.parseInt(size.split(";", 2)[0].strip(), 16);
      skip(length);
      String end = line();
      if (!end.isEmpty()) {
        throw new IOException("a chunk is followed by '" + end + "'");
      }
      if (length == 0) {
        return;
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      char next = (char) take();
      if (next == '\n') {
        return line.toString();
      }
      if (next != '\r') {
        line.append(next);
      }
    }
  }

  private void skip(int length) throws IOException {
    int left = length;
    while (left > 0) {
      require();
      int some = Math.min(left, limit - position);
      position += some;
      left -= some;
    }
  }

  private int take() throws IOException {
    require();
    return buffer[position++];
  }

  /** Makes sure that a byte is there. */
  private void require() throws IOException {
    if (position == limit && !fill()) {
      throw new EOFException("the connection ended in the middle of a message");
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
