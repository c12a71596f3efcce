package dev.hone.gateway.dialect;

import dev.hone.gateway.GatewayException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Finds server-sent events in a byte stream that may be cut anywhere: inside a character, a line
 * break or a field. What it finds depends on the bytes only, never on the cuts.
 *
 * <p>Grammar: HTML standard, "Server-sent events": lines end with LF, CR or CR LF; an empty line
 * ends an event; {@code data} lines are joined by LF; lines that begin with a colon are comments.
 */
public final class SseScanner {

  /** Largest event; a larger one is no event of a chat. */
  public static final int MAX_EVENT_BYTES = 8 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** Receives events. */
  @FunctionalInterface
  public interface Sink {

    /**
     * An event with data.
     *
     * @param start offset in the stream of the event's first byte
     * @param end offset after the line break that ended it
     */
    void event(String data, long start, long end);
  }

  private final Sink sink;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private boolean afterCarriageReturn;
  private boolean firstLine = true;
  private long position;
  private long eventStart;
  private long lastEnd;

  public SseScanner(Sink sink) {
    this.sink = sink;
  }

  /** Takes the next bytes of the stream. */
  public void feed(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      byte one = bytes[i];
      position++;
      if (one == '\n') {
        if (afterCarriageReturn) {
          afterCarriageReturn = false;
          // The second half of a line break; it belongs to the line that has ended already.
          if (line.size() == 0 && !hasData && eventStart == position - 1) {
            eventStart = position;
            lastEnd = position;
          }
          continue;
        }
        endLine();
      } else if (one == '\r') {
        afterCarriageReturn = true;
        endLine();
      } else {
        afterCarriageReturn = false;
        line.write(one);
        if (line.size() + data.length() > MAX_EVENT_BYTES) {
          throw new GatewayException(
              GatewayException.Code.UPSTREAM_BROKEN,
              "The upstream sent an event larger than " + MAX_EVENT_BYTES + " bytes.");
        }
      }
    }
  }

  /** The stream has ended; takes what stands there without a last line break. */
  public void end() {
    if (line.size() > 0) {
      endLine();
    }
    if (hasData) {
      endEvent();
    }
  }

  /** Offset after the last event or comment block that is complete. */
  public long completeUpTo() {
    return lastEnd;
  }

  private void endLine() {
    byte[] bytes = line.toByteArray();
    line.reset();
    int from = firstLine && startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    firstLine = false;
    if (bytes.length == from) {
      endEvent();
      return;
    }
    field(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
  }

  private static boolean startsWithMark(byte[] bytes) {
    return bytes.length >= BYTE_ORDER_MARK.length
        && bytes[0] == BYTE_ORDER_MARK[0]
        && bytes[1] == BYTE_ORDER_MARK[1]
        && bytes[2] == BYTE_ORDER_MARK[2];
  }

  private void field(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (!name.equals("data")) {
      return;
    }
    String value = colon < 0 ? "" : text.substring(colon + 1);
    if (value.startsWith(" ")) {
      value = value.substring(1);
    }
    if (hasData) {
      data.append('\n');
    }
    data.append(value);
    hasData = true;
  }

  private void endEvent() {
    long start = eventStart;
    eventStart = position;
    lastEnd = position;
    if (hasData) {
      String text = data.toString();
      data.setLength(0);
      hasData = false;
      sink.event(text, start, position);
    }
  }
}
