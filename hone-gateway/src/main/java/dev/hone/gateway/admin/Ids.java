package dev.hone.gateway.admin;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.http.Exchange;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads ids from paths, queries and bodies. An id of the wrong form names nothing: 404. */
final class Ids {

  private Ids() {}

  static <T> T inPath(Exchange exchange, String name, String what, Function<String, T> parse) {
    String text = exchange.pathParameter(name);
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new GatewayException(Code.NOT_FOUND, "There is no " + what + " '" + text + "'.", e);
    }
  }

  static VersionRef version(Exchange exchange) {
    return inPath(exchange, "ref", "version", VersionRef::parse);
  }

  static Scope scope(String text) {
    return parsed("scope", text, Scope::parse);
  }

  static UserId user(String text) {
    return parsed("user", text, UserId::new);
  }

  static AgentId agent(String text) {
    return parsed("agent", text, AgentId::new);
  }

  static <T> T parsed(String param, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new GatewayException(
          Code.BAD_REQUEST, "'" + param + "': " + e.getMessage() + ".", param, e);
    }
  }

  static GatewayException none(String what, Object id) {
    return new GatewayException(Code.NOT_FOUND, "There is no " + what + " '" + id + "'.");
  }

  /** A number in the query, at most {@code most}. */
  static int limit(Exchange exchange, int otherwise, int most) {
    @Nullable String text = exchange.query("limit").orElse(null);
    if (text == null) {
      return otherwise;
    }
    int value = parsed("limit", text, Integer::parseInt);
    if (value < 1 || value > most) {
      throw GatewayException.badRequest("limit", "'limit' must be from 1 to " + most + ".");
    }
    return value;
  }
}
