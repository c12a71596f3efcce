package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.lesson.Meaning;
import dev.hone.core.lesson.Relation;
import dev.hone.store.Lesson;
import dev.hone.store.Lesson.State;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lessons of the scopes that were asked for last, read again after something has changed; and which
 * of them are in force together. A list stays the same object as long as it has the same lessons.
 * Thread-safe.
 */
final class LessonCache {

  /** Texts whose meaning is remembered: reading one costs far more than comparing two. */
  private static final int MOST_MEANINGS = 8_192;

  /** A scope's lessons at an epoch. */
  record Known(long epoch, List<Lesson> active, List<Lesson> graduated) {}

  private record Key(TenantId tenant, Scope scope) {}

  private record Party(TenantId tenant, AgentId agent, UserId user) {}

  /** What is in force, and the lists that it was found from. */
  private record InForce(Known tenant, Known agent, Known user, List<Lesson> lessons) {

    boolean isOf(Known ofTenant, Known ofAgent, Known ofUser) {
      return same(tenant, ofTenant) && same(agent, ofAgent) && same(user, ofUser);
    }

    /** Lists that say the same are the same object. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean same(Known one, Known other) {
      return one.active() == other.active() && one.graduated() == other.graduated();
    }
  }

  private final Access access;
  private final Map<Key, Known> entries;
  private final Map<Party, InForce> parties;
  private final Map<String, Meaning> meanings = bounded(MOST_MEANINGS);

  LessonCache(Access access) {
    this.access = access;
    this.entries = bounded(access.options().cachedScopes());
    this.parties = bounded(access.options().cachedScopes());
  }

  private static <K, V> Map<K, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  Known of(TenantId tenant, Scope scope) {
    Key key = new Key(tenant, scope);
    // Read before the query: a change during the query makes the entry stale at once.
    long epoch = access.changes().epoch();
    Known known;
    synchronized (entries) {
      known = entries.get(key);
      if (known != null && known.epoch() == epoch) {
        return known;
      }
    }
    Known read = unchanged(known, access.readers().read(sql -> read(sql, epoch, tenant, scope)));
    synchronized (entries) {
      entries.put(key, read);
    }
    return read;
  }

  /** Keeps the lists that are equal to those that were known. */
  private static Known unchanged(@Nullable Known known, Known read) {
    if (known == null) {
      return read;
    }
    return new Known(
        read.epoch(),
        known.active().equals(read.active()) ? known.active() : read.active(),
        known.graduated().equals(read.graduated()) ? known.graduated() : read.graduated());
  }

  /** Those in force for a prompt. */
  List<Lesson> inForce(TenantId tenant, AgentId agent, UserId user) {
    Known ofTenant = of(tenant, new Scope.OfTenant());
    Known ofAgent = of(tenant, new Scope.OfAgent(agent));
    Known ofUser = of(tenant, new Scope.OfUser(user));
    if (ofTenant.active().isEmpty() && ofAgent.active().isEmpty()) {
      return ofUser.active();
    }
    Party party = new Party(tenant, agent, user);
    synchronized (parties) {
      InForce known = parties.get(party);
      if (known != null && known.isOf(ofTenant, ofAgent, ofUser)) {
        return known.lessons();
      }
    }
    List<Lesson> lessons = resolve(ofTenant, ofAgent, ofUser);
    synchronized (parties) {
      parties.put(party, new InForce(ofTenant, ofAgent, ofUser, lessons));
    }
    return lessons;
  }

  private List<Lesson> resolve(Known ofTenant, Known ofAgent, Known ofUser) {
    List<Meaning> narrower = new ArrayList<>(meanings(ofUser.active()));
    narrower.addAll(meanings(ofUser.graduated()));
    List<Lesson> agents = without(ofAgent.active(), narrower);
    narrower.addAll(meanings(agents));
    narrower.addAll(meanings(without(ofAgent.graduated(), narrower)));
    List<Lesson> inForce = new ArrayList<>(without(ofTenant.active(), narrower));
    inForce.addAll(agents);
    inForce.addAll(ofUser.active());
    return List.copyOf(inForce);
  }

  /** Those that say nothing of what a narrower scope has decided. */
  private List<Lesson> without(List<Lesson> lessons, List<Meaning> narrower) {
    return lessons.stream()
        .filter(
            lesson -> {
              Meaning meaning = meaning(lesson.text());
              return narrower.stream().allMatch(one -> one.to(meaning) == Relation.INDEPENDENT);
            })
        .toList();
  }

  private List<Meaning> meanings(List<Lesson> lessons) {
    return lessons.stream().map(lesson -> meaning(lesson.text())).toList();
  }

  private Meaning meaning(String text) {
    synchronized (meanings) {
      Meaning known = meanings.get(text);
      if (known != null) {
        return known;
      }
    }
    Meaning read = Meaning.of(text);
    synchronized (meanings) {
      meanings.put(text, read);
    }
    return read;
  }

  private static Known read(Sql sql, long epoch, TenantId tenant, Scope scope) throws SQLException {
    List<Lesson> all = LessonRows.ofScope(sql, tenant, scope);
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
