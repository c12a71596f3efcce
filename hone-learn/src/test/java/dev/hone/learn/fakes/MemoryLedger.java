package dev.hone.learn.fakes;

import dev.hone.core.AgentId;
import dev.hone.core.LessonId;
import dev.hone.core.Line;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.TurnId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.KeyGrant;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import dev.hone.store.OpenedStep;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.Route;
import dev.hone.store.SessionSummary;
import dev.hone.store.SignalLog;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.StoreException;
import dev.hone.store.TenantLedger;
import dev.hone.store.TrainingLease;
import dev.hone.store.UsageTotals;
import dev.hone.store.VersionBook;
import dev.hone.store.WorkBoard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in memory for one tenant and one policy, with the store's rules for what the learning
 * side uses: judging work, leases with epochs, lessons, versions. Time stands still.
 */
public final class MemoryLedger implements Ledger {

  public static final TenantId TENANT = new TenantId("acme");
  public static final AgentId AGENT = new AgentId("helper");
  public static final UserId USER = new UserId("alice");
  public static final String POLICY = "starter";

  private final Map<StepId, StepRecord> steps = new LinkedHashMap<>();
  private final Map<StepId, List<Judgement>> judgements = new HashMap<>();
  private final Map<LessonId, Lesson> lessons = new LinkedHashMap<>();
  private final Map<VersionRef, PolicyVersion> versions = new LinkedHashMap<>();
  private final Map<VersionRef, List<StepId>> lineage = new HashMap<>();
  private final List<ReleaseEvent> events = new ArrayList<>();
  private final Deque<WorkBoard.Judging> judging = new ArrayDeque<>();
  private final List<WorkBoard.Judging> acknowledged = new ArrayList<>();
  private final Map<String, TrainingLease> leases = new LinkedHashMap<>();
  private final Set<StepId> used = new HashSet<>();
  private final Map<String, WorkBoard.TrainerStatus> statuses = new LinkedHashMap<>();
  private final List<String> discards = new ArrayList<>();
  private int numbers;
  private long ids = 1;
  private long epochs;

  // What tests do to it.

  /** A complete step with tokens, as serving keeps it. */
  public synchronized StepRecord keep(
      UserId user,
      Line line,
      Prompt prompt,
      ChatMessage response,
      int[] promptIds,
      int[] responseIds,
      float[] logprobs,
      VersionRef version,
      List<LessonId> applied) {
    StepId id = new StepId(new UUID(0x7000, ids++));
    StepRecord step =
        new StepRecord(
            id,
            TENANT,
            new SessionId(new UUID(0x7000, ids++)),
            new TurnId(new UUID(0x7000, ids++)),
            0,
            AGENT,
            user,
            line,
            StepRecord.Status.COMPLETE,
            POLICY,
            version,
            "fake",
            prompt,
            applied,
            new StepResult(
                response,
                new byte[0],
                promptIds,
                responseIds,
                logprobs,
                List.of(),
                "stop",
                promptIds.length,
                responseIds.length,
                "hash",
                null,
                0,
                new StepResult.Timings(1, 2)),
            true,
            false,
            Instant.EPOCH);
    steps.put(id, step);
    return step;
  }

  public synchronized StepRecord keep(Line line, Prompt prompt, ChatMessage response) {
    return keep(
        USER,
        line,
        prompt,
        response,
        new int[] {1},
        new int[] {2},
        new float[] {-0.5f},
        new VersionRef(POLICY, 0),
        List.of());
  }

  /** Something arrived after a step: there is work for the judge. */
  public synchronized void next(
      StepRecord step, StepLog.@Nullable NextState next, @Nullable Feedback feedback) {
    judging.add(
        new WorkBoard.Judging(
            "work-" + ids++, TENANT, step.user(), step.id(), next, feedback, ++epochs));
    notifyAll();
  }

  public synchronized void next(StepRecord step, ChatMessage... messages) {
    next(step, new StepLog.NextState(step.id(), List.of(messages), false), null);
  }

  public synchronized int acknowledged() {
    return acknowledged.size();
  }

  public synchronized List<String> discards() {
    return List.copyOf(discards);
  }

  public synchronized boolean isUsed(StepId step) {
    return used.contains(step);
  }

