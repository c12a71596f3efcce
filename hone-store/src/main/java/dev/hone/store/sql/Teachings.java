package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.LessonId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.store.Lesson;
import dev.hone.store.Lesson.State;
import dev.hone.store.Teaching;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who taught which lesson, inside one transaction. What a lesson says and whether it stands follows
 * from who is left: a user's own lesson goes with the last step that taught it, a shared one is
 * withdrawn when fewer users are left than it needs, and no lesson keeps words that nobody who is
 * left has said.
 */
final class Teachings {

  private final Sql sql;
  private final Access access;
  private final TenantId tenant;

  Teachings(Sql sql, Access access, TenantId tenant) {
    this.sql = sql;
    this.access = access;
    this.tenant = tenant;
  }

  /** Says that a step taught a lesson; does nothing if it did already, or is not there. */
  boolean add(LessonId lesson, StepId step, String words) throws SQLException {
    return sql.update(
            "INSERT INTO lesson_source (tenant, id, lesson, user_name, agent, step, words, at)"
                + " SELECT s.tenant, ?, ?, s.user_name, s.agent, s.id, ?, ? FROM step s"
                + " WHERE s.tenant = ? AND s.id = ? AND NOT EXISTS (SELECT 1 FROM lesson_source o"
                + " WHERE o.tenant = s.tenant AND o.step = s.id AND o.lesson = ?)",
            access.newId(),
            lesson.value(),
            words,
            access.now().toEpochMilli(),
            tenant.value(),
            step.value(),
            lesson.value())
        > 0;
  }

  /** Adds what is not there yet. */
  boolean add(LessonId lesson, List<Teaching> taught) throws SQLException {
    boolean added = false;
    for (Teaching one : taught) {
      StepId step = one.step();
      boolean known =
          step == null
              ? sql.exists(
                  "SELECT 1 FROM lesson_source WHERE tenant = ? AND lesson = ? AND user_name = ?",
                  tenant.value(),
                  lesson.value(),
                  one.user().value())
              : sql.exists(
                  "SELECT 1 FROM lesson_source WHERE tenant = ? AND step = ? AND lesson = ?",
                  tenant.value(),
                  step.value(),
                  lesson.value());
      if (known) {
        continue;
      }
      AgentId agent = one.agent();
      sql.update(
          "INSERT INTO lesson_source (tenant, id, lesson, user_name, agent, step, words, at)"
              // A step that is gone by now is not named.
              + " VALUES (?, ?, ?, ?, ?, (SELECT id FROM step WHERE tenant = ? AND id = ?), ?, ?)",
          tenant.value(),
          access.newId(),
          lesson.value(),
          one.user().value(),
          agent == null ? null : agent.value(),
          tenant.value(),
          step == null ? null : step.value(),
          one.words(),
          one.at());
      added = true;
    }
    return added;
  }

  static List<Teaching> of(Sql sql, TenantId tenant, LessonId lesson) throws SQLException {
    return sql.list(
        "SELECT user_name, agent, step, words, at FROM lesson_source"
            + " WHERE tenant = ? AND lesson = ? ORDER BY at, id",
        Teachings::teaching,
        tenant.value(),
        lesson.value());
  }

  private record Of(LessonId lesson, Teaching teaching) {}

  static Map<LessonId, List<Teaching>> all(Sql sql, TenantId tenant) throws SQLException {
    Map<LessonId, List<Teaching>> all = new LinkedHashMap<>();
    for (Of one :
        sql.list(
            "SELECT lesson, user_name, agent, step, words, at FROM lesson_source"
                + " WHERE tenant = ? ORDER BY at, id",
            row -> new Of(new LessonId(row.uuid("lesson")), teaching(row)),
            tenant.value())) {
      all.computeIfAbsent(one.lesson(), lesson -> new ArrayList<>()).add(one.teaching());
    }
    return all;
  }

  private static Teaching teaching(Row row) throws SQLException {
    String agent = row.textOrNull("agent");
    UUID step = row.uuidOrNull("step");
    return new Teaching(
        new UserId(row.text("user_name")),
        agent == null ? null : new AgentId(agent),
        step == null ? null : new StepId(step),
        row.text("words"),
        row.instant("at"));
  }

  /** Different users who taught it and are not in quarantine. */
  int users(LessonId lesson) throws SQLException {
    return Math.toIntExact(
        sql.number(
            "SELECT COUNT(DISTINCT s.user_name) FROM lesson_source s"
                + " WHERE s.tenant = ? AND s.lesson = ? AND"
                + SqlQuarantine.STEP_IS_FREE,
            tenant.value(),
            lesson.value()));
  }

