package dev.hone.store;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import java.time.Instant;

/**
 * A version that serves a share of its scope's sessions until their signals decide.
 *
 * @param control serves the others, and is what it is compared with
 * @param share of the sessions that begin meanwhile, in (0, 1)
 * @param started signals of steps that began earlier do not count
 * @param reading the last reading of the comparison, a JSON object
 */
public record Canary(
    TenantId tenant,
    Scope scope,
    VersionRef ref,
    VersionRef control,
    double share,
    Instant started,
    String reading) {

  /** Whether it answers a user of an agent at all. */
  public boolean covers(TenantId of, AgentId agent, UserId user, String policy) {
    return tenant.equals(of)
        && ref.policy().equals(policy)
        && switch (scope) {
          case Scope.OfTenant() -> true;
          case Scope.OfAgent(var name) -> name.equals(agent);
          case Scope.OfUser(var name) -> name.equals(user);
        };
  }

  /** Whether a session with this name is of its share: always the same for the same name. */
  public boolean takes(String session) {
    return Share.takes(share, ref.toString(), tenant.value(), session);
  }
}
