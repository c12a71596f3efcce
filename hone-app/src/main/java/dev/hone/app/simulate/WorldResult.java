package dev.hone.app.simulate;

import dev.hone.app.simulate.SimulationOptions.Weights;
import dev.hone.learn.simulate.Convergence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one world came to: one seed, one method, one way of sharing weights.
 *
 * @param users in the order of the file
 * @param releases what became of training
 * @param month what graduated lessons saved; null where none graduated or none were looked for
 * @param seconds the world took
 */
record WorldResult(
    long seed,
    Method method,
    Weights sharing,
    List<OfUser> users,
    Releases releases,
    @Nullable Saved month,
    double seconds) {

  WorldResult {
    users = List.copyOf(users);
  }

  /**
   * One session's first reply.
   *
   * @param format as the user wants it
   * @param right a right answer
   * @param corrections how often the user corrected
   * @param lessons how many stood in the prompt
   */
  record Session(boolean format, boolean right, int corrections, int lessons) {
    boolean passed() {
      return format && right;
    }
  }

  /**
   * One user.
   *
   * @param skillsBefore held-out skills of the base, from 0 to 1
   * @param skillsAfter of the version that answers this user in the end
   * @param lessons that this user's corrections became
   * @param graduated how many of them the weights follow
   */
  record OfUser(
      String name,
      List<Session> sessions,
      double skillsBefore,
      double skillsAfter,
      int lessons,
      int graduated) {

    OfUser {
      sessions = List.copyOf(sessions);
    }

    Optional<Convergence> convergence() {
      return Convergence.of(sessions.stream().map(Session::passed).toList());
    }
  }

  /**
   * Training and its gate.
   *
   * @param runs training runs begun
   * @param live versions that went live
   * @param refused by the gate, by reason
   * @param stopped by a stop rule, by reason
   */
  record Releases(int runs, int live, Map<String, Integer> refused, Map<String, Integer> stopped) {
    Releases {
      refused = Map.copyOf(refused);
      stopped = Map.copyOf(stopped);
    }
  }

  /**
   * A simulated month of one user after graduation.
   *
   * @param steps model calls
   * @param sent prompt tokens of the prompts as they were built
   * @param told prompt tokens of the same prompts with the graduated lessons in them
   * @param passed sessions whose first reply passed
   */
  record Saved(String user, int days, int sessions, long steps, long sent, long told, int passed) {

    long tokens() {
      return told - sent;
    }
  }
}
