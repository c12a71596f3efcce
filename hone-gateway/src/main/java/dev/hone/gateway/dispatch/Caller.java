package dev.hone.gateway.dispatch;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.limit.Admission;
import dev.hone.gateway.limit.CallLimits;
import dev.hone.store.KeyGrant;
import dev.hone.store.KeyRing;
import dev.hone.store.TenantLedger;

/**
 * Who calls.
 *
 * @param key the one it gave, with what it allows
 * @param ledger of the key's tenant
 * @param inAuthorization whether the key came as {@code Authorization} or {@code x-api-key}, so
 *     that neither header may be handed on
 * @param dialect in which it is told of limits
 * @param limits lets its calls in
 */
public record Caller(
    KeyRing.Identity key,
    TenantLedger ledger,
    boolean inAuthorization,
    Dialect dialect,
    CallLimits limits) {

  public KeyGrant grant() {
    return key.grant();
  }

  public TenantId tenant() {
    return key.grant().tenant();
  }

  /**
   * Lets a call in.
   *
   * @param tokens that it uses at most
   * @throws dev.hone.gateway.GatewayException {@code RATE_LIMITED}
   */
  public Admission admit(Exchange exchange, AgentId agent, UserId user, long tokens) {
    return limits.admit(
        new CallLimits.Party(tenant(), agent, user, key.id(), ledger.limits().all()),
        tokens,
        dialect,
        exchange);
  }

  /** Whether it matters how many tokens a prompt has before it is answered. */
  public boolean countsTokens() {
    return ledger.purse().bounded() || limits.countsTokens(ledger.limits().all());
  }
}