  /** The holder of a lease is taken to be gone: the same samples pass to somebody else. */
  public synchronized void fence(String leaseId) {
    leases.computeIfPresent(
        leaseId,
        (id, lease) ->
            new TrainingLease(
                id,
                ++epochs,
                "somebody else",
                lease.tenant(),
                lease.scope(),
                lease.policy(),
                lease.samples()));
  }

  // The ledger.

  @Override
  public void createTenant(TenantId id, String name) {}

  @Override
  public List<TenantId> tenants() {
    return List.of(TENANT);
  }

  @Override
  public TenantLedger tenant(TenantId id) {
    if (!id.equals(TENANT)) {
      throw new StoreException(StoreException.Code.UNKNOWN_TENANT, id.value());
    }
    return new TenantLedger() {
      @Override
      public TenantId tenant() {
        return TENANT;
      }

      @Override
      public StepLog steps() {
        return new Steps();
      }

      @Override
      public SignalLog signals() {
        return new Signals();
      }

      @Override
      public LessonBook lessons() {
        return new Lessons();
      }

      @Override
      public UsageTotals usage() {
        return new UsageTotals(steps.size(), 0, 0, 0);
      }
    };
  }

  @Override
  public String issueKey(KeyGrant grant) {
    throw new UnsupportedOperationException("the learning side issues no keys");
  }

  @Override
  public Optional<KeyGrant> authenticate(String secret) {
    return Optional.empty();
  }

  @Override
  public WorkBoard work() {
    return new Work();
  }

  @Override
  public VersionBook versions() {
    return new Versions();
  }

  @Override
  public int recover() {
    return 0;
  }

  @Override
  public Optional<String> unwritable() {
    return Optional.empty();
  }

  @Override
  public void close() {}

  private final class Steps implements StepLog {

    @Override
    public OpenedStep open(StepDraft draft) {
      throw new UnsupportedOperationException("use keep");
    }

    @Override
    public void complete(StepId step, StepResult result) {
      throw new UnsupportedOperationException("use keep");
    }

    @Override
    public void interrupt(StepId step, @Nullable StepResult partial, String reason) {
      throw new UnsupportedOperationException("use keep");
    }

    @Override
    public Optional<StepRecord> find(StepId step) {
      synchronized (MemoryLedger.this) {
        return Optional.ofNullable(steps.get(step));
      }
    }

    @Override
    public Optional<StepId> lastStep(String sessionKeyOrId) {
      return Optional.empty();
    }

    @Override
    public List<SessionSummary> sessions(@Nullable UserId user, int limit) {
      return List.of();
    }

    @Override
    public List<StepRecord> ofSession(SessionId session) {
      synchronized (MemoryLedger.this) {
        return steps.values().stream().filter(step -> step.session().equals(session)).toList();
      }
    }

    @Override
    public List<StepRecord> recent(UserId user, int limit) {
      synchronized (MemoryLedger.this) {
        return steps.values().stream()
            .filter(step -> step.user().equals(user) && step.line() == Line.MAIN)
            .sorted(Comparator.comparing((StepRecord step) -> step.id().value()).reversed())
            .limit(limit)
            .toList();
      }
    }

    @Override
    public void finish(SessionId session) {}

    @Override
    public List<NextState> nextStates(StepId step) {
      return List.of();
    }
  }

  private final class Signals implements SignalLog {

    @Override
    public boolean add(Feedback feedback) {
      return true;
    }

    @Override
    public List<Feedback> feedback(StepId step) {
      return List.of();
    }

    @Override
    public boolean add(Judgement judgement) {
      synchronized (MemoryLedger.this) {
        List<Judgement> known =
            judgements.computeIfAbsent(judgement.step(), s -> new ArrayList<>());
        if (known.stream().anyMatch(one -> one.eventId().equals(judgement.eventId()))) {
          return false;
        }
        known.add(judgement);
        return true;
      }
    }

    @Override
    public List<Judgement> judgements(StepId step) {
      synchronized (MemoryLedger.this) {
        return List.copyOf(judgements.getOrDefault(step, List.of()));
      }
    }
  }

  private final class Lessons implements LessonBook {

