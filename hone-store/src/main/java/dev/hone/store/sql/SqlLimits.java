package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.store.CallLimit;
import dev.hone.store.LimitBook;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The limits of one tenant. Thread-safe. */
final class SqlLimits implements LimitBook {

  private static final String SELECT =
      "SELECT id, kind, name, requests, tokens, concurrent FROM call_limit WHERE tenant = ?"
          + " ORDER BY kind, name";

  private final Access access;
  private final TenantId tenant;
  private volatile @Nullable Known known;

  private record Known(long epoch, List<CallLimit> limits) {}

  SqlLimits(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  @Override
  public List<CallLimit> all() {
    long epoch = access.changes().epoch();
    Known last = known;
    if (last == null || last.epoch() != epoch) {
      last =
          new Known(
              epoch,
              access.readers().read(sql -> sql.list(SELECT, SqlLimits::limit, tenant.value())));
      known = last;
    }
    return last.limits();
  }

  private static CallLimit limit(Row row) throws SQLException {
    return new CallLimit(
        row.uuid("id"),
        CallLimit.Kind.valueOf(row.text("kind")),
        row.text("name"),
        row.numberOrNull("requests"),
        row.numberOrNull("tokens"),
        row.numberOrNull("concurrent"));
  }

  @Override
  public CallLimit set(
      CallLimit.Kind kind,
      String name,
      @Nullable Long requests,
      @Nullable Long tokens,
      @Nullable Long concurrent) {
    CallLimit wanted = new CallLimit(access.newId(), kind, name, requests, tokens, concurrent);
    return access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              insert(
                  sql,
                  wanted,
                  " ON CONFLICT (tenant, kind, name) DO UPDATE SET requests = excluded.requests,"
                      + " tokens = excluded.tokens, concurrent = excluded.concurrent");
              transaction.cachedChanged();
              Audit.add(sql, access, tenant, "limit set", kind + " " + name, wanted.toString());
              return sql.first(
                      "SELECT id, kind, name, requests, tokens, concurrent FROM call_limit"
                          + " WHERE tenant = ? AND kind = ? AND name = ?",
                      SqlLimits::limit,
                      tenant.value(),
                      kind,
                      name)
                  .orElseThrow(() -> new SQLException("the limit just set is missing"));
            });
  }

  private void insert(Sql sql, CallLimit limit, String otherwise) throws SQLException {
    insert(sql, access, tenant, limit, otherwise);
  }

  private static void insert(
      Sql sql, Access access, TenantId tenant, CallLimit limit, String otherwise)
      throws SQLException {
    sql.update(
        "INSERT INTO call_limit (tenant, id, kind, name, requests, tokens, concurrent, created)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            + otherwise,
        tenant.value(),
        limit.id(),
        limit.kind(),
        limit.name(),
        limit.requests(),
        limit.tokens(),
        limit.concurrent(),
        access.now());
  }

  /** The limit of one key, for another that takes its place. */
  static void copy(Sql sql, Access access, TenantId tenant, String from, String to)
      throws SQLException {
    for (CallLimit limit :
        sql.list(
            "SELECT id, kind, name, requests, tokens, concurrent FROM call_limit"
                + " WHERE tenant = ? AND kind = 'KEY' AND name = ?",
            SqlLimits::limit,
            tenant.value(),
            from)) {
      CallLimit copy =
          new CallLimit(
              access.newId(),
              limit.kind(),
              to,
              limit.requests(),
              limit.tokens(),
              limit.concurrent());
      insert(sql, access, tenant, copy, "");
    }
  }

  @Override
  public boolean remove(UUID id) {
    return access
        .commits()
        .write(
            transaction -> {
              int removed =
                  transaction
                      .sql()
                      .update(
                          "DELETE FROM call_limit WHERE tenant = ? AND id = ?", tenant.value(), id);
              if (removed > 0) {
                transaction.cachedChanged();
                Audit.add(transaction.sql(), access, tenant, "limit removed", id.toString(), "");
              }
              return removed > 0;
            });
  }
}
