package dev.hone.store.sql;

import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import dev.hone.store.Lesson;
import dev.hone.store.Lesson.State;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads lessons, and removes them with everything that hangs on them. */
final class LessonRows {

  static final String SELECT =
      "SELECT id, scope, text, state, source, superseded_by, graduated_into, tokens, created,"
          + " confirmed, applied, uses, needed, hold_out, proved FROM lesson ";

  private LessonRows() {}

  static Lesson required(Sql sql, TenantId tenant, LessonId id) throws SQLException {
    return one(sql, tenant, id)
        .orElseThrow(() -> new StoreException(Code.NOT_FOUND, "there is no lesson " + id));
  }

  static Optional<Lesson> one(Sql sql, TenantId tenant, LessonId id) throws SQLException {
    return sql.first(
        SELECT + "WHERE tenant = ? AND id = ?", LessonRows::lesson, tenant.value(), id.value());
  }

  static List<Lesson> ofScope(Sql sql, TenantId tenant, Scope scope) throws SQLException {
    return sql.list(
        SELECT + "WHERE tenant = ? AND scope = ? ORDER BY id",
        LessonRows::lesson,
        tenant.value(),
        scope.key());
  }

  /**
   * Removes lessons.
   *
   * @param which a condition on {@code lesson n} with one argument
   */
  static int remove(Sql sql, TenantId tenant, String which, @Nullable Object argument)
      throws SQLException {
    for (String table : List.of("lesson_source", "lesson_trial", "lesson_arm")) {
      sql.update(
          "DELETE FROM "
              + table
              + " WHERE tenant = ? AND lesson IN (SELECT n.id FROM lesson n WHERE n.tenant = ?"
              + " AND "
              + which
              + ")",
          tenant.value(),
          tenant.value(),
          argument);
    }
    return sql.update(
        "DELETE FROM lesson WHERE tenant = ? AND id IN (SELECT n.id FROM lesson n"
            + " WHERE n.tenant = ? AND "
            + which
            + ")",
        tenant.value(),
        tenant.value(),
        argument);
  }

  static Lesson lesson(Row row) throws SQLException {
    UUID source = row.uuidOrNull("source");
    UUID supersededBy = row.uuidOrNull("superseded_by");
    String into = row.textOrNull("graduated_into");
    Double holdOut = row.realOrNull("hold_out");
    return new Lesson(
        new LessonId(row.uuid("id")),
        Scope.parse(row.text("scope")),
        row.text("text"),
        State.valueOf(row.text("state")),
        source == null ? null : new StepId(source),
        supersededBy == null ? null : new LessonId(supersededBy),
        into == null ? null : VersionRef.parse(into),
        row.integer("tokens"),
        row.instant("created"),
        row.instant("confirmed"),
        row.numberOrNull("applied") == null ? null : row.instant("applied"),
        row.number("uses"),
        row.integer("needed"),
        holdOut == null ? 0 : holdOut,
        row.flag("proved"));
  }
}
