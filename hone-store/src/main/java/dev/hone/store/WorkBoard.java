package dev.hone.store;

import dev.hone.core.Line;
import dev.hone.core.Scope;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Work that is consumed. Each piece has a state, a lease with owner, epoch and deadline, and an
 * acknowledgement; a holder whose lease has passed is fenced.
 */
public interface WorkBoard {

  /**
   * Takes steps whose next state or feedback nobody has judged yet, oldest first. Waits up to
   * {@code patience} when there are none; woken at once by a commit in this process.
   */
  List<Judging> takeJudging(String owner, int most, Duration timeToLive, Duration patience);

  /** Done with it. */
  void judged(Judging work);

  /**
   * Attaches late signals, of all tenants, whose steps have come. What has waited for longer than
   * {@code keep} is given up, with a line in the audit.
   *
   * @return how many were attached or given up
   */
  int attachSignals(Duration keep);

  /**
   * A step to judge.
   *
   * @param nextState what arrived after it, or null when only feedback did
   * @param feedback what was said of it, or null
   * @param seen the step itself, where it is known without reading; else null
   */
  record Judging(
      String workId,
      TenantId tenant,
      UserId user,
      StepId step,
      StepLog.@Nullable NextState nextState,
      @Nullable Feedback feedback,
      @Nullable Seen seen,
      long epoch) {}

  /**
   * What is judged of a step.
   *
   * @param asked what the model was asked, oldest first
   * @param answered what it answered, as the caller gave it back
   */
  record Seen(SessionId session, Line line, List<ChatMessage> asked, ChatMessage answered) {
    public Seen {
      asked = List.copyOf(asked);
    }
  }

  /**
   * Users that have unused samples: complete main-line steps with tokens, consent and a known
   * verdict, not superseded, not leased. Counts say why the others do not count.
   */
  default List<TrainingScope> trainingScopes() {
    return trainingScopes(Breadth.USER);
  }

  /** The same for what users share: samples of users in quarantine do not count. */
  List<TrainingScope> trainingScopes(Breadth breadth);

  /** Whose samples train one version together. */
  enum Breadth {
    /** Each user for themselves. */
    USER,
    /** All users of an agent. */
    AGENT,
    /** Everybody in the tenant. */
    TENANT
  }

  /**
   * What a scope has to train on.
   *
   * @param scope whose version it would be
   * @param samples how many unused samples
   * @param users how many users they are of
   * @param taught how many active lessons of the scope itself are not in the live version's weights
   * @param taughtByUsers of a scope that several share: how many active lessons its users have of
   *     their own; else 0
   * @param oldestWaiting seconds since the oldest unused sample was judged
   */
  record TrainingScope(
      TenantId tenant,
      Scope scope,
      String policy,
      int samples,
      int users,
      int taught,
      int taughtByUsers,
      long oldestWaiting) {

    /** Of one user. */
    public TrainingScope(
        TenantId tenant, UserId user, String policy, int samples, int taught, long oldestWaiting) {
      this(tenant, new Scope.OfUser(user), policy, samples, 1, taught, 0, oldestWaiting);
    }

    /** Whether several users would share the version. */
    public boolean isShared() {
      return !(scope instanceof Scope.OfUser);
    }
  }

  /**
   * Takes unused samples of a scope, at most {@code most}; empty if there are none. Each user's
   * newest come first; of a scope that several share, users take turns, so that nobody crowds the
   * others out.
   */
  Optional<TrainingLease> takeSamples(
      TrainingScope scope, String owner, int most, Duration timeToLive);

  /** The lease of this owner that a killed run left, with the same samples; for going on. */
  Optional<TrainingLease> resume(String owner, Duration timeToLive);

  /**
   * Stays the holder.
   *
   * @throws StoreException {@code FENCED} if the lease has passed to somebody else
   */
  void renew(TrainingLease lease, Duration timeToLive);

  /** Gives samples back unused. */
  void release(TrainingLease lease);

  /** Marks samples as used without a version: they were curated away, or the run was stopped. */
  void discard(TrainingLease lease, String reason);

  /**
   * A sample: a step and what was judged of it (the last known verdict counts).
   *
   * @param hint of the judgement, or null
   */
  record Sample(StepRecord step, Verdict verdict, @Nullable String hint) {}

  /** Counts of steps that are no samples, by reason, for the status display. */
  List<Idle> idle(TenantId tenant);

  /** Why steps do not train. */
  record Idle(String reason, long steps) {}

  /** Where a trainer says how far it is, and others read it. One row for each owner. */
  void report(TrainerStatus status);

  List<TrainerStatus> trainers();

  /**
   * How far a training run is.
   *
   * @param doing such as {@code waiting: 12 of 16 samples for alice} or {@code training}
   * @param step optimizer steps made
   * @param ofSteps planned; 0 while waiting
   */
  record TrainerStatus(
      String owner,
      @Nullable TenantId tenant,
      @Nullable VersionRef version,
      String doing,
      int step,
      int ofSteps,
      double loss) {}
}
