package dev.hone.bench.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A connection of the scripted upstream: what came and was not answered yet. Owned by its loop. */
final class UpstreamConnection {

  private static final int FIRST_BUFFER = 4096;
  private static final int LONGEST_REQUEST = 1 << 20;
  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "GET /end ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MAX_TOKENS = "\"max_tokens\":".getBytes(StandardCharsets.US_ASCII);

  /**
   * A request.
   *
   * @param kind null: not a model call, the clock is asked for
   * @param events see {@link AnswerKind#LIVE}; without a kind 1: live streams are to end
   */
  record Request(@Nullable AnswerKind kind, long number, int events) {}

  final SocketChannel channel;
  private byte[] in = new byte[FIRST_BUFFER];
  private int length;

  /** What the socket did not take. */
  @Nullable ByteBuffer unsent;

  /** The stream that is being sent: its question, the next event, and how many there are. */
  long number;

  int next;
  int events;

  /** {@link System#nanoTime()} of the next event of a live stream. */
  long due;

  boolean live;

  UpstreamConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Reads what is there.
   *
   * @return false at the end of the connection
   */
  boolean read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      return false;
    }
    buffer.flip();
    if (length + count > in.length) {
      if (length + count > LONGEST_REQUEST) {
        throw new IOException("a request of more than " + LONGEST_REQUEST + " bytes");
      }
      in = Arrays.copyOf(in, Math.max(2 * in.length, length + count));
    }
    buffer.get(in, length, count);
    length += count;
    return true;
  }

  /** The request, once all of it is there. */
  @Nullable Request request() throws IOException {
    int headEnd = Marks.indexOf(in, 0, length, HEAD_END);
    if (headEnd < 0) {
      return null;
    }
    int bodyStart = headEnd + HEAD_END.length;
    int bodyLength = contentLength(headEnd);
    int end = bodyStart + bodyLength;
    if (length < end) {
      return null;
    }
    if (length > end) {
      throw new IOException("a request before the last one was answered");
    }
    length = 0;
    if (in[0] == 'G') {
      return new Request(null, 0, Marks.indexOf(in, 0, headEnd, END) == 0 ? 1 : 0);
    }
    for (AnswerKind kind : AnswerKind.values()) {
      if (Marks.indexOf(in, bodyStart, end, kind.marker()) >= 0) {
        int tokens = Marks.indexOf(in, bodyStart, end, MAX_TOKENS);
        int events = tokens < 0 ? 0 : (int) Marks.number(in, tokens + MAX_TOKENS.length, end);
        return new Request(kind, Marks.lastNumber(in, bodyStart, end), events);
      }
    }
    throw new IOException("a request for no model of the script");
  }

  private int contentLength(int headEnd) throws IOException {
    String head =
        new String(in, 0, headEnd, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT) + "\r\n";
    if (head.contains("\r\ntransfer-encoding:")) {
      throw new IOException("a request in chunks, which the script does not read");
    }
    String name = "\r\ncontent-length:";
    int at = head.indexOf(name);
    if (at < 0) {
      return 0;
    }
    int from = at + name.length();
    return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
  }
}
