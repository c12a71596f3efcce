package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.TenantLedger;
import dev.hone.store.UsageTotals;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The tenants and their handles. Thread-safe. */
final class Tenants implements AutoCloseable {

  private final Access access;
  private final ApiKeys keys;
  private final LostSteps lost = new LostSteps();
  private final UnendedSteps unended = new UnendedSteps();
  private final LessonCache lessons;
  private final Map<TenantId, TenantLedger> handles = new ConcurrentHashMap<>();

  Tenants(Access access, ApiKeys keys) {
    this.access = access;
    this.keys = keys;
    this.lessons = new LessonCache(access);
  }

  void create(TenantId id, String name) {
    access
        .commits()
        .write(
            transaction -> {
              int added =
                  transaction
                      .sql()
                      .update(
                          "INSERT INTO tenant (id, name, created) VALUES (?, ?, ?)"
                              + " ON CONFLICT (id) DO NOTHING",
                          id.value(),
                          name,
                          access.now());
              if (added > 0) {
                Audit.add(transaction.sql(), access, id, "tenant created", id.value(), name);
              }
              return added;
            });
  }

  List<TenantId> all() {
    return access
        .readers()
        .read(
            sql ->
                sql.list("SELECT id FROM tenant ORDER BY id", row -> new TenantId(row.text("id"))));
  }

  TenantLedger open(TenantId id) {
    TenantLedger known = handles.get(id);
    if (known != null) {
      return known;
    }
    access
        .readers()
        .read(
            sql -> {
              require(sql, id);
              return id;
            });
    return handles.computeIfAbsent(
        id,
        tenant -> {
          SqlPurse purse = new SqlPurse(access, tenant);
          return new Handle(
              tenant,
              new SqlSteps(access, tenant, lost, unended, purse),
              new SqlSignals(access, tenant),
              new SqlLessons(access, tenant, lessons),
              new SqlErasure(access, tenant),
              purse,
              new SqlKeyRing(access, tenant, keys),
              new SqlLimits(access, tenant),
              new SqlAudit(access, tenant),
              new SqlSettings(access, tenant),
              new SqlQuarantine(access, tenant),
              new SqlGolden(access, tenant),
              access);
        });
  }

  static void require(Sql sql, TenantId id) throws SQLException {
    if (!sql.exists("SELECT 1 FROM tenant WHERE id = ?", id.value())) {
      throw new StoreException(Code.UNKNOWN_TENANT, "there is no tenant " + id);
    }
  }

  private record Handle(
      TenantId tenant,
      SqlSteps steps,
      SqlSignals signals,
      SqlLessons lessons,
      SqlErasure erasure,
      SqlPurse purse,
      SqlKeyRing keys,
      SqlLimits limits,
      SqlAudit audit,
      SqlSettings settings,
      SqlQuarantine quarantine,
      SqlGolden golden,
      Access access)
      implements TenantLedger {

    @Override
    public UsageTotals usage() {
      return access
          .readers()
          .read(
              sql ->
                  sql.first(
                          "SELECT COALESCE(SUM(steps), 0) AS steps,"
                              + " COALESCE(SUM(prompt_tokens), 0) AS prompt,"
                              + " COALESCE(SUM(completion_tokens), 0) AS completion,"
                              + " COALESCE(SUM(lesson_tokens_saved), 0) AS saved"
                              + " FROM usage WHERE tenant = ?",
                          row ->
                              new UsageTotals(
                                  row.number("steps"),
                                  row.number("prompt"),
                                  row.number("completion"),
                                  row.number("saved")),
                          tenant.value())
                      .orElseThrow(() -> new SQLException("a sum has a row")));
    }
  }

  @Override
  public void close() {
    unended.close();
  }
}
