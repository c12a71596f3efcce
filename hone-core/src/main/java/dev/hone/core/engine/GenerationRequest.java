package dev.hone.core.engine;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;

/**
 * One answer to make.
 *
 * @param version pinned for the whole answer
 * @param topLogprobs how many alternatives to report for each token, 0 to 20
 */
public record GenerationRequest(
    VersionRef version, Prompt prompt, ToolChoice toolChoice, Sampling sampling, int topLogprobs) {}