    @Override
    public Lesson add(
        Scope scope, String text, @Nullable StepId source, List<LessonId> superseded) {
      synchronized (MemoryLedger.this) {
        LessonId id = new LessonId(new UUID(0x7000, ids++));
        for (LessonId old : superseded) {
          Lesson lesson = Objects.requireNonNull(lessons.get(old));
          lessons.put(
              old,
              new Lesson(
                  old,
                  lesson.scope(),
                  lesson.text(),
                  Lesson.State.SUPERSEDED,
                  lesson.source(),
                  id,
                  lesson.graduatedInto(),
                  lesson.tokens(),
                  lesson.created()));
        }
        Lesson lesson =
            new Lesson(id, scope, text, Lesson.State.ACTIVE, source, null, null, 0, Instant.EPOCH);
        lessons.put(id, lesson);
        return lesson;
      }
    }

    @Override
    public Optional<Lesson> find(LessonId id) {
      synchronized (MemoryLedger.this) {
        return Optional.ofNullable(lessons.get(id));
      }
    }

    @Override
    public List<Lesson> of(Scope scope) {
      return all().stream().filter(lesson -> lesson.scope().equals(scope)).toList();
    }

    @Override
    public List<Lesson> all() {
      synchronized (MemoryLedger.this) {
        return List.copyOf(lessons.values());
      }
    }

    @Override
    public List<Lesson> active(AgentId agent, UserId user) {
      return all().stream()
          .filter(
              lesson ->
                  lesson.state() == Lesson.State.ACTIVE
                      || (lesson.state() == Lesson.State.GRADUATED && !isLive(lesson)))
          .filter(lesson -> holdsFor(lesson.scope(), agent, user))
          .toList();
    }

    @Override
    public List<Lesson> graduated(AgentId agent, UserId user) {
      return all().stream()
          .filter(lesson -> lesson.state() == Lesson.State.GRADUATED && isLive(lesson))
          .filter(lesson -> holdsFor(lesson.scope(), agent, user))
          .toList();
    }

    private boolean isLive(Lesson lesson) {
      synchronized (MemoryLedger.this) {
        PolicyVersion version = versions.get(Objects.requireNonNull(lesson.graduatedInto()));
        return version != null && version.state() == ReleaseState.LIVE;
      }
    }

    private static boolean holdsFor(Scope scope, AgentId agent, UserId user) {
      return switch (scope) {
        case Scope.OfUser(var of) -> of.equals(user);
        case Scope.OfAgent(var of) -> of.equals(agent);
        case Scope.OfTenant() -> true;
      };
    }

    @Override
    public Lesson edit(LessonId id, String text) {
      throw new UnsupportedOperationException("the learning side edits no lessons");
    }

    @Override
    public Lesson set(LessonId id, Lesson.State state) {
      return change(id, state, null, 0);
    }

    @Override
    public Lesson graduate(LessonId id, VersionRef into, int tokens) {
      return change(id, Lesson.State.GRADUATED, into, tokens);
    }

    private Lesson change(LessonId id, Lesson.State state, @Nullable VersionRef into, int tokens) {
      synchronized (MemoryLedger.this) {
        Lesson old = Objects.requireNonNull(lessons.get(id));
        Lesson lesson =
            new Lesson(
                id,
                old.scope(),
                old.text(),
                state,
                old.source(),
                null,
                into,
                tokens,
                old.created());
        lessons.put(id, lesson);
        return lesson;
      }
    }

    @Override
    public void delete(LessonId id) {
      synchronized (MemoryLedger.this) {
        lessons.remove(id);
      }
    }
  }

  private final class Work implements WorkBoard {

