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
import dev.hone.store.LessonBook;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lessons of one tenant. */
final class SqlLessons implements LessonBook {

  private static final String SELECT =
      "SELECT id, scope, text, state, source, superseded_by, graduated_into, tokens, created"
          + " FROM lesson ";

  private final Access access;
  private final TenantId tenant;
  private final LessonCache cache;

  SqlLessons(Access access, TenantId tenant, LessonCache cache) {
    this.access = access;
    this.tenant = tenant;
    this.cache = cache;
  }

  @Override
  public Lesson add(Scope scope, String text, @Nullable StepId source, List<LessonId> superseded) {
    return change(
        transaction -> {
          Sql sql = transaction.sql();
          UUID id = access.newId();
          sql.update(
              "INSERT INTO lesson (tenant, id, scope, text, state, source, tokens, created)"
                  + " VALUES (?, ?, ?, ?, 'ACTIVE', ?, 0, ?)",
              tenant.value(),
              id,
              scope.key(),
              text,
              source == null ? null : source.value(),
              access.now());
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
            audit(sql, "lesson superseded", old, "by " + id);
          }
          LessonId added = new LessonId(id);
          audit(sql, "lesson added", added, "");
          return required(sql, added);
        });
  }

  @Override
  public Optional<Lesson> find(LessonId id) {
    return access.readers().read(sql -> one(sql, id));
  }

  @Override
  public List<Lesson> of(Scope scope) {
    return access.readers().read(sql -> ofScope(sql, tenant, scope));
  }

  @Override
  public List<Lesson> all() {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    SELECT + "WHERE tenant = ? ORDER BY id", SqlLessons::lesson, tenant.value()));
  }

  @Override
  public List<Lesson> active(AgentId agent, UserId user) {
    List<Lesson> active = new ArrayList<>();
    for (Scope scope : scopes(agent, user)) {
      active.addAll(cache.of(tenant, scope).active());
    }
    return active;
  }

  @Override
  public List<Lesson> graduated(AgentId agent, UserId user) {
    List<Lesson> graduated = new ArrayList<>();
    for (Scope scope : scopes(agent, user)) {
      graduated.addAll(cache.of(tenant, scope).graduated());
    }
    return graduated;
  }

  private static List<Scope> scopes(AgentId agent, UserId user) {
    return List.of(new Scope.OfTenant(), new Scope.OfAgent(agent), new Scope.OfUser(user));
  }

  @Override
  public Lesson edit(LessonId id, String text) {
    return change(
        transaction -> {
          Sql sql = transaction.sql();
          // Other words have another length in tokens.
          sql.update(
              "UPDATE lesson SET text = ?, tokens = 0 WHERE tenant = ? AND id = ?",
              text,
              tenant.value(),
              id.value());
          audit(sql, "lesson edited", id, "");
          return required(sql, id);
        });
  }

  @Override
  public Lesson set(LessonId id, State state) {
    if (state == State.GRADUATED) {
      throw new IllegalArgumentException("a lesson graduates into a version: call graduate");
    }
    return change(
        transaction -> {
          Sql sql = transaction.sql();
          sql.update(
              "UPDATE lesson SET state = ?, graduated_into = NULL,"
                  + " superseded_by = CASE WHEN ? = 'ACTIVE' THEN NULL ELSE superseded_by END"
                  + " WHERE tenant = ? AND id = ?",
              state,
              state,
              tenant.value(),
              id.value());
          audit(sql, "lesson set", id, state.name());
          return required(sql, id);
        });
  }

  @Override
  public Lesson graduate(LessonId id, VersionRef into, int tokens) {
    return change(
        transaction -> {
          Sql sql = transaction.sql();
          sql.update(
              "UPDATE lesson SET state = 'GRADUATED', graduated_into = ?, tokens = ?"
                  + " WHERE tenant = ? AND id = ?",
              into.toString(),
              tokens,
              tenant.value(),
              id.value());
          audit(sql, "lesson graduated", id, into.toString());
          return required(sql, id);
        });
  }

  @Override
  public void delete(LessonId id) {
    change(
        transaction -> {
          Sql sql = transaction.sql();
          Lesson deleted = required(sql, id);
          sql.update("DELETE FROM lesson WHERE tenant = ? AND id = ?", tenant.value(), id.value());
          audit(sql, "lesson deleted", id, "");
          return deleted;
        });
  }

  private Lesson change(Work<Lesson> work) {
    return access
        .commits()
        .write(
            (Transaction transaction) -> {
              transaction.cachedChanged();
              return work.run(transaction);
            },
            Lock.lessons(tenant));
  }

  private void audit(Sql sql, String action, LessonId lesson, String detail) throws SQLException {
    Audit.add(sql, access, tenant, action, lesson.toString(), detail);
  }

  private Lesson required(Sql sql, LessonId id) throws SQLException {
    return one(sql, id)
        .orElseThrow(() -> new StoreException(Code.NOT_FOUND, "there is no lesson " + id));
  }

  private Optional<Lesson> one(Sql sql, LessonId id) throws SQLException {
    return sql.first(
        SELECT + "WHERE tenant = ? AND id = ?", SqlLessons::lesson, tenant.value(), id.value());
  }

  static List<Lesson> ofScope(Sql sql, TenantId tenant, Scope scope) throws SQLException {
    return sql.list(
        SELECT + "WHERE tenant = ? AND scope = ? ORDER BY id",
        SqlLessons::lesson,
        tenant.value(),
        scope.key());
  }

  private static Lesson lesson(Row row) throws SQLException {
    UUID source = row.uuidOrNull("source");
    UUID supersededBy = row.uuidOrNull("superseded_by");
    String into = row.textOrNull("graduated_into");
    return new Lesson(
        new LessonId(row.uuid("id")),
        Scope.parse(row.text("scope")),
        row.text("text"),
        State.valueOf(row.text("state")),
        source == null ? null : new StepId(source),
        supersededBy == null ? null : new LessonId(supersededBy),
        into == null ? null : VersionRef.parse(into),
        row.integer("tokens"),
        row.instant("created"));
  }
}
