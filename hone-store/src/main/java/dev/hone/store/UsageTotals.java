package dev.hone.store;

/**
 * Sums over a tenant's complete steps.
 *
 * @param lessonTokensSaved prompt tokens not sent because a lesson had graduated into the weights
 */
public record UsageTotals(
    long steps, long promptTokens, long completionTokens, long lessonTokensSaved) {}
