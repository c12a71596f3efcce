package dev.hone.store.sql;

import dev.hone.core.StepId;
import dev.hone.store.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Steps whose ids were given out but whose commit failed, so that completing one says why it is
 * gone. Thread-safe.
 */
final class LostSteps {

  /** Older ones are forgotten; completing them says that they are not found. */
  private static final int BOUND = 10_000;

  private final Map<StepId, StoreException> lost = new LinkedHashMap<>();

  synchronized void add(StepId step, StoreException why) {
    lost.put(step, why);
    if (lost.size() > BOUND) {
      lost.remove(lost.keySet().iterator().next());
    }
  }

  synchronized @Nullable StoreException why(StepId step) {
    return lost.get(step);
  }
}
