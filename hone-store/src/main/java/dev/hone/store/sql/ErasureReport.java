package dev.hone.store.sql;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import dev.hone.store.Erasure.Counts;
import dev.hone.store.Erasure.Report;
import dev.hone.store.Erasure.Shaped;
import dev.hone.store.sql.SqlErasure.Target;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says what an erasure has removed or would remove, and which versions had learned from it. */
final class ErasureReport {

  private static final String STEPS =
      " FROM session e JOIN step s ON s.tenant = e.tenant AND s.session = e.id";

  private final Access access;
  private final TenantId tenant;

  private record Direct(VersionRef ref, long steps) {}

  private record Version(
      VersionRef ref, Scope scope, ReleaseState state, @Nullable VersionRef parent) {}

  ErasureReport(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  Report preview(Target target) {
    return access
        .readers()
        .read(
            sql -> {
              Counts counts =
                  new Counts(
                      count(sql, " FROM session e", target),
                      count(sql, STEPS, target),
                      0,
                      count(sql, STEPS + of("next_state"), target),
                      count(sql, STEPS + of("judgement"), target),
                      count(sql, STEPS + of("feedback"), target),
                      lessons(sql, target),
                      leases(sql, target));
              List<Direct> direct =
                  sql.list(
                      "SELECT x.policy, x.number, COUNT(*) AS steps"
                          + STEPS
                          + of("version_lineage")
                          + where(target)
                          + " GROUP BY x.policy, x.number",
                      ErasureReport::direct,
                      tenant.value(),
                      target.argument());
              return new Report(true, counts, shaped(sql, direct));
            });
  }

  private static String of(String table) {
    return " JOIN " + table + " x ON x.tenant = s.tenant AND x.step = s.id";
  }

  private static String where(Target target) {
    return " WHERE e.tenant = ? AND " + target.condition();
  }

  private long count(Sql sql, String from, Target target) throws SQLException {
    return sql.number("SELECT COUNT(*)" + from + where(target), tenant.value(), target.argument());
  }

  private long lessons(Sql sql, Target target) throws SQLException {
    if (target.subject().equals("tenant")) {
      return sql.number("SELECT COUNT(*) FROM lesson WHERE tenant = ?", tenant.value());
    }
    return sql.number(
        "SELECT COUNT(*) FROM lesson n WHERE n.tenant = ? AND (n.scope = ? OR EXISTS ("
            + "SELECT 1 FROM step s JOIN session e ON e.tenant = s.tenant AND e.id = s.session"
            + " WHERE s.tenant = n.tenant AND s.id = n.source AND "
            + target.condition()
            + "))",
        tenant.value(),
        target.scope() == null ? "" : target.scope(),
        target.argument());
  }

  private long leases(Sql sql, Target target) throws SQLException {
    return sql.number(
        "SELECT COUNT(*) FROM sample_lease l WHERE l.tenant = ? AND l.state = 'HELD' AND EXISTS ("
            + "SELECT 1 FROM session e WHERE e.tenant = l.tenant"
            + " AND (e.user_name = l.user_name OR l.user_name = '') AND "
            + target.condition()
            + ")",
        tenant.value(),
        target.argument());
  }

  /** With the versions of earlier erasures of the same subject: they have still learned from it. */
  Report of(boolean done, Target target, UUID erasure) {
    return access
        .readers()
        .read(
            sql -> {
              List<Direct> direct =
                  sql.list(
                      "SELECT g.policy, g.number, SUM(g.steps) AS steps FROM erased_lineage g"
                          + " JOIN erasure e ON e.tenant = g.tenant AND e.id = g.erasure"
                          + " WHERE g.tenant = ? AND e.subject = ? GROUP BY g.policy, g.number",
                      ErasureReport::direct,
                      tenant.value(),
                      target.subject());
              return new Report(done, counts(sql, erasure), shaped(sql, direct));
            });
  }

  Counts counts(Sql sql, UUID erasure) throws SQLException {
    return sql.first(
            "SELECT sessions, steps, messages, next_states, judgements, feedback, lessons, leases"
                + " FROM erasure WHERE tenant = ? AND id = ?",
            row ->
                new Counts(
                    row.number("sessions"),
                    row.number("steps"),
                    row.number("messages"),
                    row.number("next_states"),
                    row.number("judgements"),
                    row.number("feedback"),
                    row.number("lessons"),
                    row.number("leases")),
            tenant.value(),
            erasure)
        .orElseThrow(() -> new SQLException("erasure " + erasure + " is missing"));
  }

  /** Those that were trained on the steps, and those that were trained from them in turn. */
  private List<Shaped> shaped(Sql sql, List<Direct> direct) throws SQLException {
    if (direct.isEmpty()) {
      return List.of();
    }
    Map<VersionRef, Long> steps = new HashMap<>();
    direct.forEach(one -> steps.put(one.ref(), one.steps()));
    List<Version> versions =
        sql.list(
            "SELECT policy, number, scope, state, parent FROM policy_version WHERE tenant = ?"
                // A parent has a smaller number.
                + " ORDER BY policy, number",
            ErasureReport::version,
            tenant.value());
    Set<VersionRef> reached = new HashSet<>();
    List<Shaped> shaped = new ArrayList<>();
    for (Version version : versions) {
      long own = steps.getOrDefault(version.ref(), 0L);
      if (own > 0 || (version.parent() != null && reached.contains(version.parent()))) {
        reached.add(version.ref());
        shaped.add(new Shaped(version.ref(), version.scope(), version.state(), own));
      }
    }
    return shaped;
  }

  private static Direct direct(Row row) throws SQLException {
    return new Direct(
        new VersionRef(row.text("policy"), row.integer("number")), row.number("steps"));
  }

  private static Version version(Row row) throws SQLException {
    String policy = row.text("policy");
    Long parent = row.numberOrNull("parent");
    return new Version(
        new VersionRef(policy, row.integer("number")),
        Scope.parse(row.text("scope")),
        ReleaseState.valueOf(row.text("state")),
        parent == null ? null : new VersionRef(policy, Math.toIntExact(parent)));
  }
}
