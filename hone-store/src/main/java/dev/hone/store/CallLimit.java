package dev.hone.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How much and how fast calls may come.
 *
 * @param name of the agent or user, or the id of the key; {@code *} for each of them by itself;
 *     empty for the tenant
 * @param requests in a minute, or null for no bound
 * @param tokens of prompts and answers in a minute, or null for no bound
 * @param concurrent calls at the same time, or null for no bound
 */
public record CallLimit(
    UUID id,
    Kind kind,
    String name,
    @Nullable Long requests,
    @Nullable Long tokens,
    @Nullable Long concurrent) {

  /** Stands for each agent, user or key. */
  public static final String EACH = "*";

  /** Whose calls count. */
  public enum Kind {
    TENANT,
    AGENT,
    USER,
    KEY
  }

  public CallLimit {
    if ((kind == Kind.TENANT) != name.isEmpty()) {
      throw new IllegalArgumentException(
          "a limit of the tenant has no name, all others name whom they bound, or *");
    }
    if (requests == null && tokens == null && concurrent == null) {
      throw new IllegalArgumentException("a limit bounds requests, tokens or concurrent calls");
    }
    if (isNone(requests) || isNone(tokens) || isNone(concurrent)) {
      throw new IllegalArgumentException("a limit is at least 1; revoke the key to allow nothing");
    }
  }

  private static boolean isNone(@Nullable Long bound) {
    return bound != null && bound < 1;
  }
}
