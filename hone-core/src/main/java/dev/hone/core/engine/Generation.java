package dev.hone.core.engine;

import dev.hone.core.chat.ToolCall;
import java.util.List;

/**
 * A finished answer with everything that training needs to know of it.
 *
 * @param promptIds what the model saw
 * @param responseIds what it answered, the end token included; never tokenised again
 * @param logprobs one for each response token, as in {@link TokenInfo#logprob()}
 * @param spans which version made which response tokens, in order, without gaps
 * @param text the answer's text without tool calls and without stop texts
 * @param toolCalls what it called
 * @param tokens details of each response token with its alternatives
 * @param templateHash as in {@link EncodedPrompt}
 * @param timings how long it took
 */
public record Generation(
    int[] promptIds,
    int[] responseIds,
    float[] logprobs,
    List<VersionSpan> spans,
    FinishReason finishReason,
    String text,
    List<ToolCall> toolCalls,
    List<TokenInfo> tokens,
    String templateHash,
    Timings timings) {

  public Generation {
    spans = List.copyOf(spans);
    toolCalls = List.copyOf(toolCalls);
    tokens = List.copyOf(tokens);
  }

  /**
   * Nanoseconds.
   *
   * @param queued from the call to the first work on it
   * @param prefill until the first token
   * @param decode from the first token to the last
   */
  public record Timings(long queued, long prefill, long decode) {}
}
