package dev.hone.gateway;

import dev.hone.core.*;
import dev.hone.store.*;
import java.nio.file.Path;
import java.time.Instant;
import java.util.*;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A ledger in memory; stands in until the SQLite one is merged. */
final class MemoryLedger implements Ledger {
  final Map<String, KeyGrant> keys = new ConcurrentHashMap<>();
  final Map<TenantId, Tenant> tenants = new ConcurrentHashMap<>();
  final List<PolicyVersion> versions = new ArrayList<>();
  final Versions book = new Versions();
  long head;

  public void createTenant(TenantId id, String name) {
    tenants.putIfAbsent(id, new Tenant(id));
  }

  public List<TenantId> tenants() {
    return List.copyOf(tenants.keySet());
  }

  public TenantLedger tenant(TenantId id) {
    return Objects.requireNonNull(tenants.get(id));
  }

  public String issueKey(KeyGrant grant) {
    String key = "hone-" + keys.size();
    keys.put(key, grant);
    return key;
  }

  public Optional<KeyGrant> authenticate(String secret) {
    return Optional.ofNullable(keys.get(secret));
  }

  public WorkBoard work() {
    throw new UnsupportedOperationException();
  }

  public VersionBook versions() {
    return book;
  }

  public int recover() {
    return 0;
  }

  public Optional<String> unwritable() {
    return Optional.empty();
  }

  public void close() {}

  final class Versions implements VersionBook {
    public synchronized PolicyVersion registerBase(String policy, String folder) {
      PolicyVersion version =
          new PolicyVersion(
              new VersionRef(policy, 0), null, new Scope.OfTenant(), ReleaseState.LIVE, null,
              folder, Instant.EPOCH);
      versions.add(version);
      head++;
      return version;
    }

    synchronized void add(TenantId tenant, Scope scope, int number, Path folder) {
      versions.add(
          new PolicyVersion(
              new VersionRef("p", number), tenant, scope, ReleaseState.CANDIDATE, null,
              folder.toString(), Instant.EPOCH));
      head++;
    }

    public VersionRef reserve(TenantId tenant, String policy) {
      throw new UnsupportedOperationException();
    }

    public PolicyVersion registerCandidate(
        VersionRef ref, TenantId tenant, Scope scope, VersionRef parent, String folder,
        List<StepId> shapedBy, TrainingLease lease, String evidence) {
      throw new UnsupportedOperationException();
    }

    public synchronized ReleaseEvent move(
        TenantId tenant, VersionRef ref, ReleaseState from, ReleaseState to, String actor,
        String evidence) {
      for (int i = 0; i < versions.size(); i++) {
        PolicyVersion v = versions.get(i);
        if (v.ref().equals(ref)) {
          if (to == ReleaseState.LIVE) {
            for (int j = 0; j < versions.size(); j++) {
              PolicyVersion w = versions.get(j);
              if (w.state() == ReleaseState.LIVE && Objects.equals(w.tenant(), v.tenant())
                  && w.scope().equals(v.scope())) {
                versions.set(j, with(w, ReleaseState.RETIRED));
              }
            }
          }
          versions.set(i, with(v, to));
          head++;
          return new ReleaseEvent(head, ref, from, to, actor, evidence, Instant.EPOCH);
        }
      }
      throw new StoreException(StoreException.Code.NOT_FOUND, "no " + ref);
    }

    private PolicyVersion with(PolicyVersion v, ReleaseState state) {
      return new PolicyVersion(v.ref(), v.tenant(), v.scope(), state, v.parent(), v.folder(),
          v.created());
    }

    public VersionRef rollback(
        TenantId tenant, String policy, Scope scope, String actor, String evidence) {
      throw new UnsupportedOperationException();
    }

    public synchronized Optional<PolicyVersion> find(TenantId tenant, VersionRef ref) {
      return versions.stream()
          .filter(v -> v.ref().equals(ref) && (v.tenant() == null || v.tenant().equals(tenant)))
          .findFirst();
    }

    public synchronized List<PolicyVersion> list(TenantId tenant, String policy) {
      return versions.stream()
          .filter(v -> v.tenant() == null || v.tenant().equals(tenant))
          .toList();
    }

    public List<ReleaseEvent> history(TenantId tenant, VersionRef ref) {
      return List.of();
    }

    public List<StepId> lineage(TenantId tenant, VersionRef ref) {
      return List.of();
    }

    public synchronized List<String> policies() {
      return versions.stream().map(v -> v.ref().policy()).distinct().toList();
    }

    public synchronized Routes routes() {
      return new Routes(
          head,
          versions.stream()
              .filter(v -> v.state() == ReleaseState.LIVE)
              .map(v -> new Route(v.tenant(), v.scope(), v.ref()))
              .toList());
    }

    public synchronized long head() {
      return head;
    }
  }

