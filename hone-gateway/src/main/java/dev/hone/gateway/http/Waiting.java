package dev.hone.gateway.http;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done for a caller and is worth nothing without it. It is cancelled when the
 * caller leaves or the time is up, unless it was closed before. Thread-safe.
 */
public final class Waiting implements AutoCloseable {

  /** Why it was cancelled. */
  public enum End {
    CALLER_GONE,
    TIME_UP
  }

  /** What is over sooner is not listened to. */
  private static final long PATIENCE_NANOS = Duration.ofMillis(100).toNanos();

  private final @Nullable CallerConnection connection;
  private final Runnable cancel;
  private final Consumer<Waiting> forget;
  private final long began = System.nanoTime();
  private final long limit;
  private boolean closed;
  private boolean listening;
  private volatile @Nullable End end;

  Waiting(
      @Nullable CallerConnection connection,
      Duration limit,
      Runnable cancel,
      Consumer<Waiting> forget) {
    this.connection = connection;
    this.cancel = cancel;
    this.forget = forget;
    this.limit = limit.toNanos();
  }

  /** Why it was cancelled; null if it was not. */
  public @Nullable End end() {
    return end;
  }

  void look(long now) {
    if (now - began > limit) {
      finish(End.TIME_UP);
      return;
    }
    synchronized (this) {
      // Under the lock: once it is closed, the caller's connection is read by its own thread.
      if (closed || listening || connection == null || now - began < PATIENCE_NANOS) {
        return;
      }
      listening = true;
      connection.listen(() -> finish(End.CALLER_GONE));
    }
  }

  private void finish(End how) {
    synchronized (this) {
      if (closed || end != null) {
        return;
      }
      end = how;
    }
    cancel.run();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    forget.accept(this);
  }
}
