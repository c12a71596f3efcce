package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.store.Erasure;
import dev.hone.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases for one tenant. Each batch finds or makes the row of its erasure, removes, and counts up
 * that row in the same transaction.
 */
final class SqlErasure implements Erasure {

  private static final Logger LOG = LoggerFactory.getLogger(SqlErasure.class);

  /** A larger file is not rewritten while it is served: writes would wait for more than seconds. */
  static final long MOST_REWRITTEN = 512L << 20;

  /** Versions that expired steps have shaped are noted under this. */
  static final UUID RETENTION = new UUID(0, 0);

  /** Under which money stands that was spent by users who were erased. */
  private static final String NOBODY = "(erased)";

  private final Access access;
  private final TenantId tenant;
  private final ErasureReport reports;

  SqlErasure(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
    this.reports = new ErasureReport(access, tenant);
  }

  /** Where sessions of a subject are found: a condition on {@code session e} with one argument. */
  record Target(String subject, String condition, Object argument, @Nullable String scope) {}

  private record Running(UUID id, Instant started) {}

  private Optional<Target> target(Subject subject) {
    return switch (subject) {
      case Subject.OfUser of ->
          Optional.of(
              new Target(
                  "user#" + hash(of.user().value()),
                  "e.user_name = ?",
                  of.user().value(),
                  "user:" + of.user().value()));
      case Subject.OfSession of ->
          access
              .readers()
              .read(sql -> session(sql, of.keyOrId()))
              .map(id -> new Target("session:" + id, "e.id = ?", id, null));
      case Subject.OfTenant _ ->
          Optional.of(new Target("tenant", "e.tenant = ?", tenant.value(), null));
    };
  }

