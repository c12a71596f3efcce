package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.store.AnswerCheck;
import dev.hone.store.GoldenBook;
import dev.hone.store.GoldenCase;
import dev.hone.store.StoreException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The golden cases of one tenant. */
final class SqlGolden implements GoldenBook {

  private static final String SELECT =
      "SELECT tenant, id, name, policy, messages, checks, created FROM golden_case"
          + " WHERE tenant = ? ";

  private final Access access;
  private final TenantId tenant;

  SqlGolden(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  @Override
  public List<GoldenCase> all() {
    return access
        .readers()
        .read(
            sql ->
                sql.list(SELECT + "ORDER BY policy, name", SqlGolden::goldenCase, tenant.value()));
  }

  @Override
  public GoldenCase put(String policy, String name, String messages, String checks) {
    GoldenCase.prompt(messages);
    AnswerCheck.parse(checks);
    return access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              sql.update(
                  "INSERT INTO golden_case (tenant, id, name, policy, messages, checks, created)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, policy, name)"
                      + " DO UPDATE SET messages = excluded.messages, checks = excluded.checks",
                  tenant.value(),
                  access.newId(),
                  name,
                  policy,
                  messages,
                  checks,
                  access.now());
              if (sql.number(
                      "SELECT COUNT(*) FROM golden_case WHERE tenant = ? AND policy = ?",
                      tenant.value(),
                      policy)
                  > GoldenCase.MOST) {
                throw new StoreException(
                    StoreException.Code.OVERLOADED,
                    "a policy may have " + GoldenCase.MOST + " golden cases; remove one first");
              }
              Audit.add(sql, access, tenant, "golden case set", policy + " " + name, "");
              return sql.first(
                      SELECT + "AND policy = ? AND name = ?",
                      SqlGolden::goldenCase,
                      tenant.value(),
                      policy,
                      name)
                  .orElseThrow(() -> new SQLException("the case just set is missing"));
            });
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
                          "DELETE FROM golden_case WHERE tenant = ? AND id = ?",
                          tenant.value(),
                          id);
              if (removed > 0) {
                Audit.add(
                    transaction.sql(), access, tenant, "golden case removed", id.toString(), "");
              }
              return removed > 0;
            });
  }

  private static GoldenCase goldenCase(Row row) throws SQLException {
    return new GoldenCase(
        row.uuid("id"),
        new TenantId(row.text("tenant")),
        row.text("name"),
        row.text("policy"),
        row.text("messages"),
        row.text("checks"),
        row.instant("created"));
  }
}
