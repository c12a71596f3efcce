package dev.hone.store;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import java.time.Instant;
import java.util.List;

/**
 * Removes what a tenant's users have said, and what was made of it: steps with their bodies and
 * tokens, messages that no other conversation shares, next states, judgements, feedback, lessons,
 * sessions, idempotency keys. What stays is an audit row with counts, sums of usage, and versions:
 * weights that learned from it are named, for somebody to retire.
 *
 * <p>Each batch is one transaction; an erasure that is cut off goes on where it stood, and one that
 * has been done removes nothing. A training run that holds erased samples loses its lease and
 * cannot register a version. A call that is being answered in an erased session fails at its end.
 */
public interface Erasure {

  /** What to erase. */
  sealed interface Subject {

    /** All that one end user said, to every agent of the tenant. */
    record OfUser(UserId user) implements Subject {}

    /**
     * One session.
     *
     * @param keyOrId the caller's name for it, or its id
     */
    record OfSession(String keyOrId) implements Subject {}

    /** All of the tenant; its keys, versions and sums of usage stay. */
    record OfTenant() implements Subject {}
  }

  /**
   * What would be erased. Writes nothing.
   *
   * @throws StoreException {@code CONFLICT} if several sessions have the name
   */
  Report preview(Subject subject);

  /**
   * Erases, in batches, at most so many of them; to be called again until it is done.
   *
   * @param actor who asked, for the audit
   * @throws StoreException {@code CONFLICT} if several sessions have the name
   */
  Report erase(Subject subject, String actor, int mostBatches);

  /**
   * Erases sessions whose last step is older; lessons stay, without the step that taught them.
   *
   * @return what was removed; nothing when there is no more
   */
  Counts expire(Instant before, int mostBatches);

  /**
   * Removes what the database itself may still hold of erased rows in unused parts of its files.
   * Other writes wait meanwhile.
   *
   * @return false if it was not done, since the file is large or another connection was reading, or
   *     because it is the server's own business (PostgreSQL)
   */
  boolean scrub();

  /**
   * How much was removed.
   *
   * @param messages kept messages that no other conversation shares; 0 in a preview
   * @param leases of training runs that held erased samples
   */
  record Counts(
      long sessions,
      long steps,
      long messages,
      long nextStates,
      long judgements,
      long feedback,
      long lessons,
      long leases) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    public Counts plus(Counts other) {
      return new Counts(
          sessions + other.sessions,
          steps + other.steps,
          messages + other.messages,
          nextStates + other.nextStates,
          judgements + other.judgements,
          feedback + other.feedback,
          lessons + other.lessons,
          leases + other.leases);
    }
  }

  /**
   * A version whose weights learned from what is erased.
   *
   * @param steps erased steps that it was trained on; 0 if only a version that it was trained from
   *     was
   */
  record Shaped(VersionRef ref, Scope scope, ReleaseState state, long steps) {}

  /**
   * What an erasure did, or would do.
   *
   * @param done false: there is more to erase, call again
   * @param counts since the erasure began, all calls together
   */
  record Report(boolean done, Counts counts, List<Shaped> versions) {

    public Report {
      versions = List.copyOf(versions);
    }
  }
}
