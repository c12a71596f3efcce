package dev.hone.store.sql;

import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import dev.hone.store.Lesson;
import dev.hone.store.Lesson.State;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lessons of the scopes that were asked for last, read again after something has changed.
 * Thread-safe.
 */
final class LessonCache {

  /** A scope's lessons at an epoch. */
  record Known(long epoch, List<Lesson> active, List<Lesson> graduated) {}

  private record Key(TenantId tenant, Scope scope) {}

  private final Access access;
  private final Map<Key, Known> entries;

  LessonCache(Access access) {
    this.access = access;
    int bound = access.options().cachedScopes();
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > bound;
          }
        };
  }

  Known of(TenantId tenant, Scope scope) {
    Key key = new Key(tenant, scope);
    // Read before the query: a change during the query makes the entry stale at once.
    long epoch = access.changes().epoch();
    synchronized (entries) {
      Known known = entries.get(key);
      if (known != null && known.epoch() == epoch) {
        return known;
      }
    }
    Known read = access.readers().read(sql -> read(sql, epoch, tenant, scope));
    synchronized (entries) {
      entries.put(key, read);
    }
    return read;
  }

  private static Known read(Sql sql, long epoch, TenantId tenant, Scope scope) throws SQLException {
    List<Lesson> all = SqlLessons.ofScope(sql, tenant, scope);
    List<Lesson> active = all.stream().filter(lesson -> lesson.state() == State.ACTIVE).toList();
    List<Lesson> graduated =
        all.stream().filter(lesson -> lesson.state() == State.GRADUATED).toList();
    if (!graduated.isEmpty()) {
      Set<VersionRef> served = servedVersions(sql, tenant);
      graduated =
          graduated.stream()
              .filter(
                  lesson ->
                      lesson.graduatedInto() != null && served.contains(lesson.graduatedInto()))
              .toList();
    }
    return new Known(epoch, active, graduated);
  }

  /** The tenant's live versions and those that they were trained from: their weights hold both. */
  private static Set<VersionRef> servedVersions(Sql sql, TenantId tenant) throws SQLException {
    return new HashSet<>(
        sql.list(
            "WITH RECURSIVE served (policy, number) AS ("
                + "SELECT policy, number FROM policy_version WHERE tenant = ? AND state = 'LIVE'"
                + " UNION SELECT v.policy, v.parent FROM policy_version v JOIN served s"
                + " ON v.policy = s.policy AND v.number = s.number WHERE v.parent IS NOT NULL)"
                + " SELECT policy, number FROM served",
            row -> new VersionRef(row.text("policy"), row.integer("number")),
            tenant.value()));
  }
}
