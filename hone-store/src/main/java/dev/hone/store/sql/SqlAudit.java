package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.store.AuditLog;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit of one tenant. Thread-safe. */
final class SqlAudit implements AuditLog {

  private static final Logger log = LoggerFactory.getLogger(SqlAudit.class);

  private final Access access;
  private final TenantId tenant;

  SqlAudit(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  @Override
  public void add(String action, String subject, String detail) {
    access
        .commits()
        .writeLater(
            transaction -> {
              Audit.add(transaction.sql(), access, tenant, action, subject, detail);
              return action;
            },
            failure ->
                log.warn(
                    "tenant {}: {} {} {} could not be written to the audit: {}",
                    tenant,
                    action,
                    subject,
                    detail,
                    failure.getMessage()));
  }

  @Override
  public List<Line> newest(int limit) {
    access.commits().awaitEarly();
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT at, action, subject, detail FROM audit WHERE tenant = ?"
                        + " ORDER BY sequence DESC LIMIT ?",
                    row ->
                        new Line(
                            row.instant("at"),
                            row.text("action"),
                            row.text("subject"),
                            row.text("detail")),
                    tenant.value(),
                    limit));
  }
}
