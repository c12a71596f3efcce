package dev.hone.gateway.dispatch;

import dev.hone.core.TenantId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.RequestHandler;
import dev.hone.gateway.limit.CallLimits;
import dev.hone.gateway.limit.FairShares;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.store.KeyRing;
import dev.hone.store.Ledger;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoint of a request, checks the key, answers what went wrong. The one place where
 * exceptions end. Thread-safe.
 */
public final class Dispatcher implements RequestHandler {

  /** A caller that was refused because of load may come back after this many seconds. */
  private static final String RETRY_AFTER_SECONDS = "1";

  private static final String UNMATCHED = "unmatched";
  private static final String NO_TENANT = "-";
  private static final String WRONG_KEY =
      "The API key is wrong or no longer valid; 'hone serve' prints a valid one at its first"
          + " start.";
  private static final String ASK_FOR_A_KEY =
      " An administrator of the tenant can issue another (POST /api/keys).";
  private static final String BEARER = "Bearer ";
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final List<Endpoint> endpoints;
  private final Ledger ledger;
  private final GatewayMetrics metrics;
  private final FairShares shares;
  private final CallLimits limits;
  private final UnknownIds unknown;

  /**
   * Answers nothing yet.
   *
   * @param shares places of calls that are being answered
   * @param limits of each caller
   */
  public Dispatcher(
      List<Endpoint> endpoints,
      Ledger ledger,
      GatewayMetrics metrics,
      FairShares shares,
      CallLimits limits,
      Clock clock) {
    this.endpoints = List.copyOf(endpoints);
    this.ledger = ledger;
    this.metrics = metrics;
    this.shares = shares;
    this.limits = limits;
    this.unknown = new UnknownIds(clock);
  }

  @Override
  public void handle(Exchange exchange) {
    String route = UNMATCHED;
    String tenant = NO_TENANT;
    Dialect dialect = spoken(exchange);
    Caller caller = null;
    try {
      Endpoint endpoint = find(exchange);
      route = endpoint.pattern();
      dialect = endpoint.dialect();
      if (!dialect.requestIdHeader().isEmpty()) {
        exchange.header(dialect.requestIdHeader(), exchange.requestId());
      }
      if (endpoint.access() == Endpoint.Access.OPEN) {
        endpoint.answering().handle(exchange, null);
        return;
      }
      caller = authenticate(exchange, dialect);
      tenant = caller.tenant().value();
      requireGrant(endpoint, caller);
      answer(endpoint, exchange, caller);
    } catch (RuntimeException e) {
      fail(exchange, route, tenant, dialect, e);
      if (caller != null) {
        unknown.note(exchange, route, caller, e);
      }
    } finally {
      metrics.request(route, exchange.status(), tenant);
    }
  }

  /** Takes a place for the time of the answer. */
  private void answer(Endpoint endpoint, Exchange exchange, Caller caller) {
    TenantId tenant = caller.tenant();
    switch (shares.acquire(tenant)) {
      case TAKEN -> {
        metrics.began();
        try {
          endpoint.answering().handle(exchange, caller);
        } finally {
          metrics.ended();
          shares.release(tenant);
        }
      }
      case OVER_SHARE ->
          throw new GatewayException(
              Code.OVERLOADED,
              "Too many requests are being answered, and your tenant has its share of them; try"
                  + " again in a moment.");
      case TIMED_OUT ->
          throw new GatewayException(
              Code.OVERLOADED,
              "Too many requests are being answered, and no place came free in time; try again in"
                  + " a moment.");
    }
  }

  /** What is spoken where no endpoint answers. */
  private static Dialect spoken(Exchange exchange) {
    return exchange.rawPath().startsWith(Dialect.MESSAGES.path()) ? Dialect.MESSAGES : Dialect.CHAT;
  }

