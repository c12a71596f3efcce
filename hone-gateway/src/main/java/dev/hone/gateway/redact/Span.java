package dev.hone.gateway.redact;

/**
 * A part of a text that is taken out.
 *
 * @param from its first character
 * @param to behind its last
 * @param word of the placeholder that takes its place
 */
record Span(int from, int to, String word) {}
