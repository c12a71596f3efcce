package dev.hone.core.engine;

import dev.hone.core.VersionRef;

/**
 * Which version made which tokens of an answer.
 *
 * @param from index of the first token
 * @param to index after the last token
 */
public record VersionSpan(VersionRef version, int from, int to) {}