  private void fail(
      Exchange exchange, String route, String tenant, Dialect dialect, RuntimeException e) {
    GatewayException failure = Failures.of(e, exchange.requestId());
    Code code = failure.code();
    if (code == Code.INTERNAL) {
      LOG.error("request {} of tenant {} to {} failed", exchange.requestId(), tenant, route, e);
    } else if (code.status() >= 500) {
      LOG.warn(
          "request {} of tenant {} to {}: {} {}",
          exchange.requestId(),
          tenant,
          route,
          code,
          failure.getMessage());
    }
    if (code.status() >= 500 || code == Code.RATE_LIMITED) {
      metrics.refused(code, tenant);
    }
    if (code == Code.CLIENT_GONE) {
      throw failure;
    }
    if (exchange.answered()) {
      exchange.fail(failure);
      return;
    }
    if (code == Code.OVERLOADED || code == Code.UNAVAILABLE || code == Code.STORAGE_FULL) {
      exchange.headerIfAbsent("Retry-After", RETRY_AFTER_SECONDS);
    }
    if (code == Code.UNAUTHORIZED) {
      exchange.header("WWW-Authenticate", "Bearer");
    }
    exchange.send(
        dialect.status(failure), "application/json", dialect.error(failure, exchange.requestId()));
  }

  private Endpoint find(Exchange exchange) {
    List<String> segments = exchange.segments();
    TreeSet<String> allowed = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      Optional<Map<String, String>> parameters = endpoint.match(segments);
      if (parameters.isPresent()) {
        if (endpoint.method().equals(exchange.method())) {
          exchange.pathParameters(parameters.get());
          return endpoint;
        }
        allowed.add(endpoint.method());
      }
    }
    if (allowed.isEmpty()) {
      throw new GatewayException(
          Code.NOT_FOUND,
          "There is nothing at " + exchange.rawPath() + "; /api/openapi.json lists what is here.");
    }
    exchange.header("Allow", String.join(", ", allowed));
    throw new GatewayException(
        Code.METHOD_NOT_ALLOWED,
        exchange.rawPath()
            + " takes "
            + String.join(", ", allowed)
            + ", not "
            + exchange.method()
            + ".");
  }

  private Caller authenticate(Exchange exchange, Dialect dialect) {
    Optional<String> own = exchange.header("X-Hone-Key");
    @Nullable String secret = own.orElseGet(() -> usual(exchange));
    if (secret == null) {
      throw new GatewayException(
          Code.UNAUTHORIZED,
          "No API key was given; send it as 'Authorization: Bearer KEY' or 'x-api-key: KEY'.");
    }
    KeyRing.Identity key =
        ledger
            .identify(secret)
            .orElseThrow(
                () ->
                    new GatewayException(
                        Code.UNAUTHORIZED,
                        ledger.whyEnded(secret).map(why -> why + ASK_FOR_A_KEY).orElse(WRONG_KEY)));
    return new Caller(key, ledger.tenant(key.grant().tenant()), own.isEmpty(), dialect, limits);
  }

  /** Where OpenAI's clients put a key, or else where Anthropic's do. */
  private static @Nullable String usual(Exchange exchange) {
    String bearer = bearer(exchange);
    return bearer != null
        ? bearer
        : exchange.header("x-api-key").filter(value -> !value.isBlank()).orElse(null);
  }

  private static @Nullable String bearer(Exchange exchange) {
    return exchange
        .header("Authorization")
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip())
        .filter(value -> !value.isEmpty())
        .orElse(null);
  }

  private static void requireGrant(Endpoint endpoint, Caller caller) {
    if (endpoint.access() == Endpoint.Access.KEY
        && !caller.grant().scopes().contains(endpoint.scope())) {
      throw new GatewayException(
          Code.FORBIDDEN,
          "This key may not be used for this; it needs the scope '"
              + endpoint.scope().name().toLowerCase(Locale.ROOT)
              + "'.");
    }
    if (endpoint.access() == Endpoint.Access.ADMIN && !caller.grant().admin()) {
      throw new GatewayException(
          Code.FORBIDDEN, "This key may not use the admin API; use one issued with admin rights.");
    }
  }
}
