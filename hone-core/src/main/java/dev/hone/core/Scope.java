package dev.hone.core;

/** For whom a lesson or a version holds, inside one tenant. */
public sealed interface Scope {

  /** One end user. */
  record OfUser(UserId user) implements Scope {}

  /** Every user of one agent. */
  record OfAgent(AgentId agent) implements Scope {}

  /** Everybody in the tenant. */
  record OfTenant() implements Scope {}

  /**
   * As it stands in tables and on the wire: {@code user:NAME}, {@code agent:NAME}, {@code tenant}.
   */
  default String key() {
    return switch (this) {
      case OfUser(UserId user) -> "user:" + user;
      case OfAgent(AgentId agent) -> "agent:" + agent;
      case OfTenant() -> "tenant";
    };
  }

  /**
   * Whether what holds here holds for all whom the other scope names as well: then a lesson of this
   * scope may go into weights of the other. Which users speak with an agent is not asked.
   */
  default boolean covers(Scope other) {
    return switch (this) {
      case OfUser own -> own.equals(other);
      case OfAgent own -> own.equals(other) || other instanceof OfUser;
      case OfTenant() -> true;
    };
  }

  /**
   * Reads {@link #key()}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  static Scope parse(String key) {
    if (key.startsWith("user:")) {
      return new OfUser(new UserId(key.substring("user:".length())));
    }
    if (key.startsWith("agent:")) {
      return new OfAgent(new AgentId(key.substring("agent:".length())));
    }
    if (key.equals("tenant")) {
      return new OfTenant();
    }
    throw new IllegalArgumentException(
        "'" + key + "' is not a scope; write user:NAME, agent:NAME or tenant");
  }
}