  /** The name is erased as well; whoever knows it can tell that it was. */
  private String hash(String name) {
    byte[] digest =
        Conversation.digest((tenant.value() + '\n' + name).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private Optional<UUID> session(Sql sql, String keyOrId) throws SQLException {
    List<UUID> named =
        sql.list(
            "SELECT id FROM session WHERE tenant = ? AND caller_key = ? LIMIT 2",
            row -> row.uuid("id"),
            tenant.value(),
            keyOrId);
    if (named.size() > 1) {
      throw new StoreException(
          StoreException.Code.CONFLICT,
          "several sessions are named "
              + keyOrId
              + ", of different users or agents; give the session's id");
    }
    if (!named.isEmpty()) {
      return Optional.of(named.getFirst());
    }
    try {
      return Optional.of(UUID.fromString(keyOrId));
    } catch (IllegalArgumentException noId) {
      // A name that nothing has, perhaps since it was erased.
      return Optional.empty();
    }
  }

  @Override
  public Report preview(Subject subject) {
    return target(subject)
        .map(reports::preview)
        .orElseGet(() -> new Report(true, Counts.NONE, List.of()));
  }

  @Override
  public Report erase(Subject subject, String actor, int mostBatches) {
    Optional<Target> found = target(subject);
    if (found.isEmpty()) {
      return new Report(true, Counts.NONE, List.of());
    }
    Target target = found.get();
    UUID last = null;
    for (int batch = 0; batch < mostBatches; batch++) {
      Batch done =
          access.commits().write(t -> batch(t, target, actor), Lock.SAMPLES, Lock.lessons(tenant));
      last = done.erasure();
      if (done.ended()) {
        return reports.of(true, target, last);
      }
    }
    return last == null ? preview(subject) : reports.of(false, target, last);
  }

  private record Batch(UUID erasure, boolean ended) {}

  private Batch batch(Transaction transaction, Target target, String actor) throws SQLException {
    Sql sql = transaction.sql();
    transaction.cachedChanged();
    Running running = running(sql, target, actor);
    SessionEraser eraser =
        new SessionEraser(sql, access, tenant, running.id(), SessionEraser.Lessons.ERASED);
    boolean more = true;
    while (more && eraser.hasRoom()) {
      // What the user begins after the erasure began is not what was to be erased.
      Optional<UUID> session =
          sql.first(
              "SELECT e.id FROM session e WHERE e.tenant = ? AND e.started <= ? AND "
                  + target.condition()
                  + " ORDER BY e.last_step LIMIT 1",
              row -> row.uuid("id"),
              tenant.value(),
              running.started(),
              target.argument());
      more = session.isPresent();
      if (more) {
        eraser.erase(session.get());
      }
    }
    Counts counts = eraser.finish();
    if (!more) {
      counts = counts.plus(eraseRest(sql, target));
    }
    countUp(sql, running.id(), counts);
    if (!more) {
      end(sql, running.id(), target, actor);
    }
    return new Batch(running.id(), !more);
  }

  private Running running(Sql sql, Target target, String actor) throws SQLException {
    Optional<Running> running =
        sql.first(
            "SELECT id, started FROM erasure WHERE tenant = ? AND subject = ? AND ended IS NULL"
                + " ORDER BY started LIMIT 1"
                + sql.dialect().forUpdate(),
            row -> new Running(row.uuid("id"), row.instant("started")),
            tenant.value(),
            target.subject());
    if (running.isPresent()) {
      return running.get();
    }
    Running fresh = new Running(access.newId(), access.now());
    sql.update(
        "INSERT INTO erasure (tenant, id, subject, actor, started, sessions, steps, messages,"
            + " next_states, judgements, feedback, lessons, leases)"
            + " VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0)",
        tenant.value(),
        fresh.id(),
        target.subject(),
        actor,
        fresh.started());
    return fresh;
  }

  /** What was spent stays spent, by nobody in particular; the user's own budgets go. */
  private void forgetSpender(Sql sql, Object user) throws SQLException {
    sql.update(
        "INSERT INTO spending (tenant, user_name, day, agent, model, calls, prompt_tokens,"
            + " completion_tokens, cost)"
            + " SELECT tenant, '"
            + NOBODY
            + "', day, agent, model, calls, prompt_tokens, completion_tokens, cost"
            + " FROM spending WHERE tenant = ? AND user_name = ?"
            + " ON CONFLICT (tenant, user_name, day, agent, model) DO UPDATE SET"
            + " calls = spending.calls + excluded.calls,"
            + " prompt_tokens = spending.prompt_tokens + excluded.prompt_tokens,"
            + " completion_tokens = spending.completion_tokens + excluded.completion_tokens,"
            + " cost = spending.cost + excluded.cost",
        tenant.value(),
        user);
    sql.update("DELETE FROM spending WHERE tenant = ? AND user_name = ?", tenant.value(), user);
    sql.update("DELETE FROM reservation WHERE tenant = ? AND user_name = ?", tenant.value(), user);
    sql.update(
        "DELETE FROM budget WHERE tenant = ? AND kind = 'USER' AND name = ?", tenant.value(), user);
    sql.update(
        "DELETE FROM call_limit WHERE tenant = ? AND kind = 'USER' AND name = ?",
        tenant.value(),
        user);
  }

  /** What belongs to no session: lessons, leases, money, signals that wait. */
  private Counts eraseRest(Sql sql, Target target) throws SQLException {
    int lessons = 0;
    LateSignals.forget(sql, tenant, target);
    if (target.scope() != null) {
      lessons = LessonRows.remove(sql, tenant, "n.scope = ?", target.scope());
      lessons +=
          new Teachings(sql, access, tenant).forget(new UserId(target.argument().toString()));
      sql.update(
          "DELETE FROM sample_lease WHERE tenant = ? AND user_name = ?",
          tenant.value(),
          target.argument());
      sql.update(
          "DELETE FROM quarantine WHERE tenant = ? AND user_name = ?",
          tenant.value(),
          target.argument());
      forgetSpender(sql, target.argument());
    } else if (target.subject().equals("tenant")) {
      sql.update("DELETE FROM spending WHERE tenant = ?", tenant.value());
      sql.update("DELETE FROM reservation WHERE tenant = ?", tenant.value());
      sql.update("DELETE FROM budget WHERE tenant = ? AND kind <> 'TENANT'", tenant.value());
      lessons = LessonRows.remove(sql, tenant, "n.tenant = ?", tenant.value());
      sql.update("DELETE FROM learning_cursor WHERE tenant = ?", tenant.value());
      sql.update("DELETE FROM sample_lease WHERE tenant = ?", tenant.value());
      sql.update("DELETE FROM quarantine WHERE tenant = ?", tenant.value());
      sql.update("DELETE FROM golden_case WHERE tenant = ?", tenant.value());
    }
    // What a trainer last said of itself may name the user; it will say so anew.
    sql.update("DELETE FROM trainer WHERE tenant = ?", tenant.value());
    return new Counts(0, 0, 0, 0, 0, 0, lessons, 0);
  }

  private void countUp(Sql sql, UUID erasure, Counts more) throws SQLException {
    sql.update(
        "UPDATE erasure SET sessions = sessions + ?, steps = steps + ?, messages = messages + ?,"
            + " next_states = next_states + ?, judgements = judgements + ?,"
            + " feedback = feedback + ?, lessons = lessons + ?, leases = leases + ?"
            + " WHERE tenant = ? AND id = ?",
        more.sessions(),
        more.steps(),
        more.messages(),
        more.nextStates(),
        more.judgements(),
        more.feedback(),
        more.lessons(),
        more.leases(),
        tenant.value(),
        erasure);
  }

  private void end(Sql sql, UUID erasure, Target target, String actor) throws SQLException {
    sql.update(
        "UPDATE erasure SET ended = ? WHERE tenant = ? AND id = ?",
        access.now(),
        tenant.value(),
        erasure);
    Counts counts = reports.counts(sql, erasure);
    Audit.add(sql, access, tenant, "erased", target.subject(), "by " + actor + ": " + say(counts));
  }

  private static String say(Counts counts) {
    return counts.sessions()
        + " sessions, "
        + counts.steps()
        + " steps, "
        + counts.messages()
        + " messages, "
        + counts.nextStates()
        + " next states, "
        + counts.judgements()
        + " judgements, "
        + counts.feedback()
        + " feedback, "
        + counts.lessons()
        + " lessons, "
        + counts.leases()
        + " leases ended";
  }

  @Override
  public Counts expire(Instant before, int mostBatches) {
    Counts all = Counts.NONE;
    for (int batch = 0; batch < mostBatches; batch++) {
      if (!access.readers().read(sql -> oldest(sql, before)).isPresent()) {
        break;
      }
      all =
          all.plus(
              access
                  .commits()
                  .write(t -> expireBatch(t, before), Lock.SAMPLES, Lock.lessons(tenant)));
    }
    return all;
  }

  private Counts expireBatch(Transaction transaction, Instant before) throws SQLException {
    Sql sql = transaction.sql();
    transaction.cachedChanged();
    SessionEraser eraser =
        new SessionEraser(sql, access, tenant, RETENTION, SessionEraser.Lessons.KEPT);
    Optional<UUID> session = oldest(sql, before);
    while (session.isPresent() && eraser.hasRoom()) {
      eraser.erase(session.get());
      session = oldest(sql, before);
    }
    Counts counts = eraser.finish();
    if (counts.steps() + counts.sessions() > 0) {
      Audit.add(sql, access, tenant, "expired", "older than " + before, say(counts));
    }
    return counts;
  }

  private Optional<UUID> oldest(Sql sql, Instant before) throws SQLException {
    return sql.first(
        "SELECT id FROM session WHERE tenant = ? AND last_step < ? ORDER BY last_step LIMIT 1",
        row -> row.uuid("id"),
        tenant.value(),
        before);
  }

  @Override
  public boolean scrub() {
    return switch (access.dialect()) {
      case POSTGRESQL -> false;
      case SQLITE -> rewriteFile();
    };
  }

  /** {@code VACUUM} copies what is left into new pages; the checkpoint empties the log. */
  private boolean rewriteFile() {
    try (Sql sql = access.database().openWriter()) {
      long size = sql.number("PRAGMA page_count") * sql.number("PRAGMA page_size");
      if (size > MOST_REWRITTEN) {
        LOG.warn(
            "the database file has {} MiB and is not rewritten while it is served; what was erased"
                + " is overwritten, copies in unused parts may be left: see docs/privacy.md",
            size >> 20);
        return false;
      }
      sql.execute("VACUUM");
      return sql.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    } catch (SQLException e) {
      throw access.database().failures().translate(e);
    }
  }
}
