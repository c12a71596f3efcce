package dev.hone.gateway.dispatch;

import dev.hone.core.TenantId;
import dev.hone.store.KeyGrant;
import dev.hone.store.TenantLedger;

/**
 * Who calls.
 *
 * @param grant what the key allows
 * @param ledger of the key's tenant
 * @param inAuthorization whether the key came as {@code Authorization} or {@code x-api-key}, so
 *     that neither header may be handed on
 */
public record Caller(KeyGrant grant, TenantLedger ledger, boolean inAuthorization) {

  public TenantId tenant() {
    return grant.tenant();
  }
}
