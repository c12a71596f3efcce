package dev.hone.gateway.signal;

import dev.hone.store.StoreException;
import dev.hone.store.WorkBoard;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attaches signals that came before their steps. One thread, from {@link #start} to {@link #close};
 * in several processes each looks, and each signal is attached once.
 */
public final class WaitingSignals implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WaitingSignals.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final WorkBoard work;
  private final Duration keep;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("hone-signals").daemon().factory());

  public WaitingSignals(WorkBoard work, Duration keep) {
    this.work = work;
    this.keep = keep;
  }

  public void start() {
    thread.scheduleWithFixedDelay(this::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      int ended = work.attachSignals(keep);
      if (ended > 0) {
        log.info("{} late signals wait no longer", ended);
      }
    } catch (StoreException e) {
      // It looks again: nothing is lost by being late.
      log.warn("cannot look for late signals whose step has come: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
