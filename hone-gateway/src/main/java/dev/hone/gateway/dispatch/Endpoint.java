package dev.hone.gateway.dispatch;

import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Exchange;
import dev.hone.store.KeyGrant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One method on one path.
 *
 * @param method such as {@code GET}
 * @param pattern path with {@code {name}} for a segment that varies; names the route in metrics
 * @param access who may call it
 * @param summary one line for the API's document
 * @param dialect in which errors are told
 * @param answering answers, or throws a {@link dev.hone.gateway.GatewayException}
 */
public record Endpoint(
    String method,
    String pattern,
    Access access,
    String summary,
    Dialect dialect,
    Answering answering) {

  /** Who may call. */
  public enum Access {
    OPEN,
    /** Any key. */
    KEY,
    /** A key with the admin grant. */
    ADMIN
  }

  /** Answers a request. The caller is null only where anybody may call. */
  @FunctionalInterface
  public interface Answering {
    void handle(Exchange exchange, @Nullable Caller caller);
  }

  /** Answers a request of a caller with a key. */
  @FunctionalInterface
  public interface Handler {
    void handle(Exchange exchange, Caller caller);
  }

  /** Answers a request of anybody. */
  @FunctionalInterface
  public interface OpenHandler {
    void handle(Exchange exchange);
  }

  public static Endpoint open(String method, String pattern, String summary, OpenHandler handler) {
    return new Endpoint(
        method,
        pattern,
        Access.OPEN,
        summary,
        Dialect.CHAT,
        (exchange, caller) -> handler.handle(exchange));
  }

  public static Endpoint key(String method, String pattern, String summary, Handler handler) {
    return speaking(Dialect.CHAT, method, pattern, summary, handler);
  }

  /** For any key, with errors in a dialect of its own. */
  public static Endpoint speaking(
      Dialect dialect, String method, String pattern, String summary, Handler handler) {
    return new Endpoint(method, pattern, Access.KEY, summary, dialect, withCaller(handler));
  }

  public static Endpoint admin(String method, String pattern, String summary, Handler handler) {
    return new Endpoint(method, pattern, Access.ADMIN, summary, Dialect.CHAT, withCaller(handler));
  }

  /** What a key must be good for, where any key may call. */
  KeyGrant.Scope scope() {
    return pattern.equals("/v1/feedback") || pattern.startsWith("/v1/sessions/")
        ? KeyGrant.Scope.FEEDBACK
        : KeyGrant.Scope.CALLS;
  }

  private static Answering withCaller(Handler handler) {
    return (exchange, caller) -> handler.handle(exchange, Objects.requireNonNull(caller));
  }

  /** The parameters of a path, if it fits the pattern. */
  Optional<Map<String, String>> match(List<String> segments) {
    String[] parts = pattern.substring(1).split("/");
    if (parts.length != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (part.startsWith("{")) {
        if (segments.get(i).isEmpty()) {
          return Optional.empty();
        }
        parameters.put(part.substring(1, part.length() - 1), segments.get(i));
      } else if (!part.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }
}
