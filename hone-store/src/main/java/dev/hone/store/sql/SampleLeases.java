package dev.hone.store.sql;

import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.Verdict;
import dev.hone.store.StepRecord;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.TrainingLease;
import dev.hone.store.WorkBoard.Breadth;
import dev.hone.store.WorkBoard.Idle;
import dev.hone.store.WorkBoard.Sample;
import dev.hone.store.WorkBoard.TrainingScope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Samples and who trains on them.
 *
 * <pre>
 * HELD → USED        a version was registered: its samples are consumed
 *      → DISCARDED   consumed without a version
 *      → RELEASED    given back
 *      → ERASED      the user's samples were erased; what is left of them is free
 *      → TAKEN       the deadline was over and another owner took the samples, with the next epoch
 *      ↺ resumed by its owner, with the next epoch
 * </pre>
 */
final class SampleLeases {

  /** What makes a step a sample that nobody has used; the words of the index step_sample. */
  static final String UNUSED =
      " s.trainable = 1 AND s.superseded = 0 AND s.consumed = 0 AND s.verdict_rank > 0 ";

  /** In place of a user's name, where a lease has samples of several. */
  static final String NOBODY = "";

  private static final String HEADER =
      "SELECT tenant, id, scope, policy, owner, epoch FROM sample_lease ";

  private final Access access;

  SampleLeases(Access access) {
    this.access = access;
  }

  private record Header(
      TenantId tenant, UUID id, Scope scope, String policy, String owner, long epoch) {}

  List<TrainingScope> scopes(Breadth breadth) {
    return new WaitingSamples(access).scopes(breadth);
  }

  Optional<TrainingLease> take(TrainingScope scope, String owner, int most, Duration timeToLive) {
    return whole(
        access.commits().write(t -> lease(t.sql(), scope, owner, most, timeToLive), Lock.SAMPLES));
  }

  private Optional<Header> lease(
      Sql sql, TrainingScope scope, String owner, int most, Duration timeToLive)
      throws SQLException {
    Instant now = access.now();
    long epoch = 1 + takeExpired(sql, scope, now);
    List<UUID> steps =
        sql.list(
            "SELECT id FROM (SELECT s.id AS id,"
                + " ROW_NUMBER() OVER (PARTITION BY s.user_name ORDER BY s.id DESC) AS turn"
                + " FROM step s WHERE s.tenant = ? AND s.policy = ?"
                + ofScope(scope.scope())
                + "AND"
                + UNUSED
                + "AND s.lease IS NULL AND"
                + SqlQuarantine.STEP_IS_FREE
                + ") AS taken ORDER BY turn, id DESC LIMIT ?",
            row -> row.uuid("id"),
            scope.tenant().value(),
            scope.policy(),
            name(scope),
            most);
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    UUID id = access.newId();
    sql.update(
        "INSERT INTO sample_lease (tenant, id, user_name, scope, policy, owner, epoch, deadline,"
            + " state, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'HELD', ?)",
        scope.tenant().value(),
        id,
        scope.scope() instanceof Scope.OfUser(var user) ? user.value() : NOBODY,
        scope.scope().key(),
        scope.policy(),
        owner,
        epoch,
        now.plus(timeToLive),
        now);
    for (UUID step : steps) {
      sql.update(
          "UPDATE step SET lease = ? WHERE tenant = ? AND id = ?",
          id,
          scope.tenant().value(),
          step);
    }
    return Optional.of(new Header(scope.tenant(), id, scope.scope(), scope.policy(), owner, epoch));
  }

  /** A condition on {@code step s}; takes {@link #name} as its argument. */
  private static String ofScope(Scope scope) {
    return switch (scope) {
      case Scope.OfUser user -> " AND s.user_name = ? ";
      case Scope.OfAgent agent -> " AND s.agent = ? ";
      case Scope.OfTenant everybody -> " AND s.tenant = ? ";
    };
  }

  private static String name(TrainingScope scope) {
    return switch (scope.scope()) {
      case Scope.OfUser(var user) -> user.value();
      case Scope.OfAgent(var agent) -> agent.value();
      case Scope.OfTenant everybody -> scope.tenant().value();
    };
  }

