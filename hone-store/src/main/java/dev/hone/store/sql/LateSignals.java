package dev.hone.store.sql;

import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.store.Feedback;
import dev.hone.store.LateSignal;
import dev.hone.store.SignalLog;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Late signals of one tenant.
 *
 * <pre>
 * came → attached   its step is there: it is feedback from then on
 *      → waiting    its step is not there, or the session has no answer yet
 *           → attached   by the next look after the step has come
 *           → given up   when it has waited too long; the audit says so
 * </pre>
 */
final class LateSignals {

  /** Looked at in one go. */
  private static final int BATCH = 256;

  /** Steps that a session's signal can be about. */
  private static final String ANSWER =
      "s.status = 'COMPLETE' AND s.line = 'MAIN' AND s.superseded = 0";

  private final Access access;
  private final TenantId tenant;

  LateSignals(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  SignalLog.Taken add(Transaction transaction, LateSignal signal) throws SQLException {
    Sql sql = transaction.sql();
    if (sql.exists(
            "SELECT 1 FROM feedback WHERE tenant = ? AND event_id = ?",
            tenant.value(),
            signal.eventId())
        || sql.exists(
            "SELECT 1 FROM waiting_signal WHERE tenant = ? AND event_id = ?",
            tenant.value(),
            signal.eventId())) {
      return SignalLog.Taken.KNOWN;
    }
    Optional<StepId> step = step(sql, signal);
    if (step.isPresent()) {
      return SqlSignals.put(transaction, access, tenant, feedback(signal, step.get()))
          ? SignalLog.Taken.ADDED
          : SignalLog.Taken.KNOWN;
    }
    if (sql.number("SELECT COUNT(*) FROM waiting_signal WHERE tenant = ?", tenant.value())
        >= LateSignal.MOST_WAITING) {
      throw new StoreException(
          Code.OVERLOADED,
          LateSignal.MOST_WAITING
              + " signals of tenant "
              + tenant
              + " wait for steps that are not there; check the ids that the source sends");
    }
    sql.update(
        "INSERT INTO waiting_signal (tenant, event_id, step, session_key, session, user_name,"
            + " verdict, score, comment, demonstration, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (tenant, event_id) DO NOTHING",
        tenant.value(),
        signal.eventId(),
        signal.step() == null ? null : signal.step().value(),
        signal.session(),
        id(signal.session()),
        signal.user() == null ? null : signal.user().value(),
        signal.verdict(),
        signal.score(),
        signal.comment(),
        signal.demonstration(),
        access.now());
    return SignalLog.Taken.WAITING;
  }

  private static Feedback feedback(LateSignal signal, StepId step) {
    return new Feedback(
        signal.eventId(),
        step,
        signal.verdict(),
        signal.score(),
        signal.comment(),
        signal.demonstration());
  }

  private static @Nullable UUID id(@Nullable String session) {
    if (session == null) {
      return null;
    }
    try {
      return UUID.fromString(session);
    } catch (IllegalArgumentException aName) {
      return null;
    }
  }

  private Optional<StepId> step(Sql sql, LateSignal signal) throws SQLException {
    UserId user = signal.user();
    String whose = user == null ? null : user.value();
    StepId named = signal.step();
    if (named != null) {
      return sql.exists(
              "SELECT 1 FROM step WHERE tenant = ? AND id = ? AND user_name = COALESCE(?, user_name)",
              tenant.value(),
              named.value(),
              whose)
          ? Optional.of(named)
          : Optional.empty();
    }
    UUID id = id(signal.session());
    Optional<StepId> byName =
        lastAnswer(sql, "e.caller_key = ?", String.valueOf(signal.session()), whose);
    return byName.isPresent() || id == null ? byName : lastAnswer(sql, "e.id = ?", id, whose);
  }

  private Optional<StepId> lastAnswer(Sql sql, String which, Object name, @Nullable String whose)
      throws SQLException {
    return sql.first(
        "SELECT s.id FROM session e JOIN step s ON s.tenant = e.tenant AND s.session = e.id"
            + " WHERE e.tenant = ? AND "
            + which
            + " AND e.user_name = COALESCE(?, e.user_name) AND "
            + ANSWER
            + " ORDER BY e.last_step DESC, e.id DESC, s.number DESC LIMIT 1",
        row -> new StepId(row.uuid("id")),
        tenant.value(),
        name,
        whose);
  }

  private record Found(TenantId tenant, String eventId) {}

  /** See {@link dev.hone.store.WorkBoard#attachSignals}. */
  static int attach(Access access, Duration keep) {
    Instant before = access.now().minus(keep);
    int ended = 0;
    List<Found> found = found(access, before);
    for (Found one : found) {
      boolean gone =
          access
              .commits()
              .write(t -> new LateSignals(access, one.tenant()).end(t, one.eventId(), before));
      ended += gone ? 1 : 0;
    }
    return ended;
  }

  /** Those whose step has come, and those that are too old. */
  private static List<Found> found(Access access, Instant before) {
    access.commits().awaitEarly();
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT w.tenant, w.event_id FROM waiting_signal w WHERE w.at < ? OR EXISTS"
                        + " (SELECT 1 FROM step s WHERE s.tenant = w.tenant AND s.id = w.step"
                        + " AND s.user_name = COALESCE(w.user_name, s.user_name))"
                        + " OR EXISTS (SELECT 1 FROM session e JOIN step s"
                        + " ON s.tenant = e.tenant AND s.session = e.id WHERE e.tenant = w.tenant"
                        + " AND (e.caller_key = w.session_key OR e.id = w.session)"
                        + " AND e.user_name = COALESCE(w.user_name, e.user_name) AND "
                        + ANSWER
                        + ") ORDER BY w.at LIMIT ?",
                    row -> new Found(new TenantId(row.text("tenant")), row.text("event_id")),
                    before,
                    BATCH));
  }

  /** Attaches or gives up one signal; false if it goes on waiting. */
  private boolean end(Transaction transaction, String eventId, Instant before) throws SQLException {
    Sql sql = transaction.sql();
    Optional<Waiting> waiting =
        sql.first(
            "SELECT step, session_key, user_name, verdict, score, comment, demonstration, at"
                + " FROM waiting_signal WHERE tenant = ? AND event_id = ?"
                + sql.dialect().forUpdate(),
            row -> waiting(row, eventId),
            tenant.value(),
            eventId);
    if (waiting.isEmpty()) {
      return false;
    }
    LateSignal signal = waiting.get().signal();
    Optional<StepId> step = step(sql, signal);
    if (step.isPresent()) {
      SqlSignals.put(transaction, access, tenant, feedback(signal, step.get()));
    } else if (waiting.get().at().isBefore(before)) {
      Audit.add(sql, access, tenant, "signal given up", eventId, "its step never came");
    } else {
      return false;
    }
    sql.update(
        "DELETE FROM waiting_signal WHERE tenant = ? AND event_id = ?", tenant.value(), eventId);
    return true;
  }

  private record Waiting(LateSignal signal, Instant at) {}

  private static Waiting waiting(Row row, String eventId) throws SQLException {
    UUID step = row.uuidOrNull("step");
    String user = row.textOrNull("user_name");
    String verdict = row.textOrNull("verdict");
    return new Waiting(
        new LateSignal(
            eventId,
            step == null ? null : new StepId(step),
            row.textOrNull("session_key"),
            user == null ? null : new UserId(user),
            verdict == null ? null : Verdict.valueOf(verdict),
            row.realOrNull("score"),
            row.textOrNull("comment"),
            row.textOrNull("demonstration")),
        row.instant("at"));
  }

  /** Removes what waits and is of the one that is erased. */
  static void forget(Sql sql, TenantId tenant, SqlErasure.Target target) throws SQLException {
    if (target.scope() != null) {
      sql.update(
          "DELETE FROM waiting_signal WHERE tenant = ? AND user_name = ?",
          tenant.value(),
          target.argument());
    } else if (target.subject().equals("tenant")) {
      sql.update("DELETE FROM waiting_signal WHERE tenant = ?", tenant.value());
    } else {
      sql.update(
          "DELETE FROM waiting_signal WHERE tenant = ? AND session = ?",
          tenant.value(),
          target.argument());
    }
  }
}
