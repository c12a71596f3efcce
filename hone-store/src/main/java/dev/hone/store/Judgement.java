package dev.hone.store;

import dev.hone.core.StepId;
import dev.hone.core.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A verdict on a step.
 *
 * @param eventId what caused it; the same id again changes nothing
 * @param source who judged: {@code rule:NAME}, {@code model:NAME}, {@code feedback}
 * @param votes such as {@code +2 0 -1 ?0}; empty for a rule
 * @param hint how the step should have been different, or null
 */
public record Judgement(
    String eventId,
    StepId step,
    String source,
    Verdict verdict,
    String votes,
    @Nullable String hint,
    String reason) {}
