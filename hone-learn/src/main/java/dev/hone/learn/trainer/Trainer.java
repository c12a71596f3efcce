package dev.hone.learn.trainer;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.Engine;
import dev.hone.store.Ledger;
import dev.hone.store.StepLog;
import dev.hone.store.TrainingLease;
import dev.hone.store.WorkBoard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The trainer process's loop: looks for a scope with enough to learn from, takes its samples by
 * lease, trains an adapter from the version that answers that user now, and registers it as a
 * candidate.
 *
 * <pre>
 * waiting → leased → (preparing → training)* → saved → registered
 *              │            │
 *              │            └→ stopped by a rule: samples discarded with the reason
 *              └→ killed: the next process of the same owner resumes the lease
 * </pre>
 *
 * <p>Every arrow is durable: the lease in the store, the run's decisions in {@code runs/LEASE}, the
 * result folder whole or not at all, the candidate in one transaction with the end of the lease.
 * Owned by one thread, save {@link #close}.
 */
public final class Trainer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  /** Failures of a run that are no stop rule, after which its samples are given up. */
  private static final int MOST_FAILURES = 3;

  /** Counting why nothing trains reads every step; a poll comes each second. */
  /** A run that cannot be resumed and was not touched for so long belongs to nobody. */
  private static final Duration LOST = Duration.ofHours(1);

  private static final Duration COUNT_AGAIN = Duration.ofSeconds(30);

  private final Ledger ledger;
  private final Engine engine;
  private final ReplaySource replay;
  private final Path data;
  private final String owner;
  private final TrainerOptions options;
  private final TrainingGuard guard;
  private final PolicyFiles files;
  private final JsonMapper json = JsonMapper.builder().build();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Object closing = new Object();
  private boolean closed;
  private final Map<String, Integer> dropped = new TreeMap<>();
  private String reported = "";
  private String counted = "";
  private long countedAt;

  /**
   * A trainer.
   *
   * @param data where {@code runs/} and {@code versions/} lie
   * @param owner names this trainer in leases; the same after a restart, so that runs go on
   */
  public Trainer(
      Ledger ledger,
      Engine engine,
      ReplaySource replay,
      Path data,
      String owner,
      TrainerOptions options) {
    this(ledger, engine, replay, data, owner, options, TrainingGuard.none());
  }

  /**
   * A trainer that asks first.
   *
   * @param guard says who may be trained on
   */
  public Trainer(
      Ledger ledger,
      Engine engine,
      ReplaySource replay,
      Path data,
      String owner,
      TrainerOptions options,
      TrainingGuard guard) {
    this.guard = guard;
    this.ledger = ledger;
    this.engine = engine;
    this.replay = replay;
    this.data = data.toAbsolutePath().normalize();
    this.owner = owner;
    this.options = options;
    this.files = new PolicyFiles(ledger, engine);
  }

  /** Works until {@link #close}. */
  public void run() {
    while (!isClosed()) {
      try {
        once();
      } catch (RuntimeException failed) {
        LOG.error("the trainer failed; it looks at its work again shortly", failed);
      }
      pause();
    }
  }

  /** One look at the board: goes on with a run that was left, or begins one, or waits. */
  public Outcome once() {
    WorkBoard board = ledger.work();
    Optional<TrainingLease> lease = board.resume(owner, options.start().timeToLive());
    if (lease.isEmpty()) {
      RunState.removeLost(data.resolve("runs"), Instant.now().minus(LOST));
      List<WorkBoard.TrainingScope> scopes = scopes(board);
      Optional<WorkBoard.TrainingScope> ready =
          scopes.stream()
              .filter(this::isReady)
              .sorted(Comparator.comparingLong(WorkBoard.TrainingScope::oldestWaiting).reversed())
              .filter(this::mayTrain)
              .findFirst();
      if (ready.isEmpty()) {
        return waiting(scopes);
      }
      lease =
          board.takeSamples(
              ready.get(), owner, options.start().most(), options.start().timeToLive());
      if (lease.isPresent() && !mayTrain(lease.get())) {
        board.release(lease.get());
        return new Outcome.Waiting(
            "samples of a user who is held now were given back; the others are looked at again");
      }
    }
    return lease.map(this::train).orElseGet(() -> new Outcome.Waiting("samples just taken"));
  }

  /** What may train together, as each tenant has chosen. */
  private List<WorkBoard.TrainingScope> scopes(WorkBoard board) {
    List<WorkBoard.TrainingScope> scopes = new ArrayList<>();
    for (WorkBoard.Breadth breadth : options.sharing().breadths()) {
      board.trainingScopes(breadth).stream()
          .filter(scope -> options.sharing().of(scope.tenant()).breadth() == breadth)
          .forEach(scopes::add);
    }
    return scopes;
  }

  private boolean isReady(WorkBoard.TrainingScope scope) {
    TrainerOptions.Start start = options.start();
    Sharing.Choice sharing = options.sharing().of(scope.tenant());
    int taught =
        scope.taught() + (sharing.lessons() == JointLessons.OWN ? scope.taughtByUsers() : 0);
    return (!scope.isShared() || scope.users() >= sharing.leastUsers())
        && (scope.samples() >= start.samples()
            || (taught > 0
                && scope.samples() >= start.lessonPrompts()
                && scope.oldestWaiting() >= start.lessonAge().toSeconds()));
  }

  /** Of a scope that several share it is asked once it is known whose samples were taken. */
  private boolean mayTrain(WorkBoard.TrainingScope scope) {
    return !(scope.scope() instanceof Scope.OfUser(UserId user))
        || guard.mayTrain(scope.tenant(), user);
  }

  private boolean mayTrain(TrainingLease lease) {
    if (!RunBeginning.isShared(lease)) {
      return true;
    }
    boolean all = true;
    for (UserId user : users(lease)) {
      all &= guard.mayTrain(lease.tenant(), user);
    }
    return all;
  }

  private static Set<UserId> users(TrainingLease lease) {
    Set<UserId> users = new LinkedHashSet<>();
    lease.samples().forEach(sample -> users.add(sample.step().user()));
    return users;
  }

  private Outcome waiting(List<WorkBoard.TrainingScope> scopes) {
    String doing =
        scopes.stream()
            .max(Comparator.comparingInt(WorkBoard.TrainingScope::samples))
            .map(scope -> waitingFor(scope) + others(scopes))
            .orElseGet(this::nothing);
    String since = dropped.isEmpty() ? "" : "; dropped since the start: " + listed(dropped);
    report(null, null, doing + since, 0, 0, 0);
    return new Outcome.Waiting(doing);
  }

  private String waitingFor(WorkBoard.TrainingScope scope) {
    String name =
        switch (scope.scope()) {
          case Scope.OfUser(UserId user) -> user.value();
          case Scope.OfAgent(AgentId agent) -> "agent " + agent;
          case Scope.OfTenant everybody -> "tenant " + scope.tenant();
        };
    int least = options.sharing().of(scope.tenant()).leastUsers();
    return "waiting: "
        + scope.samples()
        + " of "
        + options.start().samples()
        + " samples for "
        + name
        + (scope.isShared() ? ", " + scope.users() + " of " + least + " users" : "")
        + (scope.taught() > 0 ? ", " + scope.taught() + " lessons to learn" : "");
  }

  private static String others(List<WorkBoard.TrainingScope> scopes) {
    boolean shared = scopes.stream().anyMatch(WorkBoard.TrainingScope::isShared);
    return scopes.size() > 1 ? ", " + (scopes.size() - 1) + (shared ? " more" : " more users") : "";
  }

  /** Why there is nothing: how many steps are no samples, by reason. */
  private String nothing() {
    long now = System.nanoTime();
    if (counted.isEmpty() || now - countedAt > COUNT_AGAIN.toNanos()) {
      counted = countNothing();
      countedAt = now;
    }
    return counted;
  }

  private String countNothing() {
    Map<String, Long> reasons = new TreeMap<>();
    for (TenantId tenant : ledger.tenants()) {
      for (WorkBoard.Idle idle : ledger.work().idle(tenant)) {
        reasons.merge(idle.reason(), idle.steps(), Long::sum);
      }
    }
    return "waiting: no judged steps that may be trained on; "
        + (reasons.isEmpty()
            ? "no steps were kept yet"
            : "steps that do not train: " + listed(reasons));
  }

  private static String listed(Map<String, ? extends Number> counts) {
    return counts.entrySet().stream()
        .map(one -> one.getValue() + " " + one.getKey())
        .collect(Collectors.joining(", "));
  }

  private Outcome train(TrainingLease lease) {
    Path folder = data.resolve("runs").resolve(lease.id());
    try (LeaseKeeper keeper = new LeaseKeeper(ledger.work(), lease, options.start().timeToLive())) {
      return train(lease, folder, keeper);
    } catch (LeaseKeeper.LostLease lost) {
      LOG.warn("{}; this run ends", lost.reason());
      return new Outcome.Stopped(lost.reason());
    } catch (RunStopped stopped) {
      LOG.warn("run {} was stopped: {}", lease.id(), stopped.reason());
      return giveUp(lease, folder, stopped.reason());
    } catch (OutOfMemoryError full) {
      // Begun again it would end so again.
      LOG.error("run {} needs more memory than the trainer has and is given up", lease.id(), full);
      return giveUp(
          lease,
          folder,
          "it needs more memory than the trainer has; raise training.memory or lower"
              + " training.threads");
    } catch (RuntimeException failed) {
      int count = failures.merge(lease.id(), 1, Integer::sum);
      if (count < MOST_FAILURES) {
        throw failed;
      }
      LOG.error("run {} failed {} times and is given up", lease.id(), count, failed);
      return giveUp(lease, folder, "failed " + count + " times: " + failed.getMessage());
    }
  }

  private Outcome giveUp(TrainingLease lease, Path folder, String reason) {
    ledger.work().discard(lease, reason);
    RunState.remove(folder);
    report(lease.tenant(), null, "stopped: " + reason, 0, 0, 0);
    return new Outcome.Stopped(reason);
  }

  private Outcome train(TrainingLease lease, Path folder, LeaseKeeper keeper) {
    long begun = System.nanoTime();
    RunState state = RunState.read(folder).orElseGet(() -> begin(lease, folder));
    TenantId tenant = lease.tenant();
    VersionRef base = new VersionRef(lease.policy(), 0);
    files.load(tenant, base);
    files.load(tenant, state.parent());

    Curation curation =
        Curation.of(
            lease.samples(),
            List.of(),
            state.lessons()::texts,
            options.curation(),
            state.parent().number());
    List<LessonPrompt> prompts = new ArrayList<>();
    Set<StepId> shapedBy = new LinkedHashSet<>();
    StepLog steps = ledger.tenant(tenant).steps();
    for (StepId id : state.prompts()) {
      // Without a lesson there is nothing to practise on them.
      if (!state.lessons().ids().isEmpty()) {
        steps
            .find(id)
            .map(
                step ->
                    new LessonPrompt(
                        step.prompt(), state.lessons().texts(step.user()), step.user()))
            .ifPresent(prompts::add);
      }
      shapedBy.add(id);
    }
    lease.samples().forEach(sample -> shapedBy.add(sample.step().id()));
    List<ReplaySource.Replay> replays =
        replay.prompts(tenant, lease.scope(), options.mixture().replayPool(), state.seed());
    replays.stream()
        .map(ReplaySource.Replay::step)
        .forEach(
            step -> {
              if (step != null) {
                shapedBy.add(step);
              }
            });
    curation.dropped().forEach((reason, count) -> dropped.merge(reason, count, Integer::sum));
    LOG.info(
        "{}: {} rewarded samples, {} prompts, {} lessons, {} replays, dropped {}",
        state.version(),
        curation.rewarded().size(),
        prompts.size(),
        state.lessons().ids().size(),
        replays.size(),
        curation.dropped());

    Path target = target(state.version());
    ObjectNode evidence = json.createObjectNode();
    if (!Files.exists(target)) {
      Attempt attempt =
          new Attempt(
              engine,
              options,
              state,
              base,
              folder,
              working(lease),
              () -> {
                keeper.check();
                if (isClosed()) {
                  throw new LeaseKeeper.LostLease("the trainer is closing; the run goes on later");
                }
              },
              (doing, step, ofSteps, loss) ->
                  report(tenant, state.version(), doing, step, ofSteps, loss));
      Attempt.Figures figures =
          attempt.make(
              curation,
              prompts,
              replays.stream().map(ReplaySource.Replay::prompt).toList(),
              target);
      describe(evidence, figures, curation, state, begun);
    } else {
      evidence.put("note", "the process was killed between saving and registering");
    }
    ArrayNode taught = evidence.putArray("lesson_ids");
    state.lessons().ids().forEach(lesson -> taught.add(lesson.toString()));
    keeper.check();
    ledger
        .versions()
        .registerCandidate(
            state.version(),
            tenant,
            lease.scope(),
            state.parent(),
            target.toString(),
            List.copyOf(shapedBy),
            lease,
            json.writeValueAsString(evidence));
    RunState.remove(folder);
    report(tenant, state.version(), "registered " + state.version(), 0, 0, 0);
    LOG.info("{} is a candidate: {}", state.version(), evidence);
    return new Outcome.Registered(state.version());
  }

  /** The decisions of a new run, on disk before anything follows from them. */
  private RunState begin(TrainingLease lease, Path folder) {
    RunState state = new RunBeginning(ledger, files, options, guard).of(lease);
    state.write(folder);
    return state;
  }

  private void describe(
      ObjectNode evidence, Attempt.Figures figures, Curation curation, RunState state, long begun) {
    evidence.put("steps", figures.steps());
    if (!options.recipe().isDefault()) {
      evidence.put("algorithm", options.recipe().summary());
    }
    if (figures.from() > 0) {
      evidence.put("resumed_at_step", figures.from());
    }
    evidence.put("loss", figures.loss());
    evidence.put("gap_first", figures.firstGap());
    evidence.put("gap_last", figures.lastGap());
    evidence.put("samples", curation.rewarded().size());
    evidence.put("practised", figures.practised());
    evidence.put("replayed", figures.replayed());
    evidence.put("lessons", state.lessons().ids().size());
    if (!state.shares().isEmpty()) {
      // No names: evidence outlives a user who is erased.
      ObjectNode influence = evidence.putObject("influence");
      influence.put("users", state.shares().size());
      influence.put("largest_reward", figures.rewards().largestShare());
      influence.put("largest_practice", figures.largestTurn());
      influence.put("own_lessons", !state.lessons().own().isEmpty());
    }
    evidence.put("logprob_gap_mean", figures.rewards().meanGap());
    evidence.put("logprob_gap_largest", figures.rewards().largestGap());
    evidence.put("logprobs_compared", figures.rewards().compared());
    evidence.put("importance_weight_mean", figures.rewards().meanWeight());
    evidence.put("effective_sample_size", figures.rewards().effective());
    ObjectNode knobs = evidence.putObject("knobs");
    knobs.set("adapter", json.valueToTree(options.adapter()));
    knobs.set("course", json.valueToTree(options.course()));
    knobs.set("mixture", json.valueToTree(options.mixture()));
    knobs.put("seed", options.seed());
    evidence.put("seconds", (System.nanoTime() - begun) / 1_000_000 / 1_000.0);
    ObjectNode dropped = evidence.putObject("dropped");
    curation.dropped().forEach(dropped::put);
  }

  private Path target(VersionRef version) {
    return data.resolve("versions").resolve(version.policy() + "-" + version.number());
  }

  private static VersionRef working(TrainingLease lease) {
    String policy = lease.policy();
    String name = policy.substring(0, Math.min(policy.length(), 20));
    return new VersionRef(name + ".work-" + Integer.toHexString(lease.id().hashCode()), 0);
  }

  private void report(
      @Nullable TenantId tenant,
      @Nullable VersionRef version,
      String doing,
      int step,
      int ofSteps,
      double loss) {
    ledger
        .work()
        .report(new WorkBoard.TrainerStatus(owner, tenant, version, doing, step, ofSteps, loss));
    if (!doing.equals(reported)) {
      LOG.info("{}", doing);
      reported = doing;
    }
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
          closing.wait(options.start().poll().toMillis());
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          closed = true;
        }
      }
    }
  }

  /** Ends {@link #run}; a run under way stops at its next round and goes on after a restart. */
  @Override
  public void close() {
    synchronized (closing) {
      closed = true;
      closing.notifyAll();
    }
  }

  /** What one look at the board led to. */
  public sealed interface Outcome {

    /** Nothing to do; the text says what is missing, with counts. */
    record Waiting(String reason) implements Outcome {}

    /** A candidate was made. */
    record Registered(VersionRef version) implements Outcome {}

    /** A run ended without a version. */
    record Stopped(String reason) implements Outcome {}
  }
}
