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
 * Takes candidates to the gate, makes those that pass live, and then retires the lessons they
 * follow. Everything it does is a row in the store; what a killed desk left undone, the next one
 * finds: a candidate that was not decided, a live version whose lessons were not looked at.
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
  private final Graduation graduation;
  private final PolicyFiles files;
  private final Runnable onRoutesChanged;
  private final JsonMapper json = JsonMapper.builder().build();
  private final Set<VersionRef> decided = ConcurrentHashMap.newKeySet();
  private final Map<VersionRef, Integer> failures = new HashMap<>();
  private final Object closing = new Object();
  private boolean closed;
  private @Nullable Thread worker;

  /**
   * A desk.
   *
   * @param onRoutesChanged called after each change of what is live, before lessons are looked at
   */
  public ReleaseDesk(
      Ledger ledger,
      Engine engine,
      SkillCheck.Source skills,
      GateOptions options,
      Runnable onRoutesChanged) {
    this.ledger = ledger;
    this.engine = engine;
    this.gate = new Gate(ledger, engine, skills, options);
    this.graduation = new Graduation(ledger, engine, options);
    this.files = new PolicyFiles(ledger, engine);
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
          if (version.tenant() == null || !(version.scope() instanceof Scope.OfUser(var user))) {
            continue;
          }
          if (version.state() == ReleaseState.CANDIDATE) {
            done &= handled(tenant, user, version);
          } else if (version.state() == ReleaseState.LIVE && !decided.contains(version.ref())) {
            done &= graduated(tenant, user, version);
          }
        }
      }
    }
    return done;
  }

  private boolean handled(TenantId tenant, UserId user, PolicyVersion version) {
    try {
      decide(tenant, user, version);
      return true;
    } catch (RuntimeException failed) {
      boolean broken =
          failed instanceof EngineException engineFailed
              && engineFailed.code() == EngineException.Code.BAD_MODEL;
      if (broken || isGivenUp(version.ref(), failed)) {
        LOG.error("{} cannot be tried and is rejected", version.ref(), failed);
        reject(tenant, version.ref(), evidence("cannot be tried: " + failed.getMessage()));
        return true;
      }
      return false;
    }
  }

  private boolean graduated(TenantId tenant, UserId user, PolicyVersion version) {
    try {
      graduation.decide(trial(tenant, user, version));
    } catch (RuntimeException failed) {
      if (!isGivenUp(version.ref(), failed)) {
        return false;
      }
    }
    decided.add(version.ref());
    return true;
  }

  private boolean isGivenUp(VersionRef ref, RuntimeException failure) {
    int count = failures.merge(ref, 1, Integer::sum);
    LOG.warn("{} could not be tried, time {} of {}", ref, count, MOST_FAILURES, failure);
    return count >= MOST_FAILURES;
  }

  private void decide(TenantId tenant, UserId user, PolicyVersion version) {
    Gate.Trial trial = trial(tenant, user, version);
    LOG.info("tenant {}: {} goes to the gate against {}", tenant, version.ref(), trial.live());
    Gate.Finding finding = gate.tryOut(trial);
    LOG.info("tenant {}: {}: {}", tenant, version.ref(), finding.evidence());
    if (!finding.passed()) {
      reject(tenant, version.ref(), finding.evidence());
      return;
    }
    if (move(tenant, version.ref(), ReleaseState.LIVE, "gate", finding.evidence())) {
      onRoutesChanged.run();
      graduated(tenant, user, version);
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

  private void reject(TenantId tenant, VersionRef ref, String evidence) {
    if (move(tenant, ref, ReleaseState.REJECTED, "gate", evidence)) {
      engine.unload(ref);
    }
  }

  private boolean move(
      TenantId tenant, VersionRef ref, ReleaseState to, String actor, String evidence) {
    try {
      ledger.versions().move(tenant, ref, ReleaseState.CANDIDATE, to, actor, evidence);
      return true;
    } catch (StoreException conflict) {
      if (conflict.code() != StoreException.Code.CONFLICT) {
        throw conflict;
      }
      LOG.info("{} was decided by somebody else meanwhile", ref);
      return false;
    }
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