  static final class Tenant implements TenantLedger, StepLog, LessonBook, SignalLog {
    final TenantId id;
    final Map<StepId, StepRecord> records = new LinkedHashMap<>();
    final List<Lesson> lessons = new ArrayList<>();
    final List<Feedback> feedback = new ArrayList<>();
    volatile @Nullable RuntimeException failComplete;
    final Map<String, StepId> idempotent = new HashMap<>();

    Tenant(TenantId id) {
      this.id = id;
    }

    public TenantId tenant() {
      return id;
    }

    public StepLog steps() {
      return this;
    }

    public SignalLog signals() {
      return this;
    }

    public LessonBook lessons() {
      return this;
    }

    public UsageTotals usage() {
      return new UsageTotals(0, 0, 0, 0);
    }

    public synchronized OpenedStep open(StepDraft d) {
      if (d.idempotencyKey() != null && idempotent.containsKey(d.idempotencyKey())) {
        StepRecord old = Objects.requireNonNull(records.get(idempotent.get(d.idempotencyKey())));
        if (old.status() == StepRecord.Status.COMPLETE) {
          return new OpenedStep.Replay(
              old.id(), old.session(), Objects.requireNonNull(old.result()).responseBody());
        }
        if (old.status() == StepRecord.Status.OPEN) {
          return new OpenedStep.InProgress(old.id());
        }
      }
      StepId step = new StepId(UUID.randomUUID());
      if (d.idempotencyKey() != null) {
        idempotent.put(d.idempotencyKey(), step);
      }
      SessionId session = new SessionId(UUID.randomUUID());
      records.put(
          step,
          new StepRecord(step, id, session, new TurnId(UUID.randomUUID()), 0, d.agent(), d.user(),
              d.line(), StepRecord.Status.OPEN, d.policy(), d.version(), d.engine(), d.prompt(),
              d.lessons(), null, d.consent(), false, Instant.EPOCH));
      return new OpenedStep.Fresh(step, session, new TurnId(UUID.randomUUID()), 0, false);
    }

    public synchronized void complete(StepId step, StepResult result) {
      if (failComplete != null) {
        throw failComplete;
      }
      end(step, result, StepRecord.Status.COMPLETE);
    }

    private void end(StepId step, @Nullable StepResult result, StepRecord.Status status) {
      StepRecord o = Objects.requireNonNull(records.get(step));
      records.put(
          step,
          new StepRecord(o.id(), id, o.session(), o.turn(), o.index(), o.agent(), o.user(),
              o.line(), status, o.policy(), o.version(), o.engine(), o.prompt(), o.lessons(),
              result, o.consent(), false, o.started()));
    }

    public synchronized void interrupt(StepId step, @Nullable StepResult partial, String reason) {
      end(step, partial, StepRecord.Status.INTERRUPTED);
    }

    public synchronized Optional<StepRecord> find(StepId step) {
      return Optional.ofNullable(records.get(step));
    }

    public Optional<StepId> lastStep(String key) {
      return Optional.empty();
    }

    public List<SessionSummary> sessions(@Nullable UserId user, int limit) {
      return List.of();
    }

    public List<StepRecord> ofSession(SessionId session) {
      return List.of();
    }

    public synchronized List<StepRecord> recent(UserId user, int limit) {
      return List.copyOf(records.values());
    }

    public void finish(SessionId session) {}

    public List<NextState> nextStates(StepId step) {
      return List.of();
    }

    public synchronized Lesson add(
        Scope scope, String text, @Nullable StepId source, List<LessonId> superseded) {
      Lesson lesson =
          new Lesson(new LessonId(UUID.randomUUID()), scope, text, Lesson.State.ACTIVE, source,
              null, null, 7, Instant.EPOCH);
      lessons.add(lesson);
      return lesson;
    }

    public Optional<Lesson> find(LessonId lesson) {
      return lessons.stream().filter(l -> l.id().equals(lesson)).findFirst();
    }

    public List<Lesson> of(Scope scope) {
      return lessons;
    }

    public List<Lesson> all() {
      return lessons;
    }

    public List<Lesson> active(AgentId agent, UserId user) {
      return lessons.stream().filter(l -> l.state() == Lesson.State.ACTIVE).toList();
    }

    public List<Lesson> graduated(AgentId agent, UserId user) {
      return lessons.stream().filter(l -> l.state() == Lesson.State.GRADUATED).toList();
    }

    public Lesson edit(LessonId lesson, String text) {
      throw new UnsupportedOperationException();
    }

    public Lesson set(LessonId lesson, Lesson.State state) {
      throw new UnsupportedOperationException();
    }

    public Lesson graduate(LessonId lesson, VersionRef into, int tokens) {
      throw new UnsupportedOperationException();
    }

    public void delete(LessonId lesson) {}

    public boolean add(Feedback f) {
      return feedback.add(f);
    }

    public List<Feedback> feedback(StepId step) {
      return feedback;
    }

    public boolean add(Judgement judgement) {
      return true;
    }

    public List<Judgement> judgements(StepId step) {
      return List.of();
    }
  }
}
