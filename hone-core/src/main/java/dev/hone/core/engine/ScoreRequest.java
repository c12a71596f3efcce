package dev.hone.core.engine;

import dev.hone.core.VersionRef;

/**
 * Tokens to score.
 *
 * @param tokens the whole sequence
 * @param from index of the first token to score, at least 1
 * @param topK how many of the most likely tokens to report at each place; 0 for none
 */
public record ScoreRequest(VersionRef version, int[] tokens, int from, int topK) {}