  /**
   * Ends the leases whose deadline is over that hold samples of a scope, whatever scope they were
   * taken for; returns their highest epoch.
   */
  private static long takeExpired(Sql sql, TrainingScope scope, Instant now) throws SQLException {
    List<Header> expired =
        sql.list(
            HEADER
                + "l WHERE l.tenant = ? AND l.policy = ? AND l.state = 'HELD' AND l.deadline < ?"
                + " AND EXISTS (SELECT 1 FROM step s WHERE s.tenant = l.tenant AND s.lease = l.id"
                + ofScope(scope.scope())
                + ")",
            SampleLeases::header,
            scope.tenant().value(),
            scope.policy(),
            now,
            name(scope));
    long epoch = 0;
    for (Header lease : expired) {
      end(sql, lease.tenant(), lease.id(), "TAKEN", null);
      free(sql, lease.tenant(), lease.id());
      epoch = Math.max(epoch, lease.epoch());
    }
    return epoch;
  }

  Optional<TrainingLease> resume(String owner, Duration timeToLive) {
    return whole(
        access
            .commits()
            .write(
                transaction -> {
                  Sql sql = transaction.sql();
                  Optional<Header> held =
                      sql.first(
                          HEADER + "WHERE owner = ? AND state = 'HELD' ORDER BY created, id",
                          SampleLeases::header,
                          owner);
                  if (held.isEmpty()) {
                    return Optional.<Header>empty();
                  }
                  Header lease = held.get();
                  sql.update(
                      "UPDATE sample_lease SET epoch = ?, deadline = ? WHERE tenant = ? AND id = ?",
                      lease.epoch() + 1,
                      access.now().plus(timeToLive),
                      lease.tenant().value(),
                      lease.id());
                  return Optional.of(
                      new Header(
                          lease.tenant(),
                          lease.id(),
                          lease.scope(),
                          lease.policy(),
                          owner,
                          lease.epoch() + 1));
                },
                Lock.SAMPLES));
  }

  private Optional<TrainingLease> whole(Optional<Header> header) {
    if (header.isEmpty()) {
      return Optional.empty();
    }
    Header lease = header.get();
    List<Sample> samples = access.readers().read(sql -> samples(sql, lease));
    return Optional.of(
        new TrainingLease(
            lease.id().toString(),
            lease.epoch(),
            lease.owner(),
            lease.tenant(),
            lease.scope(),
            lease.policy(),
            samples));
  }

  private record Judged(Verdict verdict, @Nullable String hint) {}

  private List<Sample> samples(Sql sql, Header lease) throws SQLException {
    List<StepRecord> steps =
        new StepRows(access, lease.tenant())
            .list(
                sql,
                "WHERE s.tenant = ? AND s.lease = ? ORDER BY s.id DESC",
                lease.tenant().value(),
                lease.id());
    List<Sample> samples = new ArrayList<>(steps.size());
    for (StepRecord step : steps) {
      Judged judged =
          sql.first(
                  "SELECT verdict, hint FROM judgement WHERE tenant = ? AND step = ?"
                      + " ORDER BY source_rank DESC, sequence DESC LIMIT 1",
                  row -> new Judged(Verdict.valueOf(row.text("verdict")), row.textOrNull("hint")),
                  lease.tenant().value(),
                  step.id().value())
              .orElseThrow(() -> new SQLException("sample " + step.id() + " has no judgement"));
      samples.add(new Sample(step, judged.verdict(), judged.hint()));
    }
    return samples;
  }

  void renew(TrainingLease lease, Duration timeToLive) {
    access
        .commits()
        .write(
            transaction -> {
              requireHeld(transaction.sql(), lease);
              return transaction
                  .sql()
                  .update(
                      "UPDATE sample_lease SET deadline = ? WHERE tenant = ? AND id = ?",
                      access.now().plus(timeToLive),
                      lease.tenant().value(),
                      UUID.fromString(lease.id()));
            },
            Lock.SAMPLES);
  }