  /** Everything that a user taught to others is undone; returns how many lessons went with it. */
  int forget(UserId user) throws SQLException {
    return forget("user_name = ?", user.value());
  }

  /** A step is erased; returns how many lessons went with it. */
  int forget(UUID step) throws SQLException {
    return forget("step = ?", step);
  }

  /** What a user taught others in one lesson is undone. */
  int forget(LessonId lesson, UserId user) throws SQLException {
    return forget("user_name = ? AND lesson = ?", user.value(), lesson.value());
  }

  private record Gone(LessonId lesson, String words) {}

  private int forget(String which, Object... arguments) throws SQLException {
    List<@Nullable Object> all = new ArrayList<>();
    all.add(tenant.value());
    all.addAll(List.of(arguments));
    Map<LessonId, Set<String>> gone = new LinkedHashMap<>();
    for (Gone one :
        sql.list(
            "SELECT lesson, words FROM lesson_source WHERE tenant = ? AND " + which,
            row -> new Gone(new LessonId(row.uuid("lesson")), row.text("words")),
            all.toArray())) {
      gone.computeIfAbsent(one.lesson(), lesson -> new HashSet<>()).add(one.words());
    }
    if (gone.isEmpty()) {
      return 0;
    }
    sql.update("DELETE FROM lesson_source WHERE tenant = ? AND " + which, all.toArray());
    int lessons = 0;
    for (Map.Entry<LessonId, Set<String>> one : gone.entrySet()) {
      lessons += settle(one.getKey(), one.getValue());
    }
    return lessons;
  }

  /** Retention takes the step and leaves the lesson. */
  void detach(UUID step) throws SQLException {
    sql.update(
        "UPDATE lesson_source SET step = NULL WHERE tenant = ? AND step = ?", tenant.value(), step);
    sql.update(
        "UPDATE lesson SET source = NULL WHERE tenant = ? AND source = ?", tenant.value(), step);
  }

  /** Returns 1 if the lesson is gone. */
  private int settle(LessonId id, Set<String> gone) throws SQLException {
    Lesson lesson = LessonRows.required(sql, tenant, id);
    List<Teaching> left = of(sql, tenant, id);
    if (left.isEmpty()) {
      LessonRows.remove(sql, tenant, "n.id = ?", id.value());
      Audit.add(
          sql, access, tenant, "lesson erased", id.toString(), "nobody is left who taught it");
      return 1;
    }
    if (lesson.source() != null) {
      StepId source = left.getFirst().step();
      sql.update(
          "UPDATE lesson SET source = ? WHERE tenant = ? AND id = ?",
          source == null ? null : source.value(),
          tenant.value(),
          id.value());
    }
    if (gone.contains(lesson.text())
        && left.stream().noneMatch(one -> one.words().equals(lesson.text()))) {
      reword(id, left.getLast().words());
    }
    withdraw(lesson);
    return 0;
  }

  /** Words of somebody who is gone are not kept. */
  private void reword(LessonId lesson, String words) throws SQLException {
    sql.update(
        "UPDATE lesson SET text = ?, tokens = 0 WHERE tenant = ? AND id = ?",
        words,
        tenant.value(),
        lesson.value());
    Audit.add(
        sql,
        access,
        tenant,
        "lesson reworded",
        lesson.toString(),
        "the words of somebody else who taught it");
  }

  /** Takes a shared lesson out of prompts if too few users are left who taught it. */
  boolean withdraw(Lesson lesson) throws SQLException {
    if (lesson.needed() == 0 || users(lesson.id()) >= lesson.needed()) {
      return false;
    }
    int withdrawn =
        sql.update(
            "UPDATE lesson SET state = ?, hold_out = 0 WHERE tenant = ? AND id = ?"
                + " AND state IN ('ACTIVE', 'GRADUATED', 'AGED')",
            State.WITHDRAWN,
            tenant.value(),
            lesson.id().value());
    if (withdrawn > 0) {
      SqlTrials.stop(sql, access, tenant, lesson.id());
      Audit.add(
          sql,
          access,
          tenant,
          "lesson withdrawn",
          lesson.id().toString(),
          "fewer than " + lesson.needed() + " users are left who taught it");
    }
    return withdrawn > 0;
  }
}
