package dev.hone.gateway.transfer;

import dev.hone.core.AgentId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which steps are exported. What is null chooses everything.
 *
 * @param session its id or the caller's key
 * @param since the first moment; of an imported step, the time in its log counts
 * @param until the first moment that is too late
 * @param judged how the step must be judged; empty for every one
 */
public record ExportQuery(
    @Nullable AgentId agent,
    @Nullable UserId user,
    @Nullable String session,
    @Nullable Instant since,
    @Nullable Instant until,
    Set<Judged> judged) {

  /** How a step is judged, or that it is not. */
  public enum Judged {
    GOOD,
    NEUTRAL,
    BAD,
    /** The judge failed or had too little to go on. */
    UNKNOWN,
    /** Nobody has judged it. */
    NONE;

    static Judged of(@Nullable Verdict verdict) {
      return verdict == null ? NONE : valueOf(verdict.name());
    }

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ExportQuery {
    judged = judged.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(judged));
    if (since != null && until != null && !since.isBefore(until)) {
      throw new IllegalArgumentException("'since' must be before 'until'");
    }
  }

  public static ExportQuery everything() {
    return new ExportQuery(null, null, null, null, null, Set.of());
  }

  boolean fits(KnownStep step) {
    return (since == null || !step.time().isBefore(since))
        && (until == null || step.time().isBefore(until))
        && (judged.isEmpty() || judged.contains(Judged.of(step.verdict())));
  }
}
