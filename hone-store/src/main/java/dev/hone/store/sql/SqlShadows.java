package dev.hone.store.sql;

import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import dev.hone.store.ShadowBook;
import java.sql.SQLException;
import java.util.List;

/** Shadows of all tenants. */
final class SqlShadows implements ShadowBook {

  private final Access access;

  SqlShadows(Access access) {
    this.access = access;
  }

  @Override
  public List<Shadow> running() {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT v.tenant, v.policy, v.number, v.scope, v.state, v.parent, v.folder,"
                        + " v.created, (SELECT MAX(e.at) FROM release_event e"
                        + " WHERE e.policy = v.policy AND e.number = v.number"
                        + " AND e.to_state = 'SHADOW') AS since"
                        + " FROM policy_version v WHERE v.state = 'SHADOW'"
                        + " ORDER BY v.policy, v.number",
                    row ->
                        new Shadow(
                            new TenantId(row.text("tenant")),
                            SqlVersions.version(row),
                            row.instant("since"))));
  }

  @Override
  public List<StepId> due(Shadow shadow, int most) {
    VersionRef ref = shadow.version().ref();
    String column;
    String whose;
    switch (shadow.version().scope()) {
      case Scope.OfUser(var user) -> {
        column = "user_name";
        whose = user.value();
      }
      case Scope.OfAgent(var agent) -> {
        column = "agent";
        whose = agent.value();
      }
      case Scope.OfTenant() -> {
        column = "tenant";
        whose = shadow.tenant().value();
      }
    }
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT s.id FROM step s WHERE s.tenant = ? AND s."
                        + column
                        + " = ? AND s.policy = ? AND s.status = 'COMPLETE' AND s.line = 'MAIN'"
                        + " AND s.superseded = 0 AND s.started >= ? AND NOT EXISTS ("
                        + "SELECT 1 FROM shadow_answer a WHERE a.tenant = s.tenant"
                        + " AND a.policy = ? AND a.number = ? AND a.step = s.id)"
                        + " ORDER BY s.id LIMIT ?",
                    row -> new StepId(row.uuid("id")),
                    shadow.tenant().value(),
                    whose,
                    ref.policy(),
                    shadow.since(),
                    ref.policy(),
                    ref.number(),
                    most));
  }

  @Override
  public void add(TenantId tenant, VersionRef ref, StepId step, boolean agrees, boolean broken) {
    access
        .commits()
        .write(
            transaction ->
                transaction
                    .sql()
                    .update(
                        // The step may have been erased meanwhile.
                        "INSERT INTO shadow_answer (tenant, policy, number, step, agrees, broken,"
                            + " at) SELECT s.tenant, CAST(? AS TEXT), CAST(? AS INTEGER), s.id,"
                            + " CAST(? AS INTEGER), CAST(? AS INTEGER), CAST(? AS BIGINT)"
                            + " FROM step s WHERE s.tenant = ? AND s.id = ?"
                            + " ON CONFLICT (tenant, policy, number, step) DO NOTHING",
                        ref.policy(),
                        ref.number(),
                        agrees,
                        broken,
                        access.now(),
                        tenant.value(),
                        step.value()));
  }

  @Override
  public Counts counts(TenantId tenant, VersionRef ref) {
    return access
        .readers()
        .read(
            sql ->
                sql.first(
                        "SELECT COUNT(*) AS answers, COALESCE(SUM(agrees), 0) AS agrees,"
                            + " COALESCE(SUM(broken), 0) AS broken FROM shadow_answer"
                            + " WHERE tenant = ? AND policy = ? AND number = ?",
                        row ->
                            new Counts(
                                row.integer("answers"),
                                row.integer("agrees"),
                                row.integer("broken")),
                        tenant.value(),
                        ref.policy(),
                        ref.number())
                    .orElseThrow(() -> new SQLException("a sum has a row")));
  }
}
