package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.store.Lesson;
import dev.hone.store.Lesson.State;
import dev.hone.store.LessonArm;
import dev.hone.store.LessonBook;
import dev.hone.store.LessonTrials;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.Teaching;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lessons of one tenant. */
final class SqlLessons implements LessonBook {

  private final Access access;
  private final TenantId tenant;
  private final LessonCache cache;
  private final SqlTrials trials;

  SqlLessons(Access access, TenantId tenant, LessonCache cache) {
    this.access = access;
    this.tenant = tenant;
    this.cache = cache;
    this.trials = new SqlTrials(access, tenant);
  }

  @Override
  public Lesson add(Scope scope, String text, @Nullable StepId source, List<LessonId> superseded) {
    return change(
        sql -> {
          LessonId added = insert(sql, scope, text, source, 0, superseded);
          if (source != null) {
            new Teachings(sql, access, tenant).add(added, source, text);
          }
          return LessonRows.required(sql, tenant, added);
        });
  }

  @Override
  public Lesson share(
      Scope scope, String text, List<Teaching> taught, int needed, List<LessonId> superseded) {
    return change(
        sql -> {
          // Another process may have seen the same.
          for (Lesson known : LessonRows.ofScope(sql, tenant, scope)) {
            if (known.text().equals(text) && known.state() == State.ACTIVE) {
              new Teachings(sql, access, tenant).add(known.id(), taught);
              return known;
            }
          }
          LessonId added = insert(sql, scope, text, null, needed, superseded);
          Teachings teachings = new Teachings(sql, access, tenant);
          teachings.add(added, taught);
          teachings.withdraw(LessonRows.required(sql, tenant, added));
          return LessonRows.required(sql, tenant, added);
        });
  }

  private LessonId insert(
      Sql sql,
      Scope scope,
      String text,
      @Nullable StepId source,
      int needed,
      List<LessonId> superseded)
      throws SQLException {
    UUID id = access.newId();
    Instant now = access.now();
    sql.update(
        "INSERT INTO lesson (tenant, id, scope, text, state, source, tokens, created, confirmed,"
            + " needed) VALUES (?, ?, ?, ?, 'ACTIVE', ?, 0, ?, ?, ?)",
        tenant.value(),
        id,
        scope.key(),
        text,
        source == null ? null : source.value(),
        now,
        now,
        needed);
    for (LessonId old : superseded) {
      int changed =
          sql.update(
              "UPDATE lesson SET state = 'SUPERSEDED', superseded_by = ?"
                  + " WHERE tenant = ? AND id = ? AND scope = ?",
              id,
              tenant.value(),
              old.value(),
              scope.key());
      if (changed == 0) {
        throw new StoreException(
            Code.NOT_FOUND, "there is no lesson " + old + " of scope " + scope.key());
      }
      SqlTrials.stop(sql, access, tenant, old);
      audit(sql, "lesson superseded", old, "by " + id);
    }
    LessonId added = new LessonId(id);
    audit(sql, "lesson added", added, "");
    return added;
  }

  @Override
  public Lesson confirm(LessonId id, StepId step, String words) {
    return change(
        sql -> {
          Lesson before = LessonRows.required(sql, tenant, id);
          if (!new Teachings(sql, access, tenant).add(id, step, words)) {
            return before;
          }
          boolean back =
              switch (before.state()) {
                case ACTIVE, OFF, SUPERSEDED -> false;
                case GRADUATED, AGED, DROPPED, WITHDRAWN -> true;
              };
          sql.update(
              "UPDATE lesson SET confirmed = ? WHERE tenant = ? AND id = ?",
              access.now(),
              tenant.value(),
              id.value());
          if (back) {
            bringBack(sql, id);
            audit(sql, "lesson taught again", id, "it was " + before.state());
          }
          return LessonRows.required(sql, tenant, id);
        });
  }

  /** What was measured before counts no longer: the user has said it anew. */
  private void bringBack(Sql sql, LessonId id) throws SQLException {
    sql.update(
        "UPDATE lesson SET state = 'ACTIVE', graduated_into = NULL, uses = 0, proved = 0"
            + " WHERE tenant = ? AND id = ?",
        tenant.value(),
        id.value());
  }

