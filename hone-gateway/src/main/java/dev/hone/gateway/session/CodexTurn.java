package dev.hone.gateway.session;

import dev.hone.gateway.http.Json;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What Codex says of a call in a header of its own: among other things, what kind it is. */
public final class CodexTurn {

  /** Holds an object's text. */
  public static final String HEADER = "x-codex-turn-metadata";

  /** Kinds that are not the agent's own reasoning; one that is not known stays main. */
  private static final Set<String> SIDE = Set.of("compaction", "prewarm");

  private CodexTurn() {}

  /** Why a call is a side call; empty if the header does not say that it is. */
  public static Optional<String> side(String header) {
    try {
      JsonNode kind = Json.read(header).path("request_kind");
      return kind.isString() && SIDE.contains(kind.stringValue())
          ? Optional.of("header " + HEADER + ": " + kind.stringValue())
          : Optional.empty();
    } catch (JacksonException notJson) {
      // Not made for Hone: what it does not understand, it passes over.
      return Optional.empty();
    }
  }
}
