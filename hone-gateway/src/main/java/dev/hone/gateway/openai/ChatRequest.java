package dev.hone.gateway.openai;

import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Sampling;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion as it was asked for.
 *
 * @param model a policy's name or {@code name@N}
 * @param user the end user named in the body, or null
 * @param logprobs whether log-probs stand in the answer
 * @param topLogprobs alternatives for each token, 0 to 20
 * @param stream whether the answer comes in pieces
 * @param includeUsage whether a stream ends with a usage chunk
 */
public record ChatRequest(
    String model,
    Prompt prompt,
    ToolChoice toolChoice,
    Sampling sampling,
    @Nullable String user,
    boolean logprobs,
    int topLogprobs,
    boolean stream,
    boolean includeUsage) {}
