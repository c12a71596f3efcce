package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.store.WorkBoard.Breadth;
import dev.hone.store.WorkBoard.TrainingScope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts samples that nobody has used, for each user or for what users share. */
final class WaitingSamples {

  /** Of each user; with {@code agent} in place of the dots also of each agent. */
  private static final String SELECT =
      "SELECT s.tenant, s.user_name, %s AS agent, s.policy, COUNT(*) AS samples,"
          + " MIN(s.judged) AS oldest,"
          + " (SELECT COUNT(*) FROM lesson n WHERE n.tenant = s.tenant"
          + " AND n.scope = 'user:' || s.user_name AND n.state = 'ACTIVE') AS taught"
          + " FROM step s"
          + " LEFT JOIN sample_lease l ON l.tenant = s.tenant AND l.id = s.lease"
          + " WHERE"
          + SampleLeases.UNUSED
          + "AND (s.lease IS NULL OR (l.state = 'HELD' AND l.deadline < ?)) AND"
          + SqlQuarantine.STEP_IS_FREE
          + " GROUP BY s.tenant, s.user_name, s.policy%s"
          + " ORDER BY s.tenant, s.user_name, s.policy";

  private static final String OF_USERS = SELECT.formatted("''", "");
  private static final String OF_AGENTS = SELECT.formatted("s.agent", ", s.agent");

  private final Access access;

  WaitingSamples(Access access) {
    this.access = access;
  }

  private record Waiting(
      TenantId tenant,
      UserId user,
      String agent,
      String policy,
      int samples,
      Instant oldest,
      int taught) {}

  private record Key(TenantId tenant, Scope scope, String policy) {}

  private static final class Sum {
    private final Set<UserId> users = new HashSet<>();
    private int samples;
    private int taught;
    private Instant oldest = Instant.MAX;
  }

  List<TrainingScope> scopes(Breadth breadth) {
    Instant now = access.now();
    String select = breadth == Breadth.AGENT ? OF_AGENTS : OF_USERS;
    return access
        .readers()
        .read(
            sql -> {
              List<Waiting> waiting = sql.list(select, WaitingSamples::waiting, now);
              return switch (breadth) {
                case USER -> waiting.stream().map(one -> ofUser(one, now)).toList();
                case AGENT, TENANT -> together(waiting, breadth, sharedLessons(sql), now);
              };
            });
  }

  private static TrainingScope ofUser(Waiting one, Instant now) {
    return new TrainingScope(
        one.tenant(),
        one.user(),
        one.policy(),
        one.samples(),
        one.taught(),
        age(one.oldest(), now));
  }

  private static List<TrainingScope> together(
      List<Waiting> waiting,
      Breadth breadth,
      Map<TenantId, Map<String, Integer>> lessons,
      Instant now) {
    Map<Key, Sum> sums = new LinkedHashMap<>();
    for (Waiting one : waiting) {
      Scope scope =
          breadth == Breadth.AGENT
              ? new Scope.OfAgent(new AgentId(one.agent()))
              : new Scope.OfTenant();
      Sum sum = sums.computeIfAbsent(new Key(one.tenant(), scope, one.policy()), any -> new Sum());
      sum.samples += one.samples();
      sum.taught += sum.users.add(one.user()) ? one.taught() : 0;
      sum.oldest = one.oldest().isBefore(sum.oldest) ? one.oldest() : sum.oldest;
    }
    List<TrainingScope> scopes = new ArrayList<>();
    sums.forEach(
        (key, sum) ->
            scopes.add(
                new TrainingScope(
                    key.tenant(),
                    key.scope(),
                    key.policy(),
                    sum.samples,
                    sum.users.size(),
                    lessons.getOrDefault(key.tenant(), Map.of()).getOrDefault(key.scope().key(), 0),
                    sum.taught,
                    age(sum.oldest, now))));
    return scopes;
  }

  /** Active lessons of what users share, by tenant and scope. */
  private static Map<TenantId, Map<String, Integer>> sharedLessons(Sql sql) throws SQLException {
    Map<TenantId, Map<String, Integer>> counts = new HashMap<>();
    sql.list(
        "SELECT tenant, scope, COUNT(*) AS lessons FROM lesson WHERE state = 'ACTIVE'"
            + " AND (scope = 'tenant' OR scope LIKE 'agent:%') GROUP BY tenant, scope",
        row ->
            counts
                .computeIfAbsent(new TenantId(row.text("tenant")), any -> new HashMap<>())
                .put(row.text("scope"), row.integer("lessons")));
    return counts;
  }

  private static long age(Instant oldest, Instant now) {
    return Math.max(0, Duration.between(oldest, now).toSeconds());
  }

  private static Waiting waiting(Row row) throws SQLException {
    return new Waiting(
        new TenantId(row.text("tenant")),
        new UserId(row.text("user_name")),
        row.text("agent"),
        row.text("policy"),
        row.integer("samples"),
        row.instant("oldest"),
        row.integer("taught"));
  }
}