  @Override
  public Lesson support(LessonId id, List<Teaching> taught) {
    return change(
        sql -> {
          Lesson before = LessonRows.required(sql, tenant, id);
          Teachings teachings = new Teachings(sql, access, tenant);
          if (!teachings.add(id, taught)) {
            return before;
          }
          sql.update(
              "UPDATE lesson SET confirmed = ? WHERE tenant = ? AND id = ?",
              access.now(),
              tenant.value(),
              id.value());
          boolean away =
              before.state() == State.AGED
                  || before.state() == State.WITHDRAWN
                  || before.state() == State.GRADUATED;
          if (away && teachings.users(id) >= before.needed()) {
            bringBack(sql, id);
            audit(sql, "lesson taught again", id, "it was " + before.state());
          }
          return LessonRows.required(sql, tenant, id);
        });
  }

  @Override
  public Lesson renounce(LessonId id, UserId user) {
    return change(
        sql -> {
          Lesson before = LessonRows.required(sql, tenant, id);
          new Teachings(sql, access, tenant).forget(id, user);
          return LessonRows.one(sql, tenant, id).orElse(before);
        });
  }

  @Override
  public List<LessonId> withdrawUnsupported() {
    List<Lesson> shared =
        access
            .readers()
            .read(
                sql ->
                    sql.list(
                        LessonRows.SELECT
                            + "WHERE tenant = ? AND needed > 0"
                            + " AND state IN ('ACTIVE', 'GRADUATED', 'AGED') ORDER BY id",
                        LessonRows::lesson,
                        tenant.value()));
    List<LessonId> withdrawn = new ArrayList<>();
    for (Lesson lesson : shared) {
      boolean few =
          access
              .readers()
              .read(sql -> new Teachings(sql, access, tenant).users(lesson.id()) < lesson.needed());
      if (few) {
        change(
            sql -> {
              new Teachings(sql, access, tenant).withdraw(lesson);
              return LessonRows.required(sql, tenant, lesson.id());
            });
        withdrawn.add(lesson.id());
      }
    }
    return withdrawn;
  }