    @Override
    public List<Judging> takeJudging(
        String owner, int most, Duration timeToLive, Duration patience) {
      synchronized (MemoryLedger.this) {
        if (judging.isEmpty()) {
          try {
            MemoryLedger.this.wait(Math.min(50, patience.toMillis()));
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        }
        List<Judging> taken = new ArrayList<>();
        while (!judging.isEmpty() && taken.size() < most) {
          taken.add(judging.removeFirst());
        }
        return taken;
      }
    }

    @Override
    public void judged(Judging work) {
      synchronized (MemoryLedger.this) {
        acknowledged.add(work);
      }
    }

    private Optional<Sample> sample(StepRecord step) {
      List<Judgement> known = judgements.getOrDefault(step.id(), List.of());
      Judgement last = null;
      for (Judgement judgement : known) {
        if (judgement.verdict() != Verdict.UNKNOWN) {
          last = judgement;
        }
      }
      return last == null || step.line() == Line.SIDE
          ? Optional.empty()
          : Optional.of(new Sample(step, last.verdict(), last.hint()));
    }

    private List<Sample> unused(UserId user) {
      Set<StepId> leased = new HashSet<>();
      leases.values().forEach(lease -> lease.samples().forEach(s -> leased.add(s.step().id())));
      return steps.values().stream()
          .filter(step -> step.user().equals(user))
          .filter(step -> !used.contains(step.id()) && !leased.contains(step.id()))
          .flatMap(step -> sample(step).stream())
          .toList();
    }

    @Override
    public List<TrainingScope> trainingScopes() {
      synchronized (MemoryLedger.this) {
        Set<UserId> users = new HashSet<>();
        steps.values().forEach(step -> users.add(step.user()));
        return users.stream()
            .map(
                user ->
                    new TrainingScope(
                        TENANT,
                        user,
                        POLICY,
                        unused(user).size(),
                        new Lessons().active(AGENT, user).size(),
                        1_000))
            .filter(scope -> scope.samples() > 0)
            .toList();
      }
    }

    @Override
    public Optional<TrainingLease> takeSamples(
        TrainingScope scope, String owner, int most, Duration timeToLive) {
      synchronized (MemoryLedger.this) {
        List<Sample> samples = unused(scope.user()).reversed().stream().limit(most).toList();
        if (samples.isEmpty()) {
          return Optional.empty();
        }
        String id = "lease-" + ids++;
        TrainingLease lease =
            new TrainingLease(id, ++epochs, owner, TENANT, scope.scope(), scope.policy(), samples);
        leases.put(id, lease);
        return Optional.of(lease);
      }
    }

    @Override
    public Optional<TrainingLease> resume(String owner, Duration timeToLive) {
      synchronized (MemoryLedger.this) {
        for (TrainingLease old : leases.values()) {
          if (old.owner().equals(owner)) {
            TrainingLease lease =
                new TrainingLease(
                    old.id(),
                    ++epochs,
                    owner,
                    old.tenant(),
                    old.scope(),
                    old.policy(),
                    old.samples());
            leases.put(old.id(), lease);
            return Optional.of(lease);
          }
        }
        return Optional.empty();
      }
    }

    private void check(TrainingLease lease) {
      TrainingLease now = leases.get(lease.id());
      if (now == null || now.epoch() != lease.epoch()) {
        throw new StoreException(StoreException.Code.FENCED, "the lease has passed");
      }
    }

    @Override
    public void renew(TrainingLease lease, Duration timeToLive) {
      synchronized (MemoryLedger.this) {
        check(lease);
      }
    }

    @Override
    public void release(TrainingLease lease) {
      synchronized (MemoryLedger.this) {
        check(lease);
        leases.remove(lease.id());
      }
    }

    @Override
    public void discard(TrainingLease lease, String reason) {
      synchronized (MemoryLedger.this) {
        check(lease);
        leases.remove(lease.id());
        lease.samples().forEach(sample -> used.add(sample.step().id()));
        discards.add(reason);
      }
    }

    @Override
    public List<Idle> idle(TenantId tenant) {
      return List.of();
    }

    @Override
    public void report(TrainerStatus status) {
      synchronized (MemoryLedger.this) {
        statuses.put(status.owner(), status);
      }
    }

    @Override
    public List<TrainerStatus> trainers() {
      synchronized (MemoryLedger.this) {
        return List.copyOf(statuses.values());
      }
    }
  }

  private final class Versions implements VersionBook {

    @Override
    public PolicyVersion registerBase(String policy, String folder) {
      return put(
          new VersionRef(policy, 0), null, new Scope.OfTenant(), ReleaseState.LIVE, null, folder);
    }

    private PolicyVersion put(
        VersionRef ref,
        @Nullable TenantId tenant,
        Scope scope,
        ReleaseState state,
        @Nullable VersionRef parent,
        String folder) {
      synchronized (MemoryLedger.this) {
        PolicyVersion version =
            new PolicyVersion(ref, tenant, scope, state, parent, folder, Instant.EPOCH);
        versions.put(ref, version);
        return version;
      }
    }

    @Override
    public VersionRef reserve(TenantId tenant, String policy) {
      synchronized (MemoryLedger.this) {
        return new VersionRef(policy, ++numbers);
      }
    }

