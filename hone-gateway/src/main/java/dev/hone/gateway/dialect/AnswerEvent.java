package dev.hone.gateway.dialect;

import dev.hone.core.engine.TokenInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an answer on its way.
 *
 * <p>Order: {@link Start}; then parts one after another, each of them deltas of one kind and a
 * {@link PartEnd}; then {@link Finish}. {@link Failure} may come at any time and is the last.
 */
public sealed interface AnswerEvent {

  /**
   * The answer begins.
   *
   * @param created seconds since 1970
   * @param input tokens of the prompt, if they are known so early, else 0
   */
  record Start(String id, String model, long created, long input) implements AnswerEvent {}

  /**
   * More text. The first after another part begins a new one.
   *
   * @param logprobs of the tokens it came from; null unless asked for
   */
  record TextDelta(String text, @Nullable List<TokenInfo> logprobs) implements AnswerEvent {

    public TextDelta(String text) {
      this(text, null);
    }
  }

  /** More of the model's thoughts. */
  record ReasoningDelta(String text) implements AnswerEvent {}

  /**
   * The signature of the thoughts before it; without any, the thoughts are kept from the reader.
   */
  record Signature(String signature) implements AnswerEvent {}

  /** More of the words with which the model declines. */
  record RefusalDelta(String text) implements AnswerEvent {}

  /** A tool call begins. */
  record CallBegin(String id, String name) implements AnswerEvent {}

  /** More of the call's arguments, as JSON text. */
  record Arguments(String fragment) implements AnswerEvent {}

  /** The part that began last is whole. */
  record PartEnd() implements AnswerEvent {}

  /**
   * The answer is whole.
   *
   * @param stopText the caller's stop text that ended it, or null
   * @param usage null when it is not known
   */
  record Finish(EndReason reason, @Nullable String stopText, @Nullable TokenCounts usage)
      implements AnswerEvent {}

  /**
   * The answer failed on the way.
   *
   * @param type of the error, in the words of who failed
   */
  record Failure(String type, String message) implements AnswerEvent {}
}
