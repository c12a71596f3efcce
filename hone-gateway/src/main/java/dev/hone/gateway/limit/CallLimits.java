package dev.hone.gateway.limit;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.limit.LimitOptions.Bounds;
import dev.hone.gateway.limit.Rates.Unit;
import dev.hone.store.CallLimit;
import dev.hone.store.CallLimit.Kind;
import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls in, or says when they may come again: requests and tokens of a minute, and calls at
 * the same time, of a tenant, agent, user and key. What the installation allows and what the tenant
 * has set both hold.
 *
 * <p>Each process counts for itself. Where several serve from one database, each allows its part:
 * the bound divided by their number, so that together they never allow more, and less where calls
 * come to them unevenly. Thread-safe.
 */
public final class CallLimits {

  private final LimitOptions options;
  private final boolean none;
  private final IntSupplier servers;
  private final Rates rates;
  private final Clock clock;
  private final Admission free;

  /**
   * Nothing was counted yet.
   *
   * @param servers how many processes share the bounds
   */
  public CallLimits(LimitOptions options, IntSupplier servers, Clock clock) {
    this.options = options;
    this.none = options.isNone();
    this.servers = servers;
    this.rates = new Rates(clock);
    this.clock = clock;
    this.free = Admission.free(rates);
  }

  /**
   * Who calls.
   *
   * @param limits of the tenant's own
   */
  public record Party(
      TenantId tenant, AgentId agent, UserId user, UUID key, List<CallLimit> limits) {

    private Who who(Kind kind) {
      return new Who(
          tenant,
          kind,
          switch (kind) {
            case TENANT -> "";
            case AGENT -> agent.value();
            case USER -> user.value();
            case KEY -> key.toString();
          });
    }
  }

  /** Whether any limit of tokens could hold, so that it is worth counting them exactly. */
  public boolean countsTokens(List<CallLimit> limits) {
    return !none || limits.stream().anyMatch(limit -> limit.tokens() != null);
  }

  /**
   * Lets a call in.
   *
   * @param tokens that it uses at most; of a limit that is smaller than that, all are kept back
   * @param dialect in which the headers say what is left
   * @return to be closed when the call has ended
   * @throws GatewayException {@code RATE_LIMITED}, with {@code Retry-After} set
   */
  public Admission admit(Party party, long tokens, Dialect dialect, Exchange exchange) {
    if (none && party.limits().isEmpty()) {
      return free;
    }
    Admission admission = new Admission(rates);
    RateHeaders headers = new RateHeaders();
    try {
      for (Kind kind : Kind.values()) {
        Bounds bounds = bounds(kind, party);
        if (!bounds.equals(Bounds.NONE)) {
          admit(admission, party.who(kind), bounds, tokens, headers);
        }
      }
    } catch (Full full) {
      admission.undo();
      headers.write(dialect, exchange, clock.instant());
      exchange.keepHeader("Retry-After", Long.toString(full.seconds()));
      throw new GatewayException(Code.RATE_LIMITED, full.said());
    }
    headers.write(dialect, exchange, clock.instant());
    return admission;
  }

  private void admit(Admission admission, Who who, Bounds bounds, long tokens, RateHeaders headers)
      throws Full {
    if (bounds.concurrent() > 0) {
      if (!rates.begin(who, part(bounds.concurrent()))) {
        throw new Full(who, bounds.concurrent(), "calls at the same time", Duration.ofSeconds(1));
      }
      admission.holds(who);
    }
    if (bounds.requests() > 0) {
      Bucket bucket = take(who, Unit.REQUESTS, bounds.requests(), 1, headers);
      admission.tookRequest(bucket);
    }
    if (bounds.tokens() > 0) {
      long most = Math.min(tokens, part(bounds.tokens()));
      if (most > 0) {
        admission.tookTokens(take(who, Unit.TOKENS, bounds.tokens(), most, headers), most);
      }
    }
  }

  private Bucket take(Who who, Unit unit, long bound, long amount, RateHeaders headers)
      throws Full {
    long part = part(bound);
    Bucket bucket = rates.bucket(who, unit, part);
    boolean taken = bucket.tryConsume(amount);
    headers.saw(unit, part, bucket.getAvailableTokens());
    if (!taken) {
      long nanos = bucket.estimateAbilityToConsume(amount).getNanosToWaitForRefill();
      String what = unit == Unit.REQUESTS ? "requests per minute" : "tokens per minute";
      throw new Full(who, bound, what, Duration.ofNanos(nanos));
    }
    return bucket;
  }

  /** What this process allows of a bound. */
  private long part(long bound) {
    return Math.max(1, bound / Math.max(1, servers.getAsInt()));
  }

  /** The narrowest of what the installation allows and the tenant has set. */
  private Bounds bounds(Kind kind, Party party) {
    Bounds outer =
        switch (kind) {
          case TENANT -> options.of(party.tenant());
          case AGENT -> options.agent();
          case USER -> options.user();
          case KEY -> options.key();
        };
    long requests = outer.requests();
    long tokens = outer.tokens();
    long concurrent = outer.concurrent();
    for (CallLimit limit : party.limits()) {
      if (limit.kind() == kind && concerns(limit, party)) {
        requests = narrower(requests, limit.requests());
        tokens = narrower(tokens, limit.tokens());
        concurrent = narrower(concurrent, limit.concurrent());
      }
    }
    return new Bounds(requests, tokens, concurrent);
  }

  private static boolean concerns(CallLimit limit, Party party) {
    return limit.name().equals(CallLimit.EACH)
        || limit.name().equals(party.who(limit.kind()).name());
  }

  private static long narrower(long bound, @Nullable Long other) {
    if (other == null) {
      return bound;
    }
    return bound == 0 ? other : Math.min(bound, other);
  }

  /** For the metrics: how many are counted apart from each other. */
  public long counted() {
    return rates.buckets() + rates.running();
  }

  /** There is no room. */
  private static final class Full extends Exception {

    private static final long serialVersionUID = 1L;

    private final long seconds;
    private final String said;

    Full(Who who, long bound, String what, Duration wait) {
      super(null, null, false, false);
      this.seconds = Math.max(1, Math.ceilDiv(wait.toMillis(), 1000));
      this.said =
          "The limit of "
              + who.said()
              + " is "
              + bound
              + " "
              + what
              + ", and it is reached; try again in "
              + seconds
              + " s.";
    }

    long seconds() {
      return seconds;
    }

    String said() {
      return said;
    }
  }
}
