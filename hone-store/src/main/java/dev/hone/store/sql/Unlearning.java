package dev.hone.store.sql;

import dev.hone.core.ReleaseState;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import dev.hone.store.PolicyVersion;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Takes back versions whose weights learned from steps that somebody asked to have erased, and
 * those trained from them. What is left of their samples may be trained on again, so that the
 * trainer makes a version without the erased ones. Steps that retention removed do not count: they
 * were allowed to shape what they shaped.
 */
final class Unlearning {

  /** Versions that still may serve, or may come to. */
  private static final String TOUCHED =
      "WITH RECURSIVE touched (tenant, policy, number) AS ("
          + "SELECT g.tenant, g.policy, g.number FROM erased_lineage g WHERE g.erasure <> ?"
          + " UNION SELECT v.tenant, v.policy, v.number FROM policy_version v JOIN touched t"
          + " ON v.tenant = t.tenant AND v.policy = t.policy AND v.parent = t.number)"
          + " SELECT v.tenant, v.policy, v.number, v.scope, v.state, v.parent, v.folder, v.created"
          + " FROM policy_version v JOIN touched t ON v.policy = t.policy AND v.number = t.number"
          + " WHERE v.state IN ('CANDIDATE', 'SHADOW', 'CANARY', 'LIVE')"
          + " OR (v.state = 'RETIRED' AND v.promotion IS NOT NULL) ORDER BY v.policy, v.number";

  private static final String ACTOR = "erasure";

  private final Access access;

  Unlearning(Access access) {
    this.access = access;
  }

  /** Whether there were such versions. */
  boolean once() {
    Set<TenantId> tenants = new LinkedHashSet<>();
    for (PolicyVersion version : access.readers().read(Unlearning::touched)) {
      if (version.tenant() != null) {
        tenants.add(version.tenant());
      }
    }
    for (TenantId tenant : tenants) {
      access
          .commits()
          .write(
              transaction -> {
                transaction.cachedChanged();
                return takeBack(transaction.sql(), tenant);
              },
              Lock.VERSIONS,
              Lock.SAMPLES,
              Lock.lessons(tenant));
    }
    return !tenants.isEmpty();
  }

  private static List<PolicyVersion> touched(Sql sql) throws SQLException {
    return sql.list(TOUCHED, SqlVersions::version, SqlErasure.RETENTION);
  }

  private int takeBack(Sql sql, TenantId tenant) throws SQLException {
    List<PolicyVersion> touched =
        touched(sql).stream().filter(version -> tenant.equals(version.tenant())).toList();
    Releases releases = new Releases(sql, access, tenant);
    // First what a rollback could return to.
    for (PolicyVersion version : touched) {
      if (version.state() == ReleaseState.RETIRED) {
        releases.forgetPromotion(version.ref());
      }
    }
    for (PolicyVersion version : touched) {
      String evidence = evidence(sql, tenant, version.ref());
      switch (version.state()) {
        case CANDIDATE, SHADOW, CANARY ->
            releases.move(version, ReleaseState.REJECTED, ACTOR, evidence);
        case LIVE -> releases.rollback(version.ref().policy(), version.scope(), ACTOR, evidence);
        case RETIRED, REJECTED -> {}
      }
      Audit.add(
          sql,
          access,
          tenant,
          "version taken back",
          version.ref().toString(),
          "it learned from what was erased; the samples that are left are free again");
      free(sql, tenant, version.ref());
    }
    return touched.size();
  }

  private static String evidence(Sql sql, TenantId tenant, VersionRef ref) throws SQLException {
    long steps =
        sql.number(
            "SELECT COALESCE(SUM(steps), 0) FROM erased_lineage WHERE tenant = ? AND policy = ?"
                + " AND number = ? AND erasure <> ?",
            tenant.value(),
            ref.policy(),
            ref.number(),
            SqlErasure.RETENTION);
    return "{\"reason\":\"it learned from steps that were erased, or was trained from a version"
        + " that did\",\"erased_steps\":"
        + steps
        + "}";
  }

  private static void free(Sql sql, TenantId tenant, VersionRef ref) throws SQLException {
    List<UUID> steps =
        sql.list(
            "SELECT g.step FROM version_lineage g JOIN step s ON s.tenant = g.tenant"
                + " AND s.id = g.step WHERE g.tenant = ? AND g.policy = ? AND g.number = ?"
                + " AND s.consumed = 1",
            row -> row.uuid("step"),
            tenant.value(),
            ref.policy(),
            ref.number());
    for (UUID step : steps) {
      sql.update(
          "UPDATE step SET consumed = 0, lease = NULL WHERE tenant = ? AND id = ?",
          tenant.value(),
          step);
    }
  }
}
