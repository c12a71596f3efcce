package dev.hone.gateway.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * An answer sent in pieces. A piece is on the wire when its method returns; a slow reader holds the
 * writer up.
 */
public final class AnswerStream {

  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final StallWatch stalls;
  private final Duration limit;

  /**
   * @param limit for one write
   */
  AnswerStream(OutputStream out, StallWatch stalls, Duration limit) {
    this.out = out;
    this.stalls = stalls;
    this.limit = limit;
  }

  /**
   * Sends bytes as they are.
   *
   * @throws dev.hone.gateway.GatewayException {@code CLIENT_GONE}
   */
  public void write(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return;
    }
    stalls.begin(limit);
    try {
      out.write(bytes, offset, length);
      out.flush();
    } catch (IOException | RuntimeException e) {
      throw Exchange.gone(e, stalls.end());
    }
    stalls.end();
  }

  /** Sends one event for each text, together. The texts hold no line breaks. */
  public void events(byte[]... data) {
    int length = 0;
    for (byte[] one : data) {
      length += DATA.length + one.length + END.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] one : data) {
      at = put(all, at, DATA);
      at = put(all, at, one);
      at = put(all, at, END);
    }
    write(all, 0, all.length);
  }

  private static int put(byte[] all, int at, byte[] part) {
    System.arraycopy(part, 0, all, at, part.length);
    return at + part.length;
  }
}
