package dev.hone.gateway.capture;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.UserId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.session.CodexTurn;
import dev.hone.gateway.session.SessionName;
import dev.hone.gateway.session.SideRules;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request says of itself beside the model's own fields.
 *
 * @param sessionKey the caller's name for the session, or null to find it by prefix
 * @param sessionDone whether the session ends with this answer
 * @param lineReason why the call is on its line, or null where nothing spoke for another one
 * @param lessons whether lessons are put into the prompt
 */
public record CallContext(
    AgentId agent,
    UserId user,
    @Nullable String sessionKey,
    @Nullable String idempotencyKey,
    Line line,
    @Nullable String lineReason,
    boolean sessionDone,
    boolean lessons) {

  /** Longest session or idempotency key. */
  public static final int MAX_KEY_LENGTH = 200;

  private static final String DEFAULT_USER = "default";

  private static final String TURN_TYPE = "X-Turn-Type";
  private static final String SESSION = "X-Session-Id";

  /** Session ids of agents that know nothing of Hone. */
  private static final List<String> AGENT_SESSIONS =
      List.of(
          "session_id",
          "session-id",
          "X-Claude-Code-Session-Id",
          "X-OpenClaw-Session-Id",
          "X-Session-Affinity");

  private static final String RESERVED = "hone:";

  private static final SideRules SIDE_RULES = SideRules.shipped();

  /**
   * Reads path, headers and body.
   *
   * @param named the user named in the body; comes before the header's. A session in it is split
   *     off
   */
  public static CallContext of(
      Exchange exchange, Caller caller, Dialect dialect, ObjectNode body, @Nullable String named) {
    SessionName inBody = SessionName.of(dialect, body, named);
    String bodyUser = inBody.user();
    Optional<String> turnType = exchange.header(TURN_TYPE);
    String lineReason =
        turnType.isPresent()
            ? "header " + TURN_TYPE
            : exchange
                .header(CodexTurn.HEADER)
                .flatMap(CodexTurn::side)
                .or(() -> SIDE_RULES.reason(dialect, body))
                .orElse(null);
    String user = bodyUser != null ? bodyUser : exchange.header("X-User-Id").orElse(DEFAULT_USER);
    return new CallContext(
        caller.grant().agent(),
        user(user, bodyUser != null ? "user" : "X-User-Id"),
        own(SESSION, session(exchange, inBody.session())),
        key(exchange, "Idempotency-Key"),
        turnType.map(CallContext::line).orElse(lineReason == null ? Line.MAIN : Line.SIDE),
        lineReason,
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

  /** By path, by Hone's header, by an agent's own header, by body. */
  private static @Nullable String session(Exchange exchange, @Nullable String inBody) {
    String header = key(exchange, SESSION);
    Optional<String> path = exchange.pathValue("trajectory");
    if (path.isPresent()) {
      String key = path.get();
      if (key.isBlank() || key.length() > MAX_KEY_LENGTH) {
        throw GatewayException.badRequest(
            "trajectory",
            "The trajectory in the path must have 1 to " + MAX_KEY_LENGTH + " characters.");
      }
      if (header != null && !header.equals(key)) {
        throw GatewayException.badRequest(
            SESSION, "The header " + SESSION + " and the path name different sessions.");
      }
      return key;
    }
    if (header != null) {
      return header;
    }
    for (String name : AGENT_SESSIONS) {
      String own = exchange.header(name).orElse("");
      if (!own.isBlank() && own.length() <= MAX_KEY_LENGTH) {
        return own;
      }
    }
    return inBody;
  }

  /**
   * A session's name as a caller may choose it: what begins with {@code hone:}, in letters of any
   * case or width, is kept for Hone itself.
   *
   * @throws GatewayException {@code BAD_REQUEST}
   */
  public static @Nullable String own(String where, @Nullable String session) {
    if (session != null
        && Normalizer.normalize(session, Normalizer.Form.NFKC)
            .strip()
            .toLowerCase(Locale.ROOT)
            .startsWith(RESERVED)) {
      throw GatewayException.badRequest(
          where, "Names of sessions that begin with '" + RESERVED + "' are reserved.");
    }
    return session;
  }

  private static Line line(String type) {
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
