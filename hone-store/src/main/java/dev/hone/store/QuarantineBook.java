package dev.hone.store;

import dev.hone.core.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Users of a tenant whose steps are kept and answered as ever, but not trained on and not counted
 * as signals of a canary, until an admin releases them. Thread-safe.
 */
public interface QuarantineBook {

  /**
   * A user who is, or was, held.
   *
   * @param evidence a JSON object with the figures
   * @param released when; null while held. What was said before is not held against the user again
   * @param actor who held or released last
   */
  record Held(
      UserId user,
      boolean held,
      String reason,
      String evidence,
      Instant since,
      @Nullable Instant released,
      String actor) {}

  /**
   * Holds a user.
   *
   * @return false if the user was held already; then nothing changed
   */
  boolean hold(UserId user, String reason, String evidence, String actor);

  /**
   * Lets a user train again.
   *
   * @return false if the user was not held
   */
  boolean release(UserId user, String actor);

  Optional<Held> find(UserId user);

  /** All that are or were held, the latest first. */
  List<Held> all();

  /** Users of the tenant who have told anything, the most recently active first. */
  List<UserId> activeUsers(int most);
}
