package dev.hone.store.sql;

import dev.hone.core.LessonId;
import dev.hone.core.TenantId;
import dev.hone.core.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Counts uses of lessons from the judgements, behind a cursor. Counting away from the judging keeps
 * the row of a lesson that everybody shares out of everybody's transactions.
 */
final class LessonUses {

  private static final String CURSOR = "lesson uses";

  /**
   * Younger judgements are left for the next time: on PostgreSQL one with a lower number may still
   * be committed after one with a higher number.
   */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  private record Judged(long sequence, boolean first, String lessons, String verdict, long begun) {}

  private record Use(long uses, long applied) {

    Use plus(Use other) {
      return new Use(uses + other.uses, Math.max(applied, other.applied));
    }
  }

  private LessonUses() {}

  /** Whether there is something to count. */
  static boolean isBehind(Sql sql, Access access, TenantId tenant) throws SQLException {
    long from =
        sql.number(
            "SELECT position FROM learning_cursor WHERE tenant = ? AND name = ?",
            tenant.value(),
            CURSOR);
    return sql.exists(
        "SELECT 1 FROM judgement WHERE tenant = ? AND sequence > ? AND at <= ? LIMIT 1",
        tenant.value(),
        from,
        access.now().minus(SETTLED));
  }

  static int count(Transaction transaction, Access access, TenantId tenant, int most)
      throws SQLException {
    Sql sql = transaction.sql();
    long from =
        sql.number(
            "SELECT position FROM learning_cursor WHERE tenant = ? AND name = ?"
                + sql.dialect().forUpdate(),
            tenant.value(),
            CURSOR);
    List<Judged> judged =
        sql.list(
            "SELECT j.sequence, s.lessons, s.verdict, s.started, CASE WHEN j.source_rank > 0"
                + " AND NOT EXISTS (SELECT 1 FROM judgement o WHERE o.tenant = j.tenant"
                + " AND o.step = j.step AND o.source_rank > 0 AND o.sequence < j.sequence)"
                + " THEN 1 ELSE 0 END AS first_known FROM judgement j"
                + " JOIN step s ON s.tenant = j.tenant AND s.id = j.step"
                + " WHERE j.tenant = ? AND j.sequence > ? AND j.at <= ? ORDER BY j.sequence LIMIT ?",
            row ->
                new Judged(
                    row.number("sequence"),
                    row.flag("first_known"),
                    row.text("lessons"),
                    row.text("verdict"),
                    row.number("started")),
            tenant.value(),
            from,
            access.now().minus(SETTLED),
            most);
    if (judged.isEmpty()) {
      return 0;
    }
    // In one order everywhere, so that two processes never wait for each other.
    Map<UUID, Use> uses = new TreeMap<>();
    for (Judged one : judged) {
      if (one.first()) {
        boolean bad = one.verdict().equals(Verdict.BAD.name());
        for (LessonId lesson : access.json().lessons(one.lessons())) {
          uses.merge(lesson.value(), new Use(1, bad ? 0 : one.begun()), Use::plus);
        }
      }
    }
    for (Map.Entry<UUID, Use> use : uses.entrySet()) {
      sql.update(
          "UPDATE lesson SET uses = uses + ?, applied = CASE WHEN ? > COALESCE(applied, 0)"
              + " THEN ? ELSE applied END WHERE tenant = ? AND id = ?",
          use.getValue().uses(),
          use.getValue().applied(),
          use.getValue().applied(),
          tenant.value(),
          use.getKey());
    }
    sql.update(
        "INSERT INTO learning_cursor (tenant, name, position) VALUES (?, ?, ?)"
            + " ON CONFLICT (tenant, name) DO UPDATE SET position = excluded.position",
        tenant.value(),
        CURSOR,
        judged.getLast().sequence());
    return judged.size();
  }
}
