package dev.hone.gateway.upstream;

import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Exchange;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/** Which headers of a caller go on to an upstream. */
final class RequestHeaders {

  static final String REQUEST_ID = "x-request-id";

  /** Of one connection only (RFC 9110, section 7.6.1), or made anew by this side. */
  static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "content-length");

  /** Those, and what is meant for this gateway, or about the way to it. */
  private static final Set<String> DROPPED = dropped();

  private static final String ANTHROPIC_VERSION = "anthropic-version";

  /** Said when the caller, who may speak another dialect, named none. */
  private static final Header DEFAULT_ANTHROPIC_VERSION =
      new BasicHeader(ANTHROPIC_VERSION, "2023-06-01");

  private RequestHeaders() {}

  private static Set<String> dropped() {
    Set<String> dropped = new HashSet<>(HOP_BY_HOP);
    dropped.addAll(
        Set.of(
            "host",
            "expect",
            "accept-encoding",
            "authorization",
            "x-api-key",
            "x-session-id",
            "x-session-done",
            "x-turn-type",
            "x-user-id",
            REQUEST_ID));
    return Set.copyOf(dropped);
  }

  /** Copies them, all but the credentials. */
  static void forward(Exchange exchange, Dialect dialect, HttpUriRequestBase request) {
    Set<String> dropped = dropped(exchange.header("Connection"));
    exchange.eachHeader(
        (lowerCase, name, value) -> {
          if (!dropped.contains(lowerCase)
              && !lowerCase.startsWith("x-hone-")
              && !lowerCase.startsWith("x-helidon-")) {
            request.addHeader(name, value);
          }
        });
    request.setHeader(REQUEST_ID, exchange.requestId());
    if (dialect == Dialect.MESSAGES && !request.containsHeader(ANTHROPIC_VERSION)) {
      request.setHeader(DEFAULT_ANTHROPIC_VERSION);
    }
  }

  /** The header {@code Connection} may name others that are of this connection only. */
  private static Set<String> dropped(Optional<String> connection) {
    if (connection.isEmpty()
        || connection.get().equalsIgnoreCase("keep-alive")
        || connection.get().equalsIgnoreCase("close")) {
      return DROPPED;
    }
    Set<String> dropped = new HashSet<>(DROPPED);
    addNames(connection.get(), dropped);
    return dropped;
  }

  /** Adds the names that stand in a header {@code Connection}. */
  static void addNames(String connection, Set<String> names) {
    for (String name : connection.split(",")) {
      names.add(name.strip().toLowerCase(Locale.ROOT));
    }
  }
}