  void release(TrainingLease lease) {
    access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              requireHeld(sql, lease);
              end(sql, lease.tenant(), UUID.fromString(lease.id()), "RELEASED", null);
              free(sql, lease.tenant(), UUID.fromString(lease.id()));
              return lease.id();
            },
            Lock.SAMPLES);
  }

  void discard(TrainingLease lease, String reason) {
    access
        .commits()
        .write(
            transaction -> {
              consume(transaction.sql(), lease, "DISCARDED", reason);
              return lease.id();
            },
            Lock.SAMPLES);
  }

  /**
   * Ends a lease and uses its samples up.
   *
   * @throws StoreException {@code FENCED}
   */
  static void consume(Sql sql, TrainingLease lease, String state, @Nullable String reason)
      throws SQLException {
    requireHeld(sql, lease);
    end(sql, lease.tenant(), UUID.fromString(lease.id()), state, reason);
    sql.update(
        "UPDATE step SET consumed = 1 WHERE tenant = ? AND lease = ?",
        lease.tenant().value(),
        UUID.fromString(lease.id()));
  }

  /** A lease whose deadline is over is still its holder's until somebody takes it. */
  private static void requireHeld(Sql sql, TrainingLease lease) throws SQLException {
    if (!sql.exists(
        "SELECT 1 FROM sample_lease"
            + " WHERE tenant = ? AND id = ? AND owner = ? AND epoch = ? AND state = 'HELD'",
        lease.tenant().value(),
        UUID.fromString(lease.id()),
        lease.owner(),
        lease.epoch())) {
      throw new StoreException(
          Code.FENCED,
          "the samples of lease "
              + lease.id()
              + " are no longer held by "
              + lease.owner()
              + " in epoch "
              + lease.epoch()
              + "; take samples again");
    }
  }

  private static void end(
      Sql sql, TenantId tenant, UUID lease, String state, @Nullable String reason)
      throws SQLException {
    sql.update(
        "UPDATE sample_lease SET state = ?, reason = ? WHERE tenant = ? AND id = ?",
        state,
        reason,
        tenant.value(),
        lease);
  }

  private static void free(Sql sql, TenantId tenant, UUID lease) throws SQLException {
    sql.update(
        "UPDATE step SET lease = NULL WHERE tenant = ? AND lease = ?", tenant.value(), lease);
  }

  /** The samples go, or some of them: who holds them must not register a version. */
  static void erased(Sql sql, TenantId tenant, UUID lease) throws SQLException {
    end(sql, tenant, lease, "ERASED", null);
    free(sql, tenant, lease);
  }

  private static Header header(Row row) throws SQLException {
    return new Header(
        new TenantId(row.text("tenant")),
        row.uuid("id"),
        Scope.parse(row.text("scope")),
        row.text("policy"),
        row.text("owner"),
        row.number("epoch"));
  }

  List<Idle> idle(TenantId tenant) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT reason, COUNT(*) AS steps FROM (SELECT CASE"
                        + " WHEN s.status = 'OPEN' THEN 'being answered'"
                        + " WHEN s.status = 'INTERRUPTED' THEN 'interrupted'"
                        + " WHEN s.line = 'SIDE' THEN 'side line'"
                        + " WHEN s.superseded = 1 THEN 'superseded by a retry'"
                        + " WHEN s.consent = 0 THEN 'no consent'"
                        + " WHEN s.untrainable IS NOT NULL THEN 'untrainable: ' || s.untrainable"
                        + " WHEN s.trainable = 0 THEN 'no token ids'"
                        + " WHEN s.consumed = 1 THEN 'used already'"
                        + " WHEN s.verdict IS NULL THEN 'not judged yet'"
                        + " WHEN s.verdict_rank = 0 THEN 'judged unknown'"
                        + " WHEN l.state = 'HELD' AND l.deadline >= ? THEN 'with a trainer'"
                        + " WHEN NOT"
                        + SqlQuarantine.STEP_IS_FREE
                        + "THEN 'user in quarantine'"
                        + " END AS reason FROM step s"
                        + " LEFT JOIN sample_lease l ON l.tenant = s.tenant AND l.id = s.lease"
                        + " WHERE s.tenant = ?) AS reasons WHERE reason IS NOT NULL"
                        + " GROUP BY reason ORDER BY reason",
                    row -> new Idle(row.text("reason"), row.number("steps")),
                    access.now(),
                    tenant.value()));
  }
}
