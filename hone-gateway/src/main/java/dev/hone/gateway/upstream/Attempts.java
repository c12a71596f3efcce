package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.UpstreamPlan.FailOver;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.upstream.Circuit.Entry;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one call: each upstream of its route in order, and then, after a pause, again those
 * that may do better soon. Ends at the first answer that is worth handing on; nothing is tried
 * after its head. Used by one thread.
 */
final class Attempts {

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2000;

  private final Upstream[] route;
  private final FailOver settings;
  private final LongSupplier nanos;
  private final Outgoing outgoing;
  private final Exchange exchange;
  private final Caller caller;
  private final Tried tried = new Tried();
  private final boolean[] again;
  private int made;

  /**
   * @param route not empty, the first one first
   * @param nanos a clock that only goes forward
   */
  Attempts(
      Upstream[] route,
      FailOver settings,
      LongSupplier nanos,
      Outgoing outgoing,
      Exchange exchange,
      Caller caller) {
    this.route = route;
    this.settings = settings;
    this.nanos = nanos;
    this.outgoing = outgoing;
    this.exchange = exchange;
    this.caller = caller;
    this.again = new boolean[route.length];
  }

  /**
   * An answer, which may be an error if no upstream has a better one.
   *
   * @throws GatewayException if there is none
   */
  Reply first() {
    long began = nanos.getAsLong();
    Reply last = null;
    for (int round = 0; round == 0 || pause(round, began); round++) {
      for (int i = 0; i < route.length; i++) {
        if (round > 0 && !again[i]) {
          continue;
        }
        if (made > 0 && !mayGoOn(began)) {
          break;
        }
        again[i] = false;
        Upstream upstream = route[i];
        Entry entry = upstream.enter();
        if (entry == Entry.REFUSED) {
          tried.leftAlone(upstream);
          continue;
        }
        Outgoing.Message message = message(upstream, entry);
        if (message == null) {
          continue;
        }
        if (last != null) {
          last.close();
          last = null;
        }
        made++;
        Sent sent = upstream.send(entry, exchange, caller, message);
        switch (sent) {
          case Reply reply -> {
            if (!Statuses.passesOver(reply.status(), settings)) {
              return use(reply);
            }
            last = reply;
            tried.answered(upstream, reply.status());
            again[i] = reply.status() != Statuses.TOO_MANY && reply.header("Retry-After").isEmpty();
          }
          case Sent.Failed(Sent.Kind kind, GatewayException error) -> {
            tried.failed(upstream, kind, error);
            switch (kind) {
              case UNREACHABLE, RESET -> again[i] = true;
              case BUSY, NO_CREDENTIAL -> {}
              case SILENT -> {
                if (!settings.onTimeout()) {
                  throw error;
                }
              }
              case CALLER_GONE -> throw error;
            }
          }
        }
      }
    }
    return giveUp(last);
  }

  private Reply use(Reply reply) {
    exchange.header("X-Hone-Upstream", reply.upstream().name());
    if (made > 1) {
      exchange.header("X-Hone-Tried", tried.header());
    }
    return reply;
  }

  private Outgoing.@Nullable Message message(Upstream upstream, Entry entry) {
    try {
      return outgoing.to(upstream);
    } catch (GatewayException e) {
      upstream.leave(entry);
      tried.notSaid(upstream, e);
      return null;
    } catch (RuntimeException | Error e) {
      upstream.leave(entry);
      throw e;
    }
  }

  private boolean mayGoOn(long began) {
    return made < settings.tries() && nanos.getAsLong() - began < settings.budget().toNanos();
  }

  /** Waits before a further round; false if there will be none. */
  private boolean pause(int round, long began) {
    boolean any = false;
    for (boolean one : again) {
      any |= one;
    }
    if (!any || !mayGoOn(began)) {
      return false;
    }
    long millis = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(round - 1, 8));
    long left = settings.budget().toMillis() - (nanos.getAsLong() - began) / 1_000_000;
    millis = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    if (millis >= left) {
      return false;
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayException(Code.UNAVAILABLE, "The service is ending.", e);
    }
    return true;
  }

  /** One upstream's own words if it alone was asked, or a limit; else what was tried. */
  private Reply giveUp(@Nullable Reply last) {
    if (last != null && (tried.onlyOne() || last.status() == Statuses.TOO_MANY)) {
      return use(last);
    }
    if (last != null) {
      last.close();
    }
    GatewayException only = tried.onlyError();
    if (only != null) {
      if (only.code() != Code.UNSUPPORTED && only.code() != Code.BAD_REQUEST) {
        retryAfter();
      }
      throw only;
    }
    exchange.header("X-Hone-Tried", tried.header());
    retryAfter();
    throw new GatewayException(
        tried.code(), "No upstream could answer. Tried: " + tried.words() + ".");
  }

  private void retryAfter() {
    Duration soonest = settings.longestRest();
    for (Upstream upstream : route) {
      Duration rest = upstream.rest();
      if (rest.compareTo(soonest) < 0) {
        soonest = rest;
      }
    }
    exchange.header(
        "Retry-After", Long.toString(Math.max(1, Math.ceilDiv(soonest.toMillis(), 1000L))));
  }
}
