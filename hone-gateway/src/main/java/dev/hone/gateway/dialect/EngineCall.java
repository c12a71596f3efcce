package dev.hone.gateway.dialect;

import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Sampling;
import org.jspecify.annotations.Nullable;

/**
 * A call that an engine of our own can answer, whatever the dialect it came in.
 *
 * @param model a policy's name or {@code name@N}
 * @param user the end user named in the body, or null
 * @param logprobs whether log-probs stand in the answer
 * @param topLogprobs alternatives for each token, 0 to 20
 * @param stream whether the answer comes in pieces
 * @param includeUsage whether a stream of chunks ends with a usage chunk
 */
public record EngineCall(
    String model,
    Prompt prompt,
    ToolChoice toolChoice,
    Sampling sampling,
    @Nullable String user,
    boolean logprobs,
    int topLogprobs,
    boolean stream,
    boolean includeUsage) {}
