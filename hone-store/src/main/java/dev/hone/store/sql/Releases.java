package dev.hone.store.sql;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves the versions of a tenant inside one transaction.
 *
 * <p>The promotions of a scope are a stack: going live puts a version on top, a rollback takes it
 * off for good, so that rolling back twice never returns to what was just taken back. A lesson that
 * had graduated into a version that serves no longer becomes active again in the same transaction.
 */
final class Releases {

  static final String NO_EVIDENCE = "{}";

  static final String SELECT =
      "SELECT sequence, policy, number, from_state, to_state, actor, evidence, at"
          + " FROM release_event ";

  private static final String OF_SCOPE =
      "SELECT tenant, policy, number, scope, state, parent, folder, created FROM policy_version"
          + " WHERE tenant = ? AND policy = ? AND scope = ? AND state = ? ";

  private final Sql sql;
  private final Access access;
  private final TenantId tenant;

  Releases(Sql sql, Access access, TenantId tenant) {
    this.sql = sql;
    this.access = access;
    this.tenant = tenant;
  }

  /** Makes a move that was found to be allowed. */
  ReleaseEvent move(PolicyVersion version, ReleaseState to, String actor, String evidence)
      throws SQLException {
    return switch (to) {
      case LIVE -> promote(version, actor, evidence);
      case RETIRED -> {
        ReleaseEvent event = takeOff(version, actor, evidence);
        reactivateLessons(version.ref(), null);
        yield event;
      }
      case CANDIDATE, SHADOW, CANARY, REJECTED -> put(version, to, actor, evidence);
    };
  }

  private ReleaseEvent promote(PolicyVersion version, String actor, String evidence)
      throws SQLException {
    Optional<PolicyVersion> before = live(version.ref().policy(), version.scope());
    if (before.isPresent()) {
      put(before.get(), ReleaseState.RETIRED, actor, evidence);
    }
    ReleaseEvent event = put(version, ReleaseState.LIVE, actor, evidence);
    setPromotion(version.ref(), event.sequence());
    if (before.isPresent()) {
      reactivateLessons(before.get().ref(), version.ref());
    }
    return event;
  }

  VersionRef rollback(String policy, Scope scope, String actor, String evidence)
      throws SQLException {
    PolicyVersion current =
        live(policy, scope)
            .orElseThrow(
                () ->
                    new StoreException(
                        Code.NOT_FOUND,
                        "scope "
                            + scope.key()
                            + " has no live version of "
                            + policy
                            + " of its own to take back"));
    takeOff(current, actor, evidence);
    Optional<PolicyVersion> before =
        sql.first(
            OF_SCOPE + "AND promotion IS NOT NULL ORDER BY promotion DESC LIMIT 1",
            SqlVersions::version,
            tenant.value(),
            policy,
            scope.key(),
            ReleaseState.RETIRED);
    if (before.isPresent()) {
      put(before.get(), ReleaseState.LIVE, actor, evidence);
    }
    VersionRef serving = before.map(PolicyVersion::ref).orElseGet(() -> new VersionRef(policy, 0));
    reactivateLessons(current.ref(), serving);
    return serving;
  }

  /** Retires a live version so that no rollback returns to it. */
  private ReleaseEvent takeOff(PolicyVersion version, String actor, String evidence)
      throws SQLException {
    setPromotion(version.ref(), null);
    return put(version, ReleaseState.RETIRED, actor, evidence);
  }

  private Optional<PolicyVersion> live(String policy, Scope scope) throws SQLException {
    return sql.first(
        OF_SCOPE, SqlVersions::version, tenant.value(), policy, scope.key(), ReleaseState.LIVE);
  }

  private ReleaseEvent put(PolicyVersion version, ReleaseState to, String actor, String evidence)
      throws SQLException {
    VersionRef ref = version.ref();
    sql.update(
        "UPDATE policy_version SET state = ? WHERE tenant = ? AND policy = ? AND number = ?",
        to,
        tenant.value(),
        ref.policy(),
        ref.number());
    return record(sql, access, tenant, ref, version.state(), to, actor, evidence);
  }

  /** No rollback returns to it any more. */
  void forgetPromotion(VersionRef ref) throws SQLException {
    setPromotion(ref, null);
  }

  private void setPromotion(VersionRef ref, @Nullable Long promotion) throws SQLException {
    sql.update(
        "UPDATE policy_version SET promotion = ? WHERE tenant = ? AND policy = ? AND number = ?",
        promotion,
        tenant.value(),
        ref.policy(),
        ref.number());
  }

  /** Lessons that only the weights of {@code gone} held come back into prompts. */
  private void reactivateLessons(VersionRef gone, @Nullable VersionRef serving)
      throws SQLException {
    Set<VersionRef> lost = withAncestors(gone);
    if (serving != null) {
      lost.removeAll(withAncestors(serving));
    }
    for (VersionRef version : lost) {
      List<UUID> lessons =
          sql.list(
              "SELECT id FROM lesson WHERE tenant = ? AND graduated_into = ?"
                  + " AND state = 'GRADUATED'",
              row -> row.uuid("id"),
              tenant.value(),
              version.toString());
      for (UUID lesson : lessons) {
        sql.update(
            "UPDATE lesson SET state = 'ACTIVE', graduated_into = NULL"
                + " WHERE tenant = ? AND id = ?",
            tenant.value(),
            lesson);
        Audit.add(
            sql,
            access,
            tenant,
            "lesson active again",
            lesson.toString(),
            version + " serves no longer");
      }
    }
  }

  private Set<VersionRef> withAncestors(VersionRef ref) throws SQLException {
    return new HashSet<>(
        sql.list(
            "WITH RECURSIVE line (number) AS (SELECT CAST(? AS INTEGER)"
                + " UNION SELECT v.parent FROM policy_version v JOIN line l ON v.number = l.number"
                + " WHERE v.policy = ? AND v.tenant = ? AND v.parent IS NOT NULL)"
                + " SELECT number FROM line",
            row -> new VersionRef(ref.policy(), row.integer("number")),
            ref.number(),
            ref.policy(),
            tenant.value()));
  }

  /** Adds a release event. */
  static ReleaseEvent record(
      Sql sql,
      Access access,
      @Nullable TenantId tenant,
      VersionRef ref,
      @Nullable ReleaseState from,
      ReleaseState to,
      String actor,
      String evidence)
      throws SQLException {
    var now = access.now();
    long sequence =
        sql.number(
            "INSERT INTO release_event (tenant, policy, number, from_state, to_state, actor, evidence,"
                + " at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence",
            tenant == null ? null : tenant.value(),
            ref.policy(),
            ref.number(),
            from,
            to,
            actor,
            evidence,
            now);
    return new ReleaseEvent(sequence, ref, from, to, actor, evidence, now);
  }

  static ReleaseEvent event(Row row) throws SQLException {
    String from = row.textOrNull("from_state");
    return new ReleaseEvent(
        row.number("sequence"),
        new VersionRef(row.text("policy"), row.integer("number")),
        from == null ? null : ReleaseState.valueOf(from),
        ReleaseState.valueOf(row.text("to_state")),
        row.text("actor"),
        row.text("evidence"),
        row.instant("at"));
  }
}
