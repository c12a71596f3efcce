package dev.hone.store;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.engine.VersionSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step that ends.
 *
 * @param response the assistant's message
 * @param responseBody the whole answer as a non-streamed body, for idempotent replay
 * @param promptIds what the model saw; empty when an upstream did not say
 * @param responseIds empty when an upstream did not say
 * @param logprobs one for each response id
 * @param finishReason as on the wire
 * @param promptTokens as counted for usage
 * @param templateHash empty when unknown
 * @param untrainable null, or the reason why the step cannot be trained on
 * @param lessonTokensSaved tokens of graduated lessons that this prompt did without
 */
public record StepResult(
    ChatMessage response,
    byte[] responseBody,
    int[] promptIds,
    int[] responseIds,
    float[] logprobs,
    List<VersionSpan> spans,
    String finishReason,
    long promptTokens,
    long completionTokens,
    String templateHash,
    @Nullable String untrainable,
    long lessonTokensSaved,
    Timings timings) {

  public StepResult {
    spans = List.copyOf(spans);
  }

  /** Nanoseconds from the arrival of the request. */
  public record Timings(long firstToken, long end) {}
}
