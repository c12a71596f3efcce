package dev.hone.store.sql;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.store.CanaryBook;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.Route;
import dev.hone.store.ShadowBook;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.TrainingLease;
import dev.hone.store.VersionBook;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Policies and versions of all tenants. Routes are served from memory. */
final class SqlVersions implements VersionBook {

  private static final int BASE = 0;
  private static final Scope EVERYBODY = new Scope.OfTenant();

  private static final String SELECT =
      "SELECT tenant, policy, number, scope, state, parent, folder, created FROM policy_version ";

  private final Access access;
  private final SqlCanaries canaries;
  private final SqlShadows shadows;

  private record Cached(long epoch, Routes routes) {}

  private volatile @Nullable Cached cached;

  SqlVersions(Access access) {
    this.access = access;
    this.canaries = new SqlCanaries(access);
    this.shadows = new SqlShadows(access);
  }

  @Override
  public ShadowBook shadows() {
    return shadows;
  }

  @Override
  public boolean unlearn() {
    return new Unlearning(access).once();
  }

  @Override
  public CanaryBook canaries() {
    return canaries;
  }

  @Override
  public PolicyVersion registerBase(String policy, String folder) {
    VersionRef base = new VersionRef(policy, BASE);
    return change(
        transaction -> {
          Sql sql = transaction.sql();
          sql.update(
              "INSERT INTO policy (name, next_number, created) VALUES (?, 1, ?)"
                  + " ON CONFLICT (name) DO NOTHING",
              policy,
              access.now());
          int known =
              sql.update(
                  "UPDATE policy_version SET folder = ? WHERE policy = ? AND number = 0",
                  folder,
                  policy);
          if (known == 0) {
            insert(sql, null, base, EVERYBODY, ReleaseState.LIVE, null, folder);
            Releases.record(
                sql, access, null, base, null, ReleaseState.LIVE, "base", Releases.NO_EVIDENCE);
          }
          return required(sql, null, base);
        });
  }

