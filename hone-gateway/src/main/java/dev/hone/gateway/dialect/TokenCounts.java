package dev.hone.gateway.dialect;

/**
 * What an answer cost.
 *
 * @param input all tokens of the prompt, those from and into a cache included
 * @param output all tokens of the answer, thoughts included
 * @param cacheRead of the input, those found in a cache
 * @param cacheWritten of the input, those put into a cache (Chat Completions do not say)
 * @param reasoning of the output, the thoughts (OpenAI's dialects only)
 */
public record TokenCounts(
    long input, long output, long cacheRead, long cacheWritten, long reasoning) {

  /** Without caches and thoughts. */
  public static TokenCounts of(long input, long output) {
    return new TokenCounts(input, output, 0, 0, 0);
  }
}
