package dev.hone.store.sql;

import dev.hone.core.TenantId;
import java.sql.SQLException;

/** What was changed by hand or in passing, for people to read later. */
final class Audit {

  private Audit() {}

  static void add(
      Sql sql, Access access, TenantId tenant, String action, String subject, String detail)
      throws SQLException {
    sql.update(
        "INSERT INTO audit (tenant, at, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
        tenant.value(),
        access.now(),
        action,
        subject,
        detail);
  }
}
