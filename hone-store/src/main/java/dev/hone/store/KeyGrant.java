package dev.hone.store;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an API key allows.
 *
 * @param agent the agent that speaks through this key
 * @param purpose free text for people: what the key is for
 * @param consent whether steps made through this key may be trained on
 * @param lessons whether lessons are put into prompts of this key
 * @param admin whether the key may use the admin API of its tenant
 * @param scopes what else it may be used for
 * @param expires when it ends; null if never
 */
public record KeyGrant(
    TenantId tenant,
    AgentId agent,
    String purpose,
    boolean consent,
    boolean lessons,
    boolean admin,
    Set<Scope> scopes,
    @Nullable Instant expires) {

  /** What a key may be used for, beside the admin API. */
  public enum Scope {
    /** Model calls and the list of models. */
    CALLS,
    /** Saying how good an answer was, and that a session has ended. */
    FEEDBACK
  }

  public KeyGrant {
    scopes = Set.copyOf(scopes);
  }

  /** For everything but what {@code admin} says, without an end. */
  public KeyGrant(
      TenantId tenant,
      AgentId agent,
      String purpose,
      boolean consent,
      boolean lessons,
      boolean admin) {
    this(tenant, agent, purpose, consent, lessons, admin, EnumSet.allOf(Scope.class), null);
  }

  public KeyGrant withScopes(Set<Scope> newScopes) {
    return new KeyGrant(tenant, agent, purpose, consent, lessons, admin, newScopes, expires);
  }

  /** Null: without an end. */
  public KeyGrant withExpiry(@Nullable Instant end) {
    return new KeyGrant(tenant, agent, purpose, consent, lessons, admin, scopes, end);
  }
}
