/**
 * The three dialects in which models are spoken to: OpenAI Chat Completions, OpenAI Responses and
 * Anthropic Messages. Each is read into, and written from, one canonical request, one canonical
 * stream of events and one canonical answer, so that any of them can stand before any other. Pure
 * translation: nothing here does I/O.
 */
@NullMarked
package dev.hone.gateway.dialect;

import org.jspecify.annotations.NullMarked;
