package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.store.KeyGrant;
import dev.hone.store.KeyRing;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The keys of one tenant. Thread-safe. */
final class SqlKeyRing implements KeyRing {

  private static final String SELECT =
      "SELECT tenant, id, agent, purpose, consent, lessons, admin, scopes, expires, created,"
          + " revoked, rotated_to FROM api_key WHERE tenant = ?";

  private final Access access;
  private final TenantId tenant;
  private final ApiKeys keys;

  SqlKeyRing(Access access, TenantId tenant, ApiKeys keys) {
    this.access = access;
    this.tenant = tenant;
    this.keys = keys;
  }

  @Override
  public List<Kept> all() {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    SELECT + " ORDER BY created DESC, id DESC", SqlKeyRing::kept, tenant.value()));
  }

  private static Kept kept(Row row) throws SQLException {
    Long revoked = row.numberOrNull("revoked");
    return new Kept(
        row.uuid("id"),
        ApiKeys.grant(row),
        row.instant("created"),
        revoked == null ? null : Instant.ofEpochMilli(revoked),
        row.uuidOrNull("rotated_to"));
  }

  @Override
  public Issued issue(KeyGrant grant) {
    if (!grant.tenant().equals(tenant)) {
      throw new StoreException(
          Code.NOT_FOUND, "a key of " + grant.tenant() + " is not issued by " + tenant);
    }
    return keys.issue(grant);
  }

  @Override
  public void revoke(UUID id) {
    access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              Kept key = valid(sql, id);
              sql.update(
                  "UPDATE api_key SET revoked = ? WHERE tenant = ? AND id = ?",
                  access.now(),
                  tenant.value(),
                  id);
              transaction.cachedChanged();
              Audit.add(sql, access, tenant, "key revoked", id.toString(), key.grant().purpose());
              return id;
            });
  }

  @Override
  public Issued rotate(UUID id, Duration overlap) {
    String secret = keys.newSecret();
    UUID made =
        access
            .commits()
            .write(
                transaction -> {
                  Sql sql = transaction.sql();
                  Kept old = valid(sql, id);
                  if (old.rotatedTo() != null) {
                    throw new StoreException(
                        Code.CONFLICT, "key " + id + " was rotated to " + old.rotatedTo());
                  }
                  UUID next = keys.insert(sql, old.grant(), secret, "key rotated");
                  // The new key is no faster than the old one.
                  SqlLimits.copy(sql, access, tenant, id.toString(), next.toString());
                  Instant end = access.now().plus(overlap);
                  Instant before = old.grant().expires();
                  sql.update(
                      "UPDATE api_key SET expires = ?, rotated_to = ?"
                          + " WHERE tenant = ? AND id = ?",
                      before != null && before.isBefore(end) ? before : end,
                      next,
                      tenant.value(),
                      id);
                  transaction.cachedChanged();
                  return next;
                });
    return new Issued(made, secret);
  }

  /** A key that has not ended. */
  private Kept valid(Sql sql, UUID id) throws SQLException {
    Kept key =
        sql.first(
                SELECT + " AND id = ?" + sql.dialect().forUpdate(),
                SqlKeyRing::kept,
                tenant.value(),
                id)
            .orElseThrow(() -> new StoreException(Code.NOT_FOUND, "there is no key " + id));
    Instant expires = key.grant().expires();
    if (key.revoked() != null || (expires != null && !expires.isAfter(access.now()))) {
      throw new StoreException(Code.CONFLICT, "key " + id + " has ended already");
    }
    return key;
  }
}
