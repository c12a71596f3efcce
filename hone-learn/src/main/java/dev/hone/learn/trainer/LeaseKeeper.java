package dev.hone.learn.trainer;

import dev.hone.store.StoreException;
import dev.hone.store.TrainingLease;
import dev.hone.store.WorkBoard;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews a lease in the background, at a third of its time to live. Once the lease has passed to
 * somebody else it stays lost, and the run must end without a trace.
 */
final class LeaseKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final WorkBoard board;
  private final TrainingLease lease;
  private final Duration timeToLive;
  private final Thread thread;
  private final Object wake = new Object();
  private boolean closed;
  private volatile boolean lost;

  LeaseKeeper(WorkBoard board, TrainingLease lease, Duration timeToLive) {
    this.board = board;
    this.lease = lease;
    this.timeToLive = timeToLive;
    this.thread = Thread.ofVirtual().name("lease-" + lease.id()).start(this::keep);
  }

  private void keep() {
    while (pause(timeToLive.dividedBy(3))) {
      try {
        board.renew(lease, timeToLive);
      } catch (StoreException failed) {
        if (failed.code() == StoreException.Code.FENCED) {
          LOG.warn("lease {} has passed to another trainer", lease.id());
          lost = true;
          return;
        }
        LOG.warn("lease {} could not be renewed now; trying again", lease.id(), failed);
      }
    }
  }

  private boolean pause(Duration duration) {
    synchronized (wake) {
      long end = System.nanoTime() + duration.toNanos();
      try {
        while (!closed) {
          long left = (end - System.nanoTime()) / 1_000_000;
          if (left <= 0) {
            return true;
          }
          wake.wait(left);
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      return false;
    }
  }

  /** Ends the run if the lease is another's now. */
  void check() {
    if (lost) {
      throw new LostLease("the lease " + lease.id() + " has passed to another trainer");
    }
  }

  @Override
  public void close() {
    synchronized (wake) {
      closed = true;
      wake.notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The run may not go on here: somebody else has the samples, or the trainer is closing. */
  static final class LostLease extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    LostLease(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }
}