    @Override
    public PolicyVersion registerCandidate(
        VersionRef ref,
        TenantId tenant,
        Scope scope,
        VersionRef parent,
        String folder,
        List<StepId> shapedBy,
        TrainingLease lease,
        String evidence) {
      synchronized (MemoryLedger.this) {
        new Work().check(lease);
        leases.remove(lease.id());
        lease.samples().forEach(sample -> used.add(sample.step().id()));
        lineage.put(ref, List.copyOf(shapedBy));
        event(ref, null, ReleaseState.CANDIDATE, "trainer", evidence);
        return put(ref, tenant, scope, ReleaseState.CANDIDATE, parent, folder);
      }
    }

    private ReleaseEvent event(
        VersionRef ref,
        @Nullable ReleaseState from,
        ReleaseState to,
        String actor,
        String evidence) {
      ReleaseEvent event =
          new ReleaseEvent(events.size() + 1, ref, from, to, actor, evidence, Instant.EPOCH);
      events.add(event);
      return event;
    }

    @Override
    public ReleaseEvent move(
        TenantId tenant,
        VersionRef ref,
        ReleaseState from,
        ReleaseState to,
        String actor,
        String evidence) {
      synchronized (MemoryLedger.this) {
        PolicyVersion version = versions.get(ref);
        if (version == null || version.tenant() == null) {
          throw new StoreException(StoreException.Code.NOT_FOUND, ref.toString());
        }
        if (version.state() != from || !from.mayBecome(to)) {
          throw new StoreException(StoreException.Code.CONFLICT, ref + " is " + version.state());
        }
        if (to == ReleaseState.LIVE) {
          for (PolicyVersion other : List.copyOf(versions.values())) {
            if (other.state() == ReleaseState.LIVE
                && other.tenant() != null
                && other.scope().equals(version.scope())) {
              set(other, ReleaseState.RETIRED);
            }
          }
        }
        set(version, to);
        return event(ref, from, to, actor, evidence);
      }
    }

    private void set(PolicyVersion v, ReleaseState state) {
      put(v.ref(), v.tenant(), v.scope(), state, v.parent(), v.folder());
    }

    @Override
    public VersionRef rollback(
        TenantId tenant, String policy, Scope scope, String actor, String evidence) {
      synchronized (MemoryLedger.this) {
        PolicyVersion live =
            versions.values().stream()
                .filter(v -> v.tenant() != null && v.scope().equals(scope))
                .filter(v -> v.state() == ReleaseState.LIVE)
                .findFirst()
                .orElseThrow(
                    () -> new StoreException(StoreException.Code.NOT_FOUND, "nothing is live"));
        set(live, ReleaseState.RETIRED);
        event(live.ref(), ReleaseState.LIVE, ReleaseState.RETIRED, actor, evidence);
        PolicyVersion parent = live.parent() == null ? null : versions.get(live.parent());
        if (parent != null && parent.tenant() != null) {
          set(parent, ReleaseState.LIVE);
          return parent.ref();
        }
        return new VersionRef(policy, 0);
      }
    }

    @Override
    public Optional<PolicyVersion> find(TenantId tenant, VersionRef ref) {
      synchronized (MemoryLedger.this) {
        return Optional.ofNullable(versions.get(ref));
      }
    }

    @Override
    public List<PolicyVersion> list(TenantId tenant, String policy) {
      synchronized (MemoryLedger.this) {
        return List.copyOf(versions.values());
      }
    }

    @Override
    public List<ReleaseEvent> history(TenantId tenant, VersionRef ref) {
      synchronized (MemoryLedger.this) {
        return events.stream().filter(event -> event.ref().equals(ref)).toList();
      }
    }

    @Override
    public List<StepId> lineage(TenantId tenant, VersionRef ref) {
      synchronized (MemoryLedger.this) {
        return lineage.getOrDefault(ref, List.of());
      }
    }

    @Override
    public List<String> policies() {
      return List.of(POLICY);
    }

    @Override
    public Routes routes() {
      synchronized (MemoryLedger.this) {
        return new Routes(
            events.size(),
            versions.values().stream()
                .filter(v -> v.state() == ReleaseState.LIVE)
                .map(v -> new Route(v.tenant(), v.scope(), v.ref()))
                .toList());
      }
    }

    @Override
    public long head() {
      synchronized (MemoryLedger.this) {
        return events.size();
      }
    }
  }
}
