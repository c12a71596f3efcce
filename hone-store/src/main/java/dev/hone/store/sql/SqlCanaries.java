package dev.hone.store.sql;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.store.Canary;
import dev.hone.store.CanaryBook;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Canaries as rows: whoever reads them computes the same, in any process. */
final class SqlCanaries implements CanaryBook {

  private static final String SELECT =
      "SELECT c.tenant, c.policy, c.number, c.control, c.share, c.started, c.reading, v.scope"
          + " FROM canary c JOIN policy_version v ON v.policy = c.policy AND v.number = c.number ";

  private static final String NO_READING = "{}";

  private final Access access;

  SqlCanaries(Access access) {
    this.access = access;
  }

  @Override
  public ReleaseEvent begin(
      TenantId tenant,
      VersionRef ref,
      VersionRef control,
      double share,
      String actor,
      String evidence) {
    if (!(share > 0 && share < 1) || !control.policy().equals(ref.policy())) {
      throw new IllegalArgumentException(
          "a canary's share must lie between 0 and 1, and its control be of its policy");
    }
    return access
        .commits()
        .write(
            transaction -> {
              transaction.cachedChanged();
              Sql sql = transaction.sql();
              PolicyVersion version = SqlVersions.own(sql, tenant, ref);
              if (!version.state().mayBecome(ReleaseState.CANARY)) {
                throw new StoreException(
                    Code.CONFLICT,
                    ref + " is " + version.state() + " and cannot become the canary");
              }
              if (sql.exists(
                  "SELECT 1 FROM policy_version WHERE tenant = ? AND policy = ? AND scope = ?"
                      + " AND state = 'CANARY'",
                  tenant.value(),
                  ref.policy(),
                  version.scope().key())) {
                throw new StoreException(
                    Code.CONFLICT,
                    "another version is the canary of "
                        + version.scope().key()
                        + "; it must be decided first");
              }
              sql.update(
                  "INSERT INTO canary (tenant, policy, number, control, share, started, reading)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                  tenant.value(),
                  ref.policy(),
                  ref.number(),
                  control.number(),
                  share,
                  access.now(),
                  NO_READING);
              return new Releases(sql, access, tenant)
                  .move(version, ReleaseState.CANARY, actor, evidence);
            },
            Lock.VERSIONS,
            Lock.lessons(tenant));
  }

  @Override
  public List<Canary> running() {
    return access.readers().read(SqlCanaries::running);
  }

  static List<Canary> running(Sql sql) throws SQLException {
    return sql.list(
        SELECT + "WHERE v.state = 'CANARY' ORDER BY c.policy, c.number", SqlCanaries::canary);
  }

  @Override
  public Optional<Canary> find(TenantId tenant, VersionRef ref) {
    return access
        .readers()
        .read(
            sql ->
                sql.first(
                    SELECT + "WHERE c.tenant = ? AND c.policy = ? AND c.number = ?",
                    SqlCanaries::canary,
                    tenant.value(),
                    ref.policy(),
                    ref.number()));
  }

  @Override
  public void compareWith(TenantId tenant, VersionRef ref, VersionRef control) {
    access
        .commits()
        .write(
            transaction -> {
              transaction.cachedChanged();
              Sql sql = transaction.sql();
              // Whoever is second to see the change must not begin once more.
              int changed =
                  sql.update(
                      "UPDATE canary SET control = ?, started = ?, reading = ? WHERE tenant = ?"
                          + " AND policy = ? AND number = ? AND control <> ?",
                      control.number(),
                      access.now(),
                      NO_READING,
                      tenant.value(),
                      ref.policy(),
                      ref.number(),
                      control.number());
              if (changed > 0) {
                Audit.add(
                    sql,
                    access,
                    tenant,
                    "canary began anew",
                    ref.toString(),
                    "it is compared with " + control + " now");
              }
              return changed;
            },
            Lock.VERSIONS);
  }

  @Override
  public void note(TenantId tenant, VersionRef ref, String reading) {
    access
        .commits()
        .write(
            transaction ->
                transaction
                    .sql()
                    .update(
                        "UPDATE canary SET reading = ? WHERE tenant = ? AND policy = ?"
                            + " AND number = ?",
                        reading,
                        tenant.value(),
                        ref.policy(),
                        ref.number()));
  }

  @Override
  public List<Signal> signals(Canary canary, int most) {
    String candidate = canary.ref().toString();
    // One parameter either way, so that the statement has one shape for each kind of scope.
    String condition;
    String whose;
    switch (canary.scope()) {
      case Scope.OfUser(var user) -> {
        condition = "s.user_name = ?";
        whose = user.value();
      }
      case Scope.OfAgent(var agent) -> {
        condition = "s.agent = ?";
        whose = agent.value();
      }
      case Scope.OfTenant() -> {
        condition = "s.tenant = ?";
        whose = canary.tenant().value();
      }
    }
    Instant since = canary.started();
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT s.user_name, s.version, s.verdict FROM step s WHERE s.tenant = ?"
                        + " AND s.version IN (?, ?) AND s.verdict_rank > 0 AND s.judged >= ?"
                        + " AND s.started >= ? AND s.line = 'MAIN' AND "
                        + condition
                        + " AND"
                        + SqlQuarantine.STEP_IS_FREE
                        + "ORDER BY s.judged, s.id LIMIT ?",
                    row ->
                        new Signal(
                            new UserId(row.text("user_name")),
                            row.text("version").equals(candidate),
                            Verdict.valueOf(row.text("verdict"))),
                    canary.tenant().value(),
                    candidate,
                    canary.control().toString(),
                    since,
                    since,
                    whose,
                    most));
  }

  private static Canary canary(Row row) throws SQLException {
    String policy = row.text("policy");
    Double share = row.realOrNull("share");
    return new Canary(
        new TenantId(row.text("tenant")),
        Scope.parse(row.text("scope")),
        new VersionRef(policy, row.integer("number")),
        new VersionRef(policy, row.integer("control")),
        share == null ? 0 : share,
        row.instant("started"),
        row.text("reading"));
  }
}
