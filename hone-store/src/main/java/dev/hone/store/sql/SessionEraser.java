package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.store.Erasure.Counts;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Removes sessions from their last step to their first, so that what is left by a batch is a whole
 * beginning. Made for one batch; runs on the writer thread.
 *
 * <p>A message or frame goes when no step and no later message needs it. On PostgreSQL other
 * processes must not find one that is about to go: the tables are taken before anything is looked
 * at, in the order in which an opening step touches them. On SQLite a writer is alone.
 */
final class SessionEraser {

  /** Steps and sessions of one batch: a few milliseconds for which others wait. */
  static final int BATCH = 64;

  /** What to do with lessons whose step goes. */
  enum Lessons {
    ERASED,
    /** They stay, without their step. */
    KEPT
  }

  private record Doomed(
      UUID id, byte @Nullable [] promptHead, byte @Nullable [] answerHead, byte[] frame) {}

  private record Version(String policy, int number) {}

  private final Sql sql;
  private final TenantId tenant;
  private final UUID erasure;
  private final Lessons lessons;
  private final Teachings teachings;
  private final Set<ByteBuffer> heads = new HashSet<>();
  private final Set<ByteBuffer> frames = new HashSet<>();
  private Counts counts = Counts.NONE;
  private int room = BATCH;

  /**
   * Takes the tables.
   *
   * @param erasure under which the versions that steps have shaped are noted
   */
  SessionEraser(Sql sql, Access access, TenantId tenant, UUID erasure, Lessons lessons)
      throws SQLException {
    this.sql = sql;
    this.teachings = new Teachings(sql, access, tenant);
    this.tenant = tenant;
    this.erasure = erasure;
    this.lessons = lessons;
    switch (sql.dialect()) {
      case SQLITE -> {
        // What is removed is overwritten at once, also where the file is too large to be rewritten.
        sql.execute("PRAGMA secure_delete = ON");
      }
      case POSTGRESQL ->
          sql.execute(
              "LOCK TABLE conversation_root, session, message, prompt_frame IN ACCESS EXCLUSIVE"
                  + " MODE");
    }
  }

  boolean hasRoom() {
    return room > 0;
  }

  /** Removes as much of a session as there is room for. */
  void erase(UUID session) throws SQLException {
    List<Doomed> steps =
        sql.list(
            "SELECT id, prompt_head, answer_head, frame FROM step"
                + " WHERE tenant = ? AND session = ? ORDER BY number DESC LIMIT ?",
            row ->
                new Doomed(
                    row.uuid("id"),
                    row.bytesOrNull("prompt_head"),
                    row.bytesOrNull("answer_head"),
                    row.bytes("frame")),
            tenant.value(),
            session,
            room);
    endLeases(session);
    for (Doomed step : steps) {
      erase(step);
    }
    room -= steps.size();
    if (room > 0) {
      // What waits for an answer of this session; of another user's with the same name as well only
      // where it does not say whose it is.
      sql.update(
          "DELETE FROM waiting_signal WHERE tenant = ? AND EXISTS (SELECT 1 FROM session e"
              + " WHERE e.tenant = waiting_signal.tenant AND e.id = ?"
              + " AND (e.id = waiting_signal.session OR e.caller_key = waiting_signal.session_key)"
              + " AND e.user_name = COALESCE(waiting_signal.user_name, e.user_name))",
          tenant.value(),
          session);
      int gone =
          sql.update("DELETE FROM session WHERE tenant = ? AND id = ?", tenant.value(), session);
      add(gone, 0, 0, 0, 0, 0, 0, 0);
      room--;
    }
  }

  private void erase(Doomed step) throws SQLException {
    noteVersions(step.id());
    delete("reservation", step);
    delete("step_request", step);
    delete("step_response", step);
    delete("judging", step);
    int judgements = delete("judgement", step);
    int feedback = delete("feedback", step);
    int nextStates = delete("next_state", step);
    delete("version_lineage", step);
    delete("shadow_answer", step);
    delete("lesson_arm", step);
    int taught =
        switch (lessons) {
          case ERASED -> teachings.forget(step.id());
          case KEPT -> {
            teachings.detach(step.id());
            yield 0;
          }
        };
    int steps =
        sql.update("DELETE FROM step WHERE tenant = ? AND id = ?", tenant.value(), step.id());
    add(0, steps, 0, nextStates, judgements, feedback, taught, 0);
    note(heads, step.promptHead());
    note(heads, step.answerHead());
    note(frames, step.frame());
  }

