package dev.hone.learn.trainer;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.StepRecord;
import dev.hone.store.TrainingLease;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Decides what a new run begins with: the version it trains from, what it teaches to whom, and
 * whose prompts it practises. A lesson goes only into weights of its own scope or a narrower one;
 * into a version that several share one user's own go only where the tenant has chosen that.
 */
final class RunBeginning {

  /** Earlier steps whose prompts are practised again: of one user, or of all that share. */
  private static final int EARLIER = 64;

  /** Of each of many. */
  private static final int LEAST_EARLIER = 4;

  private final Ledger ledger;
  private final PolicyFiles files;
  private final TrainerOptions options;
  private final TrainingGuard guard;

  RunBeginning(Ledger ledger, PolicyFiles files, TrainerOptions options, TrainingGuard guard) {
    this.ledger = ledger;
    this.files = files;
    this.options = options;
    this.guard = guard;
  }

  /** The decisions; reserves the version's number. */
  RunState of(TrainingLease lease) {
    TenantId tenant = lease.tenant();
    // The newest step says with which agent a user speaks.
    Map<UserId, AgentId> users = new LinkedHashMap<>();
    lease.samples().forEach(one -> users.putIfAbsent(one.step().user(), one.step().agent()));
    Syllabus lessons = lessons(lease, users);
    VersionRef parent = parent(lease, users);
    Curation curation =
        Curation.of(
            lease.samples(),
            earlier(lease, users),
            lessons::texts,
            options.curation(),
            parent.number());
    VersionRef version = ledger.versions().reserve(tenant, lease.policy());
    return new RunState(
        version,
        parent,
        lessons,
        curation.prompts().stream().map(StepRecord::id).toList(),
        isShared(lease) ? guard.shares(tenant, users.keySet()) : Map.of(),
        options.seed() * 1_000_003L + version.policy().hashCode() * 31L + version.number(),
        -1);
  }

  static boolean isShared(TrainingLease lease) {
    return !(lease.scope() instanceof Scope.OfUser);
  }

  private VersionRef parent(TrainingLease lease, Map<UserId, AgentId> users) {
    return lease.scope() instanceof Scope.OfUser(UserId user)
        ? files.live(
            lease.tenant(),
            users.getOrDefault(user, lease.samples().getFirst().step().agent()),
            user,
            lease.policy())
        : files.serving(lease.tenant(), lease.scope(), lease.policy());
  }

  private Syllabus lessons(TrainingLease lease, Map<UserId, AgentId> users) {
    Predicate<Lesson> covering = lesson -> lesson.scope().covers(lease.scope());
    List<Syllabus.Taught> everybody =
        switch (lease.scope()) {
          case Scope.OfUser(UserId user) ->
              active(lease.tenant(), lease.samples().getFirst().step().agent(), user, covering);
          case Scope.OfAgent agent ->
              standing(lease.tenant(), List.of(new Scope.OfTenant(), agent));
          case Scope.OfTenant everyone -> standing(lease.tenant(), List.of(everyone));
        };
    boolean own =
        isShared(lease) && options.sharing().of(lease.tenant()).lessons() == JointLessons.OWN;
    if (!own) {
      return Syllabus.same(everybody);
    }
    Map<UserId, List<Syllabus.Taught>> ofUsers = new LinkedHashMap<>();
    users.forEach(
        (user, agent) ->
            ofUsers.put(
                user,
                active(
                    lease.tenant(),
                    agent,
                    user,
                    lesson ->
                        covering.test(lesson) || lesson.scope().equals(new Scope.OfUser(user)))));
    return new Syllabus(everybody, ofUsers);
  }

  private List<Syllabus.Taught> active(
      TenantId tenant, AgentId agent, UserId user, Predicate<Lesson> which) {
    return taught(
        ledger.tenant(tenant).lessons().active(agent, user).stream().filter(which).toList());
  }

  private List<Syllabus.Taught> standing(TenantId tenant, List<Scope> scopes) {
    List<Lesson> lessons = new ArrayList<>();
    for (Scope scope : scopes) {
      ledger.tenant(tenant).lessons().of(scope).stream()
          .filter(lesson -> lesson.state() == Lesson.State.ACTIVE)
          .forEach(lessons::add);
    }
    return taught(lessons);
  }

  private static List<Syllabus.Taught> taught(List<Lesson> lessons) {
    return lessons.stream().map(one -> new Syllabus.Taught(one.id(), one.text())).toList();
  }

  private List<StepRecord> earlier(TrainingLease lease, Map<UserId, AgentId> users) {
    int each = Math.clamp(EARLIER / users.size(), LEAST_EARLIER, EARLIER);
    List<StepRecord> earlier = new ArrayList<>();
    for (UserId user : users.keySet()) {
      ledger.tenant(lease.tenant()).steps().recent(user, each).stream()
          .filter(StepRecord::consent)
          .filter(step -> step.policy().equals(lease.policy()))
          .filter(step -> isOf(lease.scope(), step))
          .forEach(earlier::add);
    }
    if (isShared(lease)) {
      earlier.sort(Comparator.comparing((StepRecord step) -> step.id().value()).reversed());
    }
    return earlier;
  }

  private static boolean isOf(Scope scope, StepRecord step) {
    return !(scope instanceof Scope.OfAgent(AgentId agent)) || step.agent().equals(agent);
  }
}
