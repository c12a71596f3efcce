package dev.hone.learn.release;

import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Generation;
import java.util.List;

/** One held-out prompt of the whole job, with what a right answer is. Thread-safe. */
public interface SkillCheck {

  Prompt prompt();

  /** Whether the answer does the job, whatever its manners. */
  boolean passed(Generation answer);

  /** Where checks come from. */
  @FunctionalInterface
  interface Source {

    /** The checks of a policy, the same each time; empty if nothing is known of its skills. */
    List<SkillCheck> of(String policy);

    static Source none() {
      return policy -> List.of();
    }
  }
}