  private static void note(Set<ByteBuffer> hashes, byte @Nullable [] hash) {
    if (hash != null) {
      hashes.add(ByteBuffer.wrap(hash));
    }
  }

  private int delete(String table, Doomed step) throws SQLException {
    return sql.update(
        "DELETE FROM " + table + " WHERE tenant = ? AND step = ?", tenant.value(), step.id());
  }

  private void noteVersions(UUID step) throws SQLException {
    List<Version> versions =
        sql.list(
            "SELECT policy, number FROM version_lineage WHERE tenant = ? AND step = ?",
            row -> new Version(row.text("policy"), row.integer("number")),
            tenant.value(),
            step);
    for (Version version : versions) {
      sql.update(
          "INSERT INTO erased_lineage (tenant, erasure, policy, number, steps)"
              + " VALUES (?, ?, ?, ?, 1) ON CONFLICT (tenant, erasure, policy, number)"
              + " DO UPDATE SET steps = erased_lineage.steps + 1",
          tenant.value(),
          erasure,
          version.policy(),
          version.number());
    }
  }

  /**
   * A person's erasure ends every run on that user's samples, and those on samples of several: they
   * may replay older steps and teach lessons that go. Retention only takes back the samples that
   * go.
   */
  private void endLeases(UUID session) throws SQLException {
    List<UUID> held =
        switch (lessons) {
          case ERASED ->
              sql.list(
                  "SELECT l.id FROM sample_lease l JOIN session e ON e.tenant = l.tenant"
                      + " AND (e.user_name = l.user_name OR l.user_name = '')"
                      + " WHERE l.tenant = ? AND e.id = ? AND l.state = 'HELD'",
                  row -> row.uuid("id"),
                  tenant.value(),
                  session);
          case KEPT ->
              sql.list(
                  "SELECT DISTINCT l.id FROM sample_lease l JOIN step s ON s.tenant = l.tenant"
                      + " AND s.lease = l.id"
                      + " WHERE l.tenant = ? AND s.session = ? AND l.state = 'HELD'",
                  row -> row.uuid("id"),
                  tenant.value(),
                  session);
        };
    for (UUID lease : held) {
      SampleLeases.erased(sql, tenant, lease);
      add(0, 0, 0, 0, 0, 0, 0, 1);
    }
  }

  /** Removes what only the erased steps needed; the last thing of a batch. */
  Counts finish() throws SQLException {
    for (ByteBuffer head : heads) {
      eraseMessages(head.array());
    }
    for (ByteBuffer frame : frames) {
      sql.update(
          "DELETE FROM prompt_frame WHERE tenant = ? AND hash = ? AND NOT EXISTS ("
              + "SELECT 1 FROM step s WHERE s.tenant = prompt_frame.tenant"
              + " AND s.frame = prompt_frame.hash)",
          tenant.value(),
          frame.array());
    }
    if (sql.dialect() == Dialect.SQLITE) {
      sql.execute("PRAGMA secure_delete = OFF");
    }
    return counts;
  }

  /** From the last message back to the first that something else needs. */
  private void eraseMessages(byte[] head) throws SQLException {
    byte[] hash = head;
    while (hash != null && !needed(hash)) {
      byte[] current = hash;
      hash =
          sql.first(
                  "SELECT previous FROM message WHERE tenant = ? AND hash = ?",
                  row -> new Link(row.bytesOrNull("previous")),
                  tenant.value(),
                  current)
              .map(Link::previous)
              .orElse(null);
      int gone =
          sql.update("DELETE FROM message WHERE tenant = ? AND hash = ?", tenant.value(), current);
      if (hash == null) {
        sql.update(
            "DELETE FROM conversation_root WHERE tenant = ? AND hash = ?",
            tenant.value(),
            Root.hash(current));
      }
      add(0, 0, gone, 0, 0, 0, 0, 0);
    }
  }

  private record Link(byte @Nullable [] previous) {}

  private boolean needed(byte[] hash) throws SQLException {
    return exists("message", "previous", hash)
        || exists("step", "answer_head", hash)
        || exists("step", "prompt_head", hash);
  }

  private boolean exists(String table, String column, byte[] hash) throws SQLException {
    return sql.exists(
        "SELECT 1 FROM " + table + " WHERE tenant = ? AND " + column + " = ? LIMIT 1",
        tenant.value(),
        hash);
  }

  private void add(
      long sessions,
      long steps,
      long messages,
      long nextStates,
      long judgements,
      long feedback,
      long taught,
      long leases) {
    counts =
        counts.plus(
            new Counts(
                sessions, steps, messages, nextStates, judgements, feedback, taught, leases));
  }
}
