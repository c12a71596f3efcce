package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.dialect.SseScanner;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Passes a stream of events on byte for byte and reads it on the side. Whole events are released as
 * they come, up to the one in which the answer's end is told; from there on bytes are held until
 * {@link #release}. Used by one thread.
 */
final class EventRelay {

  /** Takes bytes that may go out. */
  @FunctionalInterface
  interface Out {
    void write(byte[] bytes, int offset, int length);
  }

  private static final long NOTHING_HELD = Long.MAX_VALUE;

  private final SseScanner scanner;
  private final UpstreamAnswer answer;
  private final Out out;
  private final int mostHeld;
  private byte[] held = new byte[1024];
  private int heldLength;
  private long releasedUpTo;
  private long holdFrom = NOTHING_HELD;
  private boolean free;

  /**
   * @param onEvent called after each event was read
   * @param mostHeld bytes that may wait
   */
  EventRelay(UpstreamAnswer answer, Consumer<UpstreamAnswer> onEvent, Out out, int mostHeld) {
    this.answer = answer;
    this.out = out;
    this.mostHeld = mostHeld;
    this.scanner =
        new SseScanner(
            (data, start, end) -> {
              answer.chunk(data);
              if (answer.ending() && holdFrom == NOTHING_HELD) {
                holdFrom = start;
              }
              onEvent.accept(answer);
            });
  }

  /** Takes what came; what may go on goes on. */
  void feed(byte[] bytes, int offset, int length) {
    if (free) {
      out.write(bytes, offset, length);
      return;
    }
    append(bytes, offset, length);
    scanner.feed(bytes, offset, length);
    releaseUpTo(Math.min(scanner.completeUpTo(), holdFrom));
  }

  /** The upstream's stream has ended; reads what stands there without a last line break. */
  void end() {
    scanner.end();
  }

  /** Lets everything out that was held, and what still comes. The step must be on disk. */
  void release() {
    releaseUpTo(releasedUpTo + heldLength);
    free = true;
  }

  boolean released() {
    return free;
  }

  private void append(byte[] bytes, int offset, int length) {
    if (heldLength + length > mostHeld) {
      throw new GatewayException(
          Code.UPSTREAM_BROKEN,
          "The upstream sent more than " + mostHeld + " bytes that cannot be passed on yet.");
    }
    if (heldLength + length > held.length) {
      held = Arrays.copyOf(held, Math.max(held.length * 2, heldLength + length));
    }
    System.arraycopy(bytes, offset, held, heldLength, length);
    heldLength += length;
  }

  private void releaseUpTo(long position) {
    int count = (int) (position - releasedUpTo);
    if (count <= 0) {
      return;
    }
    out.write(held, 0, count);
    System.arraycopy(held, count, held, 0, heldLength - count);
    heldLength -= count;
    releasedUpTo = position;
  }
}
