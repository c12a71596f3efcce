package dev.hone.core.engine;

/**
 * Log-probabilities of given tokens: index i belongs to token {@code from + i} of the request.
 *
 * @param logprobs of the given tokens
 * @param topIds the most likely token ids, best first; {@code [i][topK]}
 * @param topLogprobs theirs
 */
public record Scores(float[] logprobs, int[][] topIds, float[][] topLogprobs) {}
