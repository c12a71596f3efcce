package dev.hone.gateway.http;

import io.helidon.common.buffers.DataReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a caller's connection. While a request is answered nobody reads from it, so
 * that a caller who leaves is not noticed; {@link #listen} reads ahead on a virtual thread that
 * sleeps until the caller says something or goes. What was read ahead is the beginning of the next
 * request.
 *
 * <p>Owned by the connection's thread; {@link #listen} may be called by any, but only while that
 * one answers a request.
 */
final class CallerConnection implements Supplier<byte @Nullable []> {

  /** Of the request that the current thread answers. */
  static final ScopedValue<CallerConnection> CURRENT = ScopedValue.newInstance();

  private final DataReader from;
  private final Runnable close;
  private @Nullable Listening listening;

  /** One read ahead. */
  private static final class Listening {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Runnable onGone;
    private byte @Nullable [] bytes;
    private @Nullable RuntimeException failure;
    private volatile boolean gone;

    Listening(Runnable onGone) {
      this.onGone = onGone;
    }
  }

  /**
   * @param from what has been read of the connection, and the rest of it
   * @param close ends the connection, also while somebody reads from it
   */
  CallerConnection(DataReader from, Runnable close) {
    this.from = from;
    this.close = close;
  }

  /** The next bytes; null at the end. */
  @Override
  public byte @Nullable [] get() {
    Listening ahead;
    synchronized (this) {
      ahead = listening;
    }
    if (ahead == null) {
      return read();
    }
    try {
      ahead.ended.await();
    } catch (InterruptedException e) {
      // As for a thread that reads by itself: its socket is closed.
      close.run();
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted while waiting for a request", e));
    }
    synchronized (this) {
      listening = null;
    }
    if (ahead.failure != null) {
      throw ahead.failure;
    }
    return ahead.bytes;
  }

  private byte @Nullable [] read() {
    try {
      from.ensureAvailable();
    } catch (DataReader.InsufficientDataAvailableException e) {
      // The connection's end, which the reader above tells in its own way.
      return null;
    }
    return from.readBytes(from.available());
  }

  /**
   * Calls back once when the caller has closed the connection, at once if that is known already. A
   * caller that has sent its next request is there, and not listened to any more.
   */
  void listen(Runnable onGone) {
    Listening ahead;
    synchronized (this) {
      ahead = listening;
      if (ahead == null) {
        Listening fresh = new Listening(onGone);
        listening = fresh;
        Thread.ofVirtual().name("hone-caller-watch").start(() -> readAhead(fresh));
        return;
      }
      ahead.onGone = onGone;
    }
    if (ahead.gone) {
      onGone.run();
    }
  }

  private void readAhead(Listening ahead) {
    try {
      ahead.bytes = read();
      ahead.gone = ahead.bytes == null;
    } catch (RuntimeException e) {
      ahead.failure = e;
      ahead.gone = true;
    } finally {
      ahead.ended.countDown();
    }
    if (ahead.gone) {
      ahead.onGone.run();
    }
  }
}
