package dev.hone.gateway.dialect;

import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model call, in no dialect.
 *
 * @param model as the caller names it
 * @param instructed whether the first message came as {@code instructions} (Responses), which hold
 *     for this answer only
 * @param messages oldest first; system texts stand among them where they were said
 * @param choice null when unsaid
 * @param parallelCalls whether several tools may be called at once; null when unsaid
 * @param shape null for free text
 * @param reasoning null when unsaid
 * @param stream whether the answer comes in pieces
 * @param includeUsage whether a stream of chunks ends with the usage; the other dialects always say
 *     it
 * @param user the end user, or null
 * @param metadata the caller's own labels; may be empty
 * @param previousResponse the answer that this request goes on from, or null (Responses only)
 * @param dialect in which it was said
 * @param extra fields that are not known here; they go on in the same dialect only
 */
public record DialectRequest(
    String model,
    boolean instructed,
    List<Message> messages,
    List<DialectTool> tools,
    @Nullable ToolChoice choice,
    @Nullable Boolean parallelCalls,
    Knobs knobs,
    @Nullable AnswerShape shape,
    @Nullable Reasoning reasoning,
    boolean stream,
    boolean includeUsage,
    @Nullable String user,
    ObjectNode metadata,
    @Nullable String previousResponse,
    Dialect dialect,
    ObjectNode extra) {

  public DialectRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /** The same request with another conversation, and nothing before it. */
  public DialectRequest withMessages(List<Message> newMessages) {
    return new DialectRequest(
        model,
        instructed,
        newMessages,
        tools,
        choice,
        parallelCalls,
        knobs,
        shape,
        reasoning,
        stream,
        includeUsage,
        user,
        metadata,
        null,
        dialect,
        extra);
  }

  /**
   * One message.
   *
   * @param parts of a {@code TOOL} message: exactly one {@link Part.Result}
   */
  public record Message(Role role, List<Part> parts) {

    public Message {
      parts = List.copyOf(parts);
    }
  }

  /** How tokens are chosen and how many; null where the caller said nothing. */
  public record Knobs(
      @Nullable Double temperature,
      @Nullable Double topP,
      @Nullable Long topK,
      @Nullable Long seed,
      @Nullable Double presencePenalty,
      @Nullable Double frequencyPenalty,
      @Nullable Long maxTokens,
      List<String> stop) {

    public Knobs {
      stop = List.copyOf(stop);
    }
  }

  /**
   * How much the model thinks before it answers.
   *
   * @param effort OpenAI's word: none, minimal, low, medium, high, …; null when unsaid
   * @param budget most tokens of thought; null when unsaid
   */
  public record Reasoning(@Nullable String effort, @Nullable Long budget) {}
}
