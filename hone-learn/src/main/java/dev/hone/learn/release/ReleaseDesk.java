package dev.hone.learn.release;

import dev.hone.core.AgentId;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.learn.trainer.PolicyFiles;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.PolicyVersion;
import dev.hone.store.QuarantineBook;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.StepRecord;
import dev.hone.store.StoreException;
import dev.hone.store.VersionBook;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes candidates to the gate and those that pass onwards, as far as wanted: shadow, canary, live;
 * then retires the lessons they follow. Versions that learned from what was erased are taken back.
 * Everything it does is a row in the store; what a killed desk left undone, the next one finds: a
 * candidate that was not decided, a live version whose lessons were not looked at.
 *
 * <p>One thread of its own; {@link #promote} and {@link #rollback} may be called from any.
 */
public final class ReleaseDesk implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReleaseDesk.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Failures of the gate itself after which a candidate is rejected. */
  private static final int MOST_FAILURES = 5;

  private static final int LOADED_BEFORE_ROLLBACK = 8;

  private final Ledger ledger;
  private final Engine engine;
  private final Gate gate;
  private final ReleaseOptions options;
  private final CanaryWatch canaries;
  private final ShadowWatch shadows;
  private final Graduation graduation;
  private final SharedTrials sharedTrials;
  private final PolicyFiles files;
  private final Runnable onRoutesChanged;
  private final JsonMapper json = JsonMapper.builder().build();
  private final Set<VersionRef> decided = ConcurrentHashMap.newKeySet();
  private final Map<VersionRef, Integer> failures = new HashMap<>();
  private final Object closing = new Object();
  private boolean closed;
  private @Nullable Thread worker;

  /**
   * A desk whose candidates go live when they pass the gate.
   *
   * @param onRoutesChanged called after each change of what is live, before lessons are looked at
   */
  public ReleaseDesk(
      Ledger ledger,
      Engine engine,
      SkillCheck.Source skills,
      GateOptions options,
      Runnable onRoutesChanged) {
    this(
        ledger,
        engine,
        skills,
        ReleaseOptions.defaults()
            .withGate(options)
            .withCanary(0, 0, SequentialComparison.defaults()),
        onRoutesChanged);
  }

  /**
   * A desk.
   *
   * @param onRoutesChanged called after each change of what serves, before lessons are looked at
   */
  public ReleaseDesk(
      Ledger ledger,
      Engine shared,
      SkillCheck.Source skills,
      ReleaseOptions options,
      Runnable onRoutesChanged) {
    this.ledger = ledger;
    this.engine = new ReloadingEngine(shared);
    this.options = options;
    this.gate = new Gate(ledger, engine, skills, options.gateBounds());
    this.graduation = new Graduation(ledger, engine, options.gateBounds());
    this.sharedTrials = new SharedTrials(ledger);
    this.files = new PolicyFiles(ledger, engine);
    this.canaries = new CanaryWatch(ledger, options.comparison());
    this.shadows = new ShadowWatch(ledger, engine, files, options);
    this.onRoutesChanged = onRoutesChanged;
  }

  /** Begins to work, on a thread of its own. */
  public synchronized void start() {
    if (worker != null) {
      throw new IllegalStateException("the release desk was started already");
    }
    worker = Thread.ofVirtual().name("release-desk").start(this::work);
  }

  private void work() {
    long seen = -1;
    while (!isClosed()) {
      try {
        watch();
        long head = ledger.versions().head();
        if (head != seen && once()) {
          seen = head;
        }
      } catch (RuntimeException failed) {
        LOG.error("the release desk failed; it looks again shortly", failed);
      }
      pause();
    }
  }

  /** One look at what proves itself in service: canaries, and shadows one answer at a time. */
  public void watch() {
    if (ledger.versions().unlearn()) {
      onRoutesChanged.run();
    }
    if (canaries.once()) {
      onRoutesChanged.run();
    }
    for (ShadowWatch.Done done : shadows.once()) {
      if (done.refusal().isEmpty()) {
        forward(done.tenant(), done.version(), "shadow", done.evidence());
      } else {
        reject(done.tenant(), done.version(), "shadow", done.evidence());
      }
    }
  }

  /**
   * One look at all versions.
   *
   * @return false if something is left to be tried again
   */
  public boolean once() {
    boolean done = true;
    for (TenantId tenant : ledger.tenants()) {
      for (String policy : ledger.versions().policies()) {
        for (PolicyVersion version : ledger.versions().list(tenant, policy)) {
          if (isClosed()) {
            return false;
          }
          done &= version.tenant() == null || looked(tenant, version);
        }
      }
    }
    return done;
  }

  private boolean looked(TenantId tenant, PolicyVersion version) {
    boolean waits = version.state() == ReleaseState.CANDIDATE && !isOneOnItsWay(tenant, version);
    if (waits) {
      return handled(tenant, version);
    }
    return version.state() != ReleaseState.LIVE
        || decided.contains(version.ref())
        || graduated(tenant, version);
  }

  /** One at a time in a scope: the next is tried against what came of the one before. */
  private boolean isOneOnItsWay(TenantId tenant, PolicyVersion version) {
    return ledger.versions().list(tenant, version.ref().policy()).stream()
        .filter(other -> other.scope().equals(version.scope()))
        .anyMatch(
            other -> other.state() == ReleaseState.CANARY || other.state() == ReleaseState.SHADOW);
  }

  private boolean handled(TenantId tenant, PolicyVersion version) {
    try {
      decide(tenant, version);
      return true;
    } catch (RuntimeException failed) {
      boolean broken =
          failed instanceof EngineException engineFailed
              && engineFailed.code() == EngineException.Code.BAD_MODEL;
      if (broken || isGivenUp(version.ref(), failed)) {
        LOG.error("{} cannot be tried and is rejected", version.ref(), failed);
        reject(tenant, version, "gate", evidence("cannot be tried: " + failed.getMessage()));
        return true;
      }
      return false;
    }
  }

  private boolean graduated(TenantId tenant, PolicyVersion version) {
    try {
      if (version.scope() instanceof Scope.OfUser(var user)) {
        graduation.decide(trial(tenant, user, version));
      } else {
        graduateShared(tenant, version);
        graduateOwn(tenant, version);
      }
    } catch (RuntimeException failed) {
      if (!isGivenUp(version.ref(), failed)) {
        return false;
      }
    }
    decided.add(version.ref());
    return true;
  }

  private void graduateShared(TenantId tenant, PolicyVersion version) {
    Set<String> trained = trainedLessons(tenant, version.ref());
    List<Lesson> lessons =
        ledger.tenant(tenant).lessons().of(version.scope()).stream()
            .filter(lesson -> lesson.state() == Lesson.State.ACTIVE)
            .filter(lesson -> trained.isEmpty() || trained.contains(lesson.id().toString()))
            .toList();
    if (lessons.isEmpty()) {
      return;
    }
    VersionRef teacher =
        version.parent() == null ? new VersionRef(version.ref().policy(), 0) : version.parent();
    files.load(tenant, teacher);
    files.load(tenant, version.ref());
    graduation.decideShared(
        new Gate.Trial(tenant, new UserId("none"), version.ref(), version.ref(), teacher, lessons),
        version.scope(),
        ledger.versions().influences(tenant, version.ref()).stream()
            .map(VersionBook.Influence::user)
            .toList());
  }

  /** A user's own lessons leave the prompt where a shared version was taught them and follows. */
  private void graduateOwn(TenantId tenant, PolicyVersion version) {
    VersionRef teacher = teacher(version);
    Set<String> trained = trainedLessons(tenant, version.ref());
    for (Gate.Trial trial : sharedTrials.of(tenant, version, version.ref(), teacher, trained)) {
      Scope own = new Scope.OfUser(trial.user());
      if (trial.lessons().stream().anyMatch(lesson -> lesson.scope().equals(own))) {
        files.load(tenant, teacher);
        files.load(tenant, version.ref());
        graduation.decide(trial);
      }
    }
  }

  private static VersionRef teacher(PolicyVersion version) {
    return version.parent() == null ? new VersionRef(version.ref().policy(), 0) : version.parent();
  }

  private boolean isGivenUp(VersionRef ref, RuntimeException failure) {
    int count = failures.merge(ref, 1, Integer::sum);
    LOG.warn("{} could not be tried, time {} of {}", ref, count, MOST_FAILURES, failure);
    return count >= MOST_FAILURES;
  }

  private void decide(TenantId tenant, PolicyVersion version) {
    if (version.scope() instanceof Scope.OfUser(var user) && isHeld(tenant, user)) {
      reject(tenant, version, "defence", evidence("its user is in quarantine"));
      return;
    }
    if (!(version.scope() instanceof Scope.OfUser)
        && sharedTrials.isShapedByHeld(tenant, version)) {
      reject(tenant, version, "defence", evidence("a user who shaped it is in quarantine"));
      return;
    }
    if (!options.gate()) {
      files.load(tenant, version.ref());
      forward(tenant, version, "gate", evidence("the gate is switched off"));
      return;
    }
    LOG.info("tenant {}: {} goes to the gate", tenant, version.ref());
    Gate.Finding finding =
        version.scope() instanceof Scope.OfUser(var user)
            ? gate.tryOut(trial(tenant, user, version))
            : tryOutShared(tenant, version);
    LOG.info("tenant {}: {}: {}", tenant, version.ref(), finding.evidence());
    if (!finding.passed()) {
      reject(tenant, version, "gate", finding.evidence());
      return;
    }
    forward(tenant, version, "gate", finding.evidence());
  }

  private boolean isHeld(TenantId tenant, UserId user) {
    return ledger
        .tenant(tenant)
        .quarantine()
        .find(user)
        .map(QuarantineBook.Held::held)
        .orElse(false);
  }

  private Gate.Finding tryOutShared(TenantId tenant, PolicyVersion version) {
    VersionRef live = CanaryWatch.serving(ledger, tenant, version.scope(), version.ref().policy());
    VersionRef teacher = teacher(version);
    files.load(tenant, live);
    files.load(tenant, teacher);
    files.load(tenant, version.ref());
    return gate.tryOutShared(
        new Gate.Trial(tenant, new UserId("none"), version.ref(), live, teacher, List.of()),
        sharedTrials.of(tenant, version, live, teacher, trainedLessons(tenant, version.ref())),
        LargestPart.of(
            ledger.versions().history(tenant, version.ref()),
            ledger.versions().influences(tenant, version.ref())),
        options.mostOfAUser());
  }

  /** To the next place on the way: shadow, canary, live, whichever of them is wanted. */
  private void forward(TenantId tenant, PolicyVersion version, String actor, String evidence) {
    boolean ofOne = version.scope() instanceof Scope.OfUser;
    double share = ofOne ? options.userCanaryShare() : options.canaryShare();
    if (version.state() == ReleaseState.CANDIDATE && options.shadowShare() > 0) {
      move(tenant, version, ReleaseState.SHADOW, actor, evidence);
    } else if (share > 0) {
      beginCanary(tenant, version, share, actor, evidence);
    } else if (move(tenant, version, ReleaseState.LIVE, actor, evidence)) {
      onRoutesChanged.run();
      graduated(tenant, version);
    }
  }

  private void beginCanary(
      TenantId tenant, PolicyVersion version, double share, String actor, String evidence) {
    VersionRef control =
        CanaryWatch.serving(ledger, tenant, version.scope(), version.ref().policy());
    try {
      ledger.versions().canaries().begin(tenant, version.ref(), control, share, actor, evidence);
      onRoutesChanged.run();
    } catch (StoreException conflict) {
      throwUnlessConflict(conflict, version.ref());
    }
  }

  private Gate.Trial trial(TenantId tenant, UserId user, PolicyVersion version) {
    String policy = version.ref().policy();
    AgentId agent = agent(tenant, user);
    VersionRef live = files.live(tenant, agent, user, policy);
    VersionRef teacher = version.parent() == null ? new VersionRef(policy, 0) : version.parent();
    files.load(tenant, live);
    files.load(tenant, teacher);
    files.load(tenant, version.ref());
    Set<String> trained = trainedLessons(tenant, version.ref());
    List<Lesson> lessons =
        ledger.tenant(tenant).lessons().active(agent, user).stream()
            .filter(lesson -> trained.isEmpty() || trained.contains(lesson.id().toString()))
            .toList();
    return new Gate.Trial(tenant, user, version.ref(), live, teacher, lessons);
  }

  /** The lessons that the trainer says it taught: what came later cannot be asked of a version. */
  private Set<String> trainedLessons(TenantId tenant, VersionRef ref) {
    Set<String> ids = new HashSet<>();
    for (ReleaseEvent event : ledger.versions().history(tenant, ref)) {
      if (event.to() == ReleaseState.CANDIDATE) {
        for (JsonNode id : json.readTree(event.evidence()).path("lesson_ids")) {
          ids.add(id.asString());
        }
      }
    }
    return ids;
  }

  private AgentId agent(TenantId tenant, UserId user) {
    List<StepRecord> last = ledger.tenant(tenant).steps().recent(user, 1);
    return last.isEmpty() ? new AgentId("none") : last.getFirst().agent();
  }

  private void reject(TenantId tenant, PolicyVersion version, String actor, String evidence) {
    if (move(tenant, version, ReleaseState.REJECTED, actor, evidence)) {
      engine.unload(version.ref());
    }
  }

  private boolean move(
      TenantId tenant, PolicyVersion version, ReleaseState to, String actor, String evidence) {
    try {
      ledger.versions().move(tenant, version.ref(), version.state(), to, actor, evidence);
      return true;
    } catch (StoreException conflict) {
      throwUnlessConflict(conflict, version.ref());
      return false;
    }
  }

  private static void throwUnlessConflict(StoreException failure, VersionRef ref) {
    if (failure.code() != StoreException.Code.CONFLICT) {
      throw failure;
    }
    LOG.info("{} was decided by somebody else meanwhile", ref);
  }

  /**
   * Makes a version live by hand, whatever the gate said of it; lessons are looked at afterwards.
   *
   * @throws StoreException {@code NOT_FOUND}, {@code CONFLICT} if its state does not allow it
   * @throws EngineException if it cannot be loaded
   */
  public ReleaseEvent promote(TenantId tenant, VersionRef ref, String actor) {
    VersionBook versions = ledger.versions();
    Optional<PolicyVersion> version = versions.find(tenant, ref);
    ReleaseState from =
        version
            .map(PolicyVersion::state)
            .orElseThrow(
                () ->
                    new StoreException(
                        StoreException.Code.NOT_FOUND,
                        "there is no version " + ref + "; 'hone versions' lists them"));
    files.load(tenant, ref);
    decided.remove(ref);
    ReleaseEvent event =
        versions.move(tenant, ref, from, ReleaseState.LIVE, actor, evidence("promoted by hand"));
    onRoutesChanged.run();
    return event;
  }

  /**
   * Takes the live version of a scope back. Lessons that had graduated into it stand in prompts
   * again with the same transaction.
   *
   * @return the version that serves now
   * @throws StoreException {@code NOT_FOUND} if the scope has no live version of its own
   */
  public VersionRef rollback(TenantId tenant, String policy, Scope scope, String actor) {
    // Whichever is next must be servable the moment the routes say so.
    ledger.versions().list(tenant, policy).stream()
        .filter(version -> version.scope().equals(scope))
        .filter(version -> version.state() == ReleaseState.RETIRED)
        .sorted(Comparator.comparing(PolicyVersion::ref).reversed())
        .limit(LOADED_BEFORE_ROLLBACK)
        .forEach(version -> files.load(tenant, version.ref()));
    VersionRef serves =
        ledger.versions().rollback(tenant, policy, scope, actor, evidence("rolled back by hand"));
    files.load(tenant, serves);
    decided.remove(serves);
    onRoutesChanged.run();
    return serves;
  }

  private String evidence(String reason) {
    return json.writeValueAsString(json.createObjectNode().put("reason", reason));
  }

  private boolean isClosed() {
    synchronized (closing) {
      return closed;
    }
  }

  private void pause() {
    synchronized (closing) {
      if (!closed) {
        try {
          closing.wait(POLL.toMillis());
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          closed = true;
        }
      }
    }
  }

  /** Stops; a candidate at the gate is tried again after a restart. */
  @Override
  public void close() {
    synchronized (closing) {
      closed = true;
      closing.notifyAll();
    }
    Thread thread;
    synchronized (this) {
      thread = worker;
    }
    if (thread != null) {
      try {
        // The gate's questions end at the latest when the engine closes.
        thread.join(Duration.ofSeconds(2));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