  @Override
  public VersionRef reserve(TenantId tenant, String policy) {
    return access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              int changed =
                  sql.update(
                      "UPDATE policy SET next_number = next_number + 1 WHERE name = ?", policy);
              if (changed == 0) {
                throw noPolicy(policy);
              }
              int number =
                  Math.toIntExact(
                      sql.number("SELECT next_number - 1 FROM policy WHERE name = ?", policy));
              VersionRef ref = new VersionRef(policy, number);
              Audit.add(sql, access, tenant, "version reserved", ref.toString(), "");
              return ref;
            },
            Lock.VERSIONS);
  }

  @Override
  public PolicyVersion registerCandidate(
      VersionRef ref,
      TenantId tenant,
      Scope scope,
      VersionRef parent,
      String folder,
      List<StepId> shapedBy,
      TrainingLease lease,
      String evidence) {
    if (!parent.policy().equals(ref.policy()) || !lease.tenant().equals(tenant)) {
      throw new IllegalArgumentException(
          "version " + ref + " must have a parent of its policy and a lease of its tenant");
    }
    return change(
        transaction -> {
          Sql sql = transaction.sql();
          SampleLeases.consume(sql, lease, "USED", ref.toString());
          if (ref.number()
              >= sql.number("SELECT next_number FROM policy WHERE name = ?", ref.policy())) {
            throw new StoreException(Code.CONFLICT, "the number of " + ref + " was not reserved");
          }
          required(sql, tenant, parent);
          if (one(sql, ref).isPresent()) {
            throw new StoreException(Code.CONFLICT, "version " + ref + " is registered already");
          }
          insert(sql, tenant, ref, scope, ReleaseState.CANDIDATE, parent, folder);
          for (StepId step : shapedBy) {
            sql.update(
                // Of steps that retention has removed meanwhile nothing is left to refer to.
                "INSERT INTO version_lineage (tenant, policy, number, step)"
                    + " SELECT s.tenant, CAST(? AS TEXT), CAST(? AS INTEGER), s.id FROM step s"
                    + " WHERE s.tenant = ? AND s.id = ?"
                    + " ON CONFLICT (tenant, policy, number, step) DO NOTHING",
                ref.policy(),
                ref.number(),
                tenant.value(),
                step.value());
          }
          Releases.record(
              sql, access, tenant, ref, null, ReleaseState.CANDIDATE, "trainer", evidence);
          return required(sql, tenant, ref);
        },
        Lock.SAMPLES);
  }

  private void insert(
      Sql sql,
      @Nullable TenantId tenant,
      VersionRef ref,
      Scope scope,
      ReleaseState state,
      @Nullable VersionRef parent,
      String folder)
      throws SQLException {
    sql.update(
        "INSERT INTO policy_version (tenant, policy, number, scope, state, parent, folder, created)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        tenant == null ? null : tenant.value(),
        ref.policy(),
        ref.number(),
        scope.key(),
        state,
        parent == null ? null : parent.number(),
        folder,
        access.now());
  }

  @Override
  public ReleaseEvent move(
      TenantId tenant,
      VersionRef ref,
      ReleaseState from,
      ReleaseState to,
      String actor,
      String evidence) {
    return change(
        transaction -> {
          Sql sql = transaction.sql();
          PolicyVersion version = own(sql, tenant, ref);
          if (version.state() != from) {
            throw new StoreException(
                Code.CONFLICT, ref + " is " + version.state() + ", not " + from);
          }
          if (!from.mayBecome(to)) {
            throw new StoreException(Code.CONFLICT, ref + " cannot go from " + from + " to " + to);
          }
          return new Releases(sql, access, tenant).move(version, to, actor, evidence);
        },
        Lock.lessons(tenant));
  }

  @Override
  public VersionRef rollback(
      TenantId tenant, String policy, Scope scope, String actor, String evidence) {
    return change(
        transaction ->
            new Releases(transaction.sql(), access, tenant)
                .rollback(policy, scope, actor, evidence),
        Lock.lessons(tenant));
  }

  @Override
  public Optional<PolicyVersion> find(TenantId tenant, VersionRef ref) {
    return access
        .readers()
        .read(sql -> one(sql, ref))
        .filter(version -> version.tenant() == null || version.tenant().equals(tenant));
  }

  @Override
  public List<PolicyVersion> list(TenantId tenant, String policy) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    SELECT + "WHERE policy = ? AND (tenant = ? OR tenant IS NULL) ORDER BY number",
                    SqlVersions::version,
                    policy,
                    tenant.value()));
  }

  @Override
  public List<ReleaseEvent> history(TenantId tenant, VersionRef ref) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    Releases.SELECT
                        + "WHERE policy = ? AND number = ? AND (tenant = ? OR tenant IS NULL)"
                        + " ORDER BY sequence",
                    Releases::event,
                    ref.policy(),
                    ref.number(),
                    tenant.value()));
  }

  private static final String LINE =
      "WITH RECURSIVE line (number) AS (SELECT CAST(? AS INTEGER)"
          + " UNION SELECT v.parent FROM policy_version v JOIN line l ON v.number = l.number"
          + " WHERE v.policy = ? AND v.tenant = ? AND v.parent IS NOT NULL)";

  @Override
  public List<Influence> influences(TenantId tenant, VersionRef ref) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    LINE
                        + " SELECT s.user_name, COUNT(DISTINCT s.id) AS steps,"
                        + " COUNT(DISTINCT s.session) AS sessions"
                        + " FROM version_lineage g JOIN line l ON g.number = l.number"
                        + " JOIN step s ON s.tenant = g.tenant AND s.id = g.step"
                        + " WHERE g.tenant = ? AND g.policy = ?"
                        + " GROUP BY s.user_name ORDER BY 2 DESC, 1",
                    row ->
                        new Influence(
                            new UserId(row.text("user_name")),
                            row.number("steps"),
                            row.number("sessions")),
                    ref.number(),
                    ref.policy(),
                    tenant.value(),
                    tenant.value(),
                    ref.policy()));
  }

  @Override
  public long erased(TenantId tenant, VersionRef ref) {
    return access
        .readers()
        .read(
            sql ->
                sql.number(
                    "SELECT COALESCE(SUM(steps), 0) FROM erased_lineage"
                        + " WHERE tenant = ? AND policy = ? AND number = ?",
                    tenant.value(),
                    ref.policy(),
                    ref.number()));
  }

  @Override
  public List<StepId> lineage(TenantId tenant, VersionRef ref) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    LINE
                        + " SELECT DISTINCT g.step FROM version_lineage g JOIN line l"
                        + " ON g.number = l.number WHERE g.tenant = ? AND g.policy = ?"
                        + " ORDER BY g.step",
                    row -> new StepId(row.uuid("step")),
                    ref.number(),
                    ref.policy(),
                    tenant.value(),
                    tenant.value(),
                    ref.policy()));
  }

  @Override
  public List<String> policies() {
    return access
        .readers()
        .read(sql -> sql.list("SELECT name FROM policy ORDER BY name", row -> row.text("name")));
  }

  @Override
  public Routes routes() {
    long epoch = access.changes().epoch();
    Cached known = cached;
    if (known != null && known.epoch() == epoch) {
      return known.routes();
    }
    Routes routes = access.readers().read(SqlVersions::routes);
    cached = new Cached(epoch, routes);
    return routes;
  }

  private static Routes routes(Sql sql) throws SQLException {
    // The head first: what is read after it is at least as new as it says.
    long head = sql.number("SELECT MAX(sequence) FROM release_event");
    List<Route> live =
        sql.list(
            SELECT + "WHERE state = 'LIVE' ORDER BY policy, number",
            row -> {
              PolicyVersion version = version(row);
              return new Route(version.tenant(), version.scope(), version.ref());
            });
    return new Routes(head, live, SqlCanaries.running(sql));
  }

  @Override
  public long head() {
    return routes().head();
  }

  /** Moves and candidates touch lessons and sample leases as well. */
  private <T> T change(Work<T> work, Lock... more) {
    return access
        .commits()
        .write(
            (Transaction transaction) -> {
              transaction.cachedChanged();
              return work.run(transaction);
            },
            locks(more));
  }

  private static Lock[] locks(Lock... more) {
    Lock[] locks = Arrays.copyOf(more, more.length + 1);
    locks[more.length] = Lock.VERSIONS;
    return locks;
  }

  /** One that can be moved. */
  static PolicyVersion own(Sql sql, TenantId tenant, VersionRef ref) throws SQLException {
    PolicyVersion version = required(sql, tenant, ref);
    if (version.tenant() == null) {
      throw new StoreException(
          Code.NOT_FOUND, ref + " is a base, which belongs to everybody and is not moved");
    }
    return version;
  }

  private static PolicyVersion required(Sql sql, @Nullable TenantId tenant, VersionRef ref)
      throws SQLException {
    return one(sql, ref)
        .filter(version -> version.tenant() == null || version.tenant().equals(tenant))
        .orElseThrow(() -> new StoreException(Code.NOT_FOUND, "there is no version " + ref));
  }

  private static Optional<PolicyVersion> one(Sql sql, VersionRef ref) throws SQLException {
    return sql.first(
        SELECT + "WHERE policy = ? AND number = ?",
        SqlVersions::version,
        ref.policy(),
        ref.number());
  }

  static PolicyVersion version(Row row) throws SQLException {
    String tenant = row.textOrNull("tenant");
    String policy = row.text("policy");
    Long parent = row.numberOrNull("parent");
    return new PolicyVersion(
        new VersionRef(policy, row.integer("number")),
        tenant == null ? null : new TenantId(tenant),
        Scope.parse(row.text("scope")),
        ReleaseState.valueOf(row.text("state")),
        parent == null ? null : new VersionRef(policy, Math.toIntExact(parent)),
        row.text("folder"),
        row.instant("created"));
  }

  private static StoreException noPolicy(String policy) {
    return new StoreException(
        Code.NOT_FOUND, "there is no policy " + policy + "; register its base first");
  }
}