  @Override
  public List<Lesson> taughtBy(StepId step, String words) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    LessonRows.SELECT
                        + "WHERE tenant = ? AND id IN (SELECT t.lesson FROM lesson_source t"
                        + " WHERE t.tenant = ? AND t.step = ? AND t.words = ?) ORDER BY id",
                    LessonRows::lesson,
                    tenant.value(),
                    tenant.value(),
                    step.value(),
                    words));
  }

  @Override
  public List<Teaching> teachings(LessonId id) {
    return access.readers().read(sql -> Teachings.of(sql, tenant, id));
  }

  @Override
  public Map<LessonId, List<Teaching>> teachings() {
    return access.readers().read(sql -> Teachings.all(sql, tenant));
  }

  @Override
  public Optional<Lesson> find(LessonId id) {
    return access.readers().read(sql -> LessonRows.one(sql, tenant, id));
  }

  @Override
  public List<Lesson> of(Scope scope) {
    return access.readers().read(sql -> LessonRows.ofScope(sql, tenant, scope));
  }

  @Override
  public List<Lesson> all() {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    LessonRows.SELECT + "WHERE tenant = ? ORDER BY id",
                    LessonRows::lesson,
                    tenant.value()));
  }

  @Override
  public List<Lesson> newestOfUsers(int most) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    LessonRows.SELECT
                        + "WHERE tenant = ? AND state IN ('ACTIVE', 'GRADUATED')"
                        + " AND scope LIKE 'user:%' ORDER BY id DESC LIMIT ?",
                    LessonRows::lesson,
                    tenant.value(),
                    most));
  }

  @Override
  public List<Lesson> active(AgentId agent, UserId user) {
    return cache.inForce(tenant, agent, user);
  }

  @Override
  public List<Lesson> graduated(AgentId agent, UserId user) {
    List<Lesson> graduated = new ArrayList<>();
    for (Scope scope :
        List.of(new Scope.OfTenant(), new Scope.OfAgent(agent), new Scope.OfUser(user))) {
      graduated.addAll(cache.of(tenant, scope).graduated());
    }
    return graduated;
  }

  @Override
  public Lesson edit(LessonId id, String text) {
    return change(
        sql -> {
          // Other words have another length in tokens, and another effect.
          sql.update(
              "UPDATE lesson SET text = ?, tokens = 0, uses = 0, proved = 0"
                  + " WHERE tenant = ? AND id = ?",
              text,
              tenant.value(),
              id.value());
          SqlTrials.stop(sql, access, tenant, id);
          audit(sql, "lesson edited", id, "");
          return LessonRows.required(sql, tenant, id);
        });
  }

  @Override
  public Lesson set(LessonId id, State state) {
    if (state == State.GRADUATED) {
      throw new IllegalArgumentException("a lesson graduates into a version: call graduate");
    }
    return change(
        sql -> {
          sql.update(
              "UPDATE lesson SET state = ?, graduated_into = NULL,"
                  + " superseded_by = CASE WHEN ? = 'ACTIVE' THEN NULL ELSE superseded_by END,"
                  // Whoever switches it on wants it to live as long as a new one.
                  + " confirmed = CASE WHEN ? = 'ACTIVE' THEN ? ELSE confirmed END"
                  + " WHERE tenant = ? AND id = ?",
              state,
              state,
              state,
              access.now(),
              tenant.value(),
              id.value());
          SqlTrials.stop(sql, access, tenant, id);
          audit(sql, "lesson set", id, state.name());
          return LessonRows.required(sql, tenant, id);
        });
  }

  @Override
  public Lesson graduate(LessonId id, VersionRef into, int tokens) {
    return change(
        sql -> {
          sql.update(
              "UPDATE lesson SET state = 'GRADUATED', graduated_into = ?, tokens = ?"
                  + " WHERE tenant = ? AND id = ?",
              into.toString(),
              tokens,
              tenant.value(),
              id.value());
          SqlTrials.stop(sql, access, tenant, id);
          audit(sql, "lesson graduated", id, into.toString());
          return LessonRows.required(sql, tenant, id);
        });
  }

  @Override
  public void delete(LessonId id) {
    change(
        sql -> {
          Lesson deleted = LessonRows.required(sql, tenant, id);
          LessonRows.remove(sql, tenant, "n.id = ?", id.value());
          audit(sql, "lesson deleted", id, "");
          return deleted;
        });
  }

  @Override
  public List<LessonId> age(Instant before) {
    String old =
        "WHERE tenant = ? AND state = 'ACTIVE' AND confirmed < ? AND COALESCE(applied, 0) < ?";
    List<LessonId> aged =
        access
            .readers()
            .read(
                sql ->
                    sql.list(
                        "SELECT id FROM lesson " + old + " ORDER BY id",
                        row -> new LessonId(row.uuid("id")),
                        tenant.value(),
                        before,
                        before));
    List<LessonId> done = new ArrayList<>();
    for (LessonId id : aged) {
      Lesson now =
          change(
              sql -> {
                int changed =
                    sql.update(
                        "UPDATE lesson SET state = 'AGED' " + old + " AND id = ?",
                        tenant.value(),
                        before,
                        before,
                        id.value());
                if (changed > 0) {
                  SqlTrials.stop(sql, access, tenant, id);
                  audit(sql, "lesson aged", id, "neither taught nor of use since " + before);
                }
                return LessonRows.required(sql, tenant, id);
              });
      if (now.state() == State.AGED) {
        done.add(id);
      }
    }
    return done;
  }

  @Override
  public int countUses(int most) {
    if (!access.readers().read(sql -> LessonUses.isBehind(sql, access, tenant))) {
      return 0;
    }
    return access
        .commits()
        .write(
            transaction -> LessonUses.count(transaction, access, tenant, most),
            Lock.lessons(tenant));
  }

  @Override
  public LessonTrials trials() {
    return trials;
  }

  @Override
  public List<LessonArm> arms(StepId step) {
    return access.readers().read(sql -> SqlTrials.arms(sql, tenant, step));
  }

  private interface Change {
    Lesson run(Sql sql) throws SQLException;
  }

  private Lesson change(Change change) {
    return access
        .commits()
        .write(
            transaction -> {
              transaction.cachedChanged();
              return change.run(transaction.sql());
            },
            Lock.lessons(tenant));
  }

  private void audit(Sql sql, String action, LessonId lesson, String detail) throws SQLException {
    Audit.add(sql, access, tenant, action, lesson.toString(), detail);
  }
}
