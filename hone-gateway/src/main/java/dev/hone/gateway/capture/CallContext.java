package dev.hone.gateway.capture;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.UserId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of itself beside the model's own fields.
 *
 * @param sessionKey the caller's name for the session, or null to find it by prefix
 * @param sessionDone whether the session ends with this answer
 * @param lessons whether lessons are put into the prompt
 */
public record CallContext(
    AgentId agent,
    UserId user,
    @Nullable String sessionKey,
    @Nullable String idempotencyKey,
    Line line,
    boolean sessionDone,
    boolean lessons) {

  /** Longest session or idempotency key. */
  public static final int MAX_KEY_LENGTH = 200;

  private static final String DEFAULT_USER = "default";

  /**
   * Reads the headers.
   *
   * @param bodyUser the user named in the body; comes before the header's
   */
  public static CallContext of(Exchange exchange, Caller caller, @Nullable String bodyUser) {
    String user = bodyUser != null ? bodyUser : exchange.header("X-User-Id").orElse(DEFAULT_USER);
    return new CallContext(
        caller.grant().agent(),
        user(user, bodyUser != null ? "user" : "X-User-Id"),
        key(exchange, "X-Session-Id"),
        key(exchange, "Idempotency-Key"),
        line(exchange),
        flag(exchange, "X-Session-Done"),
        caller.grant().lessons() && lessonsWanted(exchange));
  }

  private static UserId user(String name, String where) {
    try {
      return new UserId(name);
    } catch (IllegalArgumentException e) {
      throw new GatewayException(
          GatewayException.Code.BAD_REQUEST, "'" + where + "': " + e.getMessage() + ".", where, e);
    }
  }

  private static @Nullable String key(Exchange exchange, String header) {
    Optional<String> value = exchange.header(header);
    if (value.isEmpty()) {
      return null;
    }
    String key = value.get();
    if (key.isBlank() || key.length() > MAX_KEY_LENGTH) {
      throw GatewayException.badRequest(
          header, "The header " + header + " must have 1 to " + MAX_KEY_LENGTH + " characters.");
    }
    return key;
  }

  private static Line line(Exchange exchange) {
    String type = exchange.header("X-Turn-Type").orElse("main");
    return switch (type) {
      case "main" -> Line.MAIN;
      case "side" -> Line.SIDE;
      default ->
          throw GatewayException.badRequest(
              "X-Turn-Type", "The header X-Turn-Type must be main or side, not '" + type + "'.");
    };
  }

  private static boolean flag(Exchange exchange, String header) {
    String value = exchange.header(header).orElse("false");
    return switch (value) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw GatewayException.badRequest(
              header, "The header " + header + " must be true or false, not '" + value + "'.");
    };
  }

  private static boolean lessonsWanted(Exchange exchange) {
    String value = exchange.header("X-Hone-Lessons").orElse("on");
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw GatewayException.badRequest(
              "X-Hone-Lessons",
              "The header X-Hone-Lessons must be on or off, not '" + value + "'.");
    };
  }
}
