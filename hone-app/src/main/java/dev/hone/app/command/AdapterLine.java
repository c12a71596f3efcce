package dev.hone.app.command;

import tools.jackson.databind.JsonNode;

/** What adapters take in memory, in one line. */
final class AdapterLine {

  private static final double MEGABYTE = 1 << 20;

  private AdapterLine() {}

  static String of(JsonNode adapters) {
    return "%d loaded, %.1f of %.0f MB; %d unloaded to make room"
        .formatted(
            adapters.path("loaded").asInt(0),
            adapters.path("bytes").asLong(0) / MEGABYTE,
            adapters.path("bound").asLong(0) / MEGABYTE,
            adapters.path("evictions").asLong(0));
  }
}
