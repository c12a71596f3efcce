package dev.hone.gateway.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hone.core.TenantId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.http.Exchange;
import dev.hone.store.StoreException;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes into a tenant's audit that one of its keys named what the tenant does not have: another
 * tenant's ids look like that, and so does somebody who tries. Names are not written, ids are.
 * Thread-safe.
 */
final class UnknownIds {

  /** Lines of one tenant in a minute; more are only counted in the metrics of requests. */
  private static final int MOST = 60;

  /** A field that names an answer; in its dialect a wrong one is a wrong field. */
  private static final String PREVIOUS = "previous_response_id";

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final Clock clock;
  private final Cache<TenantId, Bucket> lines =
      Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(2)).maximumSize(10_000).build();

  UnknownIds(Clock clock) {
    this.clock = clock;
  }

  /** If it is such a failure. */
  void note(Exchange exchange, String route, Caller caller, RuntimeException failure) {
    boolean unknown =
        switch (failure) {
          case GatewayException known ->
              known.code() == Code.NOT_FOUND || PREVIOUS.equals(known.param());
          case StoreException known -> known.code() == StoreException.Code.NOT_FOUND;
          default -> false;
        };
    if (!unknown || !lines.get(caller.tenant(), _ -> bucket()).tryConsume(1)) {
      return;
    }
    String named = exchange.rawPath() + ' ' + failure.getMessage();
    Matcher id = ID.matcher(named);
    caller
        .ledger()
        .audit()
        .add(
            "not found",
            exchange.method() + ' ' + route,
            (id.find() ? id.group() : "a name")
                + " by key "
                + caller.key().id()
                + " at "
                + clock.instant());
  }

  private static Bucket bucket() {
    return Bucket.builder()
        .addLimit(
            Bandwidth.builder().capacity(MOST).refillGreedy(MOST, Duration.ofMinutes(1)).build())
        .build();
  }
}
