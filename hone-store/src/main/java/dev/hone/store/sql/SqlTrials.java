package dev.hone.store.sql;

import dev.hone.core.LessonId;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.store.Lesson;
import dev.hone.store.LessonArm;
import dev.hone.store.LessonTrial;
import dev.hone.store.LessonTrial.State;
import dev.hone.store.LessonTrials;
import java.sql.SQLException;
import java.util.List;

/** Trials as rows: whoever reads them computes the same, in any process. */
final class SqlTrials implements LessonTrials {

  private static final String SELECT =
      "SELECT lesson, started, share, state, reading, ended FROM lesson_trial ";

  private static final String NO_READING = "{}";

  private final Access access;
  private final TenantId tenant;

  SqlTrials(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  /** Notes what a step was given and what was kept from it, in the step's own transaction. */
  static void keep(Sql sql, TenantId tenant, StepId step, List<LessonArm> arms)
      throws SQLException {
    for (LessonArm arm : arms) {
      sql.update(
          "INSERT INTO lesson_arm (tenant, lesson, step, withheld) VALUES (?, ?, ?, ?)"
              + " ON CONFLICT (tenant, lesson, step) DO NOTHING",
          tenant.value(),
          arm.lesson().value(),
          step.value(),
          arm.withheld());
    }
  }

  static List<LessonArm> arms(Sql sql, TenantId tenant, StepId step) throws SQLException {
    return sql.list(
        "SELECT lesson, withheld FROM lesson_arm WHERE tenant = ? AND step = ? ORDER BY lesson",
        row -> new LessonArm(new LessonId(row.uuid("lesson")), row.flag("withheld")),
        tenant.value(),
        step.value());
  }

  @Override
  public boolean begin(LessonId lesson, double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("the share must lie between 0 and 1");
    }
    return access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              Lesson now = LessonRows.required(sql, tenant, lesson);
              if (now.state() != Lesson.State.ACTIVE
                  || sql.exists(
                      "SELECT 1 FROM lesson WHERE tenant = ? AND scope = ? AND hold_out > 0",
                      tenant.value(),
                      now.scope().key())) {
                return false;
              }
              transaction.cachedChanged();
              sql.update(
                  "INSERT INTO lesson_trial (tenant, lesson, started, share, state, reading)"
                      + " VALUES (?, ?, ?, ?, ?, ?)",
                  tenant.value(),
                  lesson.value(),
                  access.now(),
                  share,
                  State.OPEN,
                  NO_READING);
              sql.update(
                  "UPDATE lesson SET hold_out = ? WHERE tenant = ? AND id = ?",
                  share,
                  tenant.value(),
                  lesson.value());
              Audit.add(sql, access, tenant, "lesson on trial", lesson.toString(), "");
              return true;
            },
            Lock.lessons(tenant));
  }

  @Override
  public List<Lesson> ripe(long uses, int most) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    LessonRows.SELECT
                        + "n WHERE tenant = ? AND state = 'ACTIVE' AND proved = 0"
                        + " AND hold_out = 0 AND uses >= ?"
                        + " AND NOT EXISTS (SELECT 1 FROM lesson_trial t WHERE t.tenant = n.tenant"
                        + " AND t.lesson = n.id AND t.state = 'UNDECIDED'"
                        + " AND t.ended >= n.confirmed)"
                        + " AND NOT EXISTS (SELECT 1 FROM lesson o WHERE o.tenant = n.tenant"
                        + " AND o.scope = n.scope AND o.hold_out > 0)"
                        + " ORDER BY uses DESC, id LIMIT ?",
                    LessonRows::lesson,
                    tenant.value(),
                    uses,
                    most));
  }

  @Override
  public List<LessonTrial> open() {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    SELECT + "WHERE tenant = ? AND state = 'OPEN' ORDER BY started, lesson",
                    SqlTrials::trial,
                    tenant.value()));
  }

  @Override
  public List<LessonTrial> all() {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    SELECT + "WHERE tenant = ? ORDER BY started, lesson",
                    SqlTrials::trial,
                    tenant.value()));
  }

  @Override
  public List<LessonTrial> of(LessonId lesson) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    SELECT + "WHERE tenant = ? AND lesson = ? ORDER BY started",
                    SqlTrials::trial,
                    tenant.value(),
                    lesson.value()));
  }

  @Override
  public void note(LessonTrial trial, String reading) {
    access
        .commits()
        .write(
            transaction ->
                transaction
                    .sql()
                    .update(
                        "UPDATE lesson_trial SET reading = ? WHERE tenant = ? AND lesson = ?"
                            + " AND started = ? AND state = 'OPEN'",
                        reading,
                        tenant.value(),
                        trial.lesson().value(),
                        trial.started()),
            Lock.lessons(tenant));
  }

  @Override
  public boolean end(LessonTrial trial, State outcome, String reading) {
    return access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              int ended =
                  sql.update(
                      "UPDATE lesson_trial SET state = ?, reading = ?, ended = ? WHERE tenant = ?"
                          + " AND lesson = ? AND started = ? AND state = 'OPEN'",
                      outcome,
                      reading,
                      access.now(),
                      tenant.value(),
                      trial.lesson().value(),
                      trial.started());
              if (ended == 0) {
                return false;
              }
              transaction.cachedChanged();
              conclude(sql, trial.lesson(), outcome);
              return true;
            },
            Lock.lessons(tenant));
  }

  private void conclude(Sql sql, LessonId lesson, State outcome) throws SQLException {
    sql.update(
        "UPDATE lesson SET hold_out = 0 WHERE tenant = ? AND id = ?",
        tenant.value(),
        lesson.value());
    switch (outcome) {
      case HELPS ->
          sql.update(
              "UPDATE lesson SET proved = 1 WHERE tenant = ? AND id = ?",
              tenant.value(),
              lesson.value());
      case NO_HELP, HARMS ->
          sql.update(
              "UPDATE lesson SET state = 'DROPPED', proved = 0 WHERE tenant = ? AND id = ?"
                  + " AND state = 'ACTIVE'",
              tenant.value(),
              lesson.value());
      case OPEN, UNDECIDED, ENDED -> {}
    }
    Audit.add(sql, access, tenant, "lesson trial ended", lesson.toString(), outcome.name());
  }

  /** What was measured of a lesson does not count any more. */
  static void stop(Sql sql, Access access, TenantId tenant, LessonId lesson) throws SQLException {
    sql.update(
        "UPDATE lesson_trial SET state = 'ENDED', ended = ? WHERE tenant = ? AND lesson = ?"
            + " AND state = 'OPEN'",
        access.now(),
        tenant.value(),
        lesson.value());
    sql.update(
        "UPDATE lesson SET hold_out = 0 WHERE tenant = ? AND id = ? AND hold_out <> 0",
        tenant.value(),
        lesson.value());
  }

  @Override
  public List<Signal> signals(LessonTrial trial, int most) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT s.user_name, s.session, a.withheld, s.verdict FROM lesson_arm a"
                        + " JOIN step s ON s.tenant = a.tenant AND s.id = a.step"
                        + " WHERE a.tenant = ? AND a.lesson = ? AND s.started >= ?"
                        + " AND s.verdict_rank > 0 AND s.line = 'MAIN' AND s.superseded = 0 AND"
                        + SqlQuarantine.STEP_IS_FREE
                        + "ORDER BY s.judged, s.id LIMIT ?",
                    row ->
                        new Signal(
                            new UserId(row.text("user_name")),
                            new SessionId(row.uuid("session")),
                            row.flag("withheld"),
                            Verdict.valueOf(row.text("verdict"))),
                    tenant.value(),
                    trial.lesson().value(),
                    trial.started(),
                    most));
  }

  private static LessonTrial trial(Row row) throws SQLException {
    Double share = row.realOrNull("share");
    return new LessonTrial(
        new LessonId(row.uuid("lesson")),
        row.instant("started"),
        share == null ? 0 : share,
        State.valueOf(row.text("state")),
        row.text("reading"),
        row.numberOrNull("ended") == null ? null : row.instant("ended"));
  }
}
