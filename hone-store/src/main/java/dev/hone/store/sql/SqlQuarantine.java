package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.store.QuarantineBook;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The quarantine of one tenant. */
final class SqlQuarantine implements QuarantineBook {

  /** A condition on {@code step s}: its user is not held. */
  static final String STEP_IS_FREE =
      " NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.tenant = s.tenant"
          + " AND q.user_name = s.user_name AND q.state = 'HELD') ";

  private static final String SELECT =
      "SELECT user_name, state, reason, evidence, since, released, actor FROM quarantine"
          + " WHERE tenant = ? ";

  private final Access access;
  private final TenantId tenant;

  SqlQuarantine(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  @Override
  public boolean hold(UserId user, String reason, String evidence, String actor) {
    return access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              int held =
                  sql.update(
                      "INSERT INTO quarantine (tenant, user_name, state, reason, evidence, since,"
                          + " released, actor) VALUES (?, ?, 'HELD', ?, ?, ?, NULL, ?)"
                          + " ON CONFLICT (tenant, user_name) DO UPDATE SET state = 'HELD',"
                          + " reason = excluded.reason, evidence = excluded.evidence,"
                          + " since = excluded.since, actor = excluded.actor"
                          + " WHERE quarantine.state <> 'HELD'",
                      tenant.value(),
                      user.value(),
                      reason,
                      evidence,
                      access.now(),
                      actor);
              if (held > 0) {
                Audit.add(sql, access, tenant, "quarantine", user.value(), reason);
              }
              return held > 0;
            },
            Lock.SAMPLES);
  }

  @Override
  public boolean release(UserId user, String actor) {
    return access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              int released =
                  sql.update(
                      "UPDATE quarantine SET state = 'RELEASED', released = ?, actor = ?"
                          + " WHERE tenant = ? AND user_name = ? AND state = 'HELD'",
                      access.now(),
                      actor,
                      tenant.value(),
                      user.value());
              if (released > 0) {
                Audit.add(
                    sql, access, tenant, "released from quarantine", user.value(), "by " + actor);
              }
              return released > 0;
            },
            Lock.SAMPLES);
  }

  @Override
  public Optional<Held> find(UserId user) {
    return access
        .readers()
        .read(
            sql ->
                sql.first(
                    SELECT + "AND user_name = ?",
                    SqlQuarantine::held,
                    tenant.value(),
                    user.value()));
  }

  @Override
  public List<Held> all() {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    SELECT + "ORDER BY since DESC, user_name",
                    SqlQuarantine::held,
                    tenant.value()));
  }

  @Override
  public List<UserId> activeUsers(int most) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT user_name FROM session WHERE tenant = ? GROUP BY user_name"
                        + " ORDER BY MAX(last_step) DESC LIMIT ?",
                    row -> new UserId(row.text("user_name")),
                    tenant.value(),
                    most));
  }

  private static Held held(Row row) throws SQLException {
    Long released = row.numberOrNull("released");
    return new Held(
        new UserId(row.text("user_name")),
        row.text("state").equals("HELD"),
        row.text("reason"),
        row.text("evidence"),
        row.instant("since"),
        released == null ? null : Instant.ofEpochMilli(released),
        row.text("actor"));
  }
}
