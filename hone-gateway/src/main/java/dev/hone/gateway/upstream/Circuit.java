package dev.hone.gateway.upstream;

import dev.hone.gateway.UpstreamPlan.FailOver;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps calls away from an upstream that fails.
 *
 * <pre>
 *            failures in a row reach the bound                 rest is over, one call asks
 *   CLOSED ───────────────────────────────────▶ OPEN ───────────────────────────────▶ PROBING
 *     ▲                                          ▲  the probe fails: rest is doubled    │  │
 *     │                                          └──────────────────────────────────────┘  │
 *     └────────────────────────────────────────────────────────── the probe succeeds ──────┘
 * </pre>
 *
 * A probe that ends without a verdict (its caller left) leaves room for the next one. Calls that
 * began before the circuit opened do not move it any more. Thread-safe; a closed circuit costs one
 * read.
 */
final class Circuit {

  /** Whether calls are let through. */
  enum State {
    CLOSED,
    OPEN,
    /** One call is let through; what comes of it decides. */
    PROBING
  }

  /** How a call may go on. */
  enum Entry {
    REFUSED,
    CALL,
    PROBE
  }

  /** Told of each change of state, under the circuit's lock. */
  @FunctionalInterface
  interface Listener {
    void changed(State from, State to, Duration rest);
  }

  /** Share of a rest that chance may add, so that not all processes come back at once. */
  private static final double JITTER = 0.2;

  private final FailOver settings;
  private final LongSupplier nanos;
  private final DoubleSupplier chance;
  private final Listener listener;
  private volatile State state = State.CLOSED;
  private volatile int failures;
  private int openings;
  private long until;
  private boolean probeOut;

  /**
   * @param nanos a clock that only goes forward
   * @param chance from 0 up to 1
   */
  Circuit(FailOver settings, LongSupplier nanos, DoubleSupplier chance, Listener listener) {
    this.settings = settings;
    this.nanos = nanos;
    this.chance = chance;
    this.listener = listener;
  }

  /** Asks to make a call; what is not refused must be ended by exactly one of the methods below. */
  Entry enter() {
    if (state == State.CLOSED) {
      return Entry.CALL;
    }
    synchronized (this) {
      return switch (state) {
        case CLOSED -> Entry.CALL;
        case OPEN -> {
          if (nanos.getAsLong() - until < 0) {
            yield Entry.REFUSED;
          }
          move(State.PROBING, Duration.ZERO);
          probeOut = true;
          yield Entry.PROBE;
        }
        case PROBING -> {
          if (probeOut) {
            yield Entry.REFUSED;
          }
          probeOut = true;
          yield Entry.PROBE;
        }
      };
    }
  }

  void succeeded(Entry entry) {
    if (entry == Entry.CALL && failures == 0) {
      return;
    }
    synchronized (this) {
      if (entry == Entry.PROBE) {
        probeOut = false;
        failures = 0;
        openings = 0;
        move(State.CLOSED, Duration.ZERO);
      } else if (state == State.CLOSED) {
        failures = 0;
      }
    }
  }

  /**
   * @param atLeast how long the upstream asked to be left alone; counts if the circuit opens, up to
   *     the longest rest
   */
  synchronized void failed(Entry entry, Duration atLeast) {
    if (entry == Entry.PROBE) {
      probeOut = false;
      open(atLeast);
    } else if (state == State.CLOSED) {
      failures++;
      if (failures >= settings.breakAfter()) {
        open(atLeast);
      }
    }
  }

  /** The call ended, but says nothing about the upstream. */
  synchronized void unknown(Entry entry) {
    if (entry == Entry.PROBE) {
      probeOut = false;
    }
  }

  private void open(Duration atLeast) {
    long longest = settings.longestRest().toNanos();
    long rest = settings.firstRest().toNanos();
    for (int i = 0; i < openings && rest < longest; i++) {
      rest *= 2;
    }
    openings++;
    rest = Math.clamp(Math.max(rest, atLeast.toNanos()), 0, longest);
    rest += (long) (rest * JITTER * chance.getAsDouble());
    until = nanos.getAsLong() + rest;
    move(State.OPEN, Duration.ofNanos(rest));
  }

  private void move(State to, Duration rest) {
    State from = state;
    state = to;
    listener.changed(from, to, rest);
  }

  State state() {
    return state;
  }

  /** Failures in a row, up to the bound. */
  int failures() {
    return failures;
  }

  /** Until a call may be let through. */
  synchronized Duration rest() {
    return state == State.OPEN
        ? Duration.ofNanos(Math.max(0, until - nanos.getAsLong()))
        : Duration.ZERO;
  }
}
