package dev.hone.core.engine;

import java.util.List;

/** A piece of an answer. */
public sealed interface GenerationEvent {

  /** The tokens that this piece came from; may be empty when a piece was held back and split. */
  List<TokenInfo> tokens();

  /** More text: whole characters only, never half of one. */
  record Text(String delta, List<TokenInfo> tokens) implements GenerationEvent {}

  /**
   * A tool call begins.
   *
   * @param index 0 for the first call of the answer
   */
  record ToolCallStarted(int index, String id, String name, List<TokenInfo> tokens)
      implements GenerationEvent {}

  /** More of a tool call's arguments, as JSON text. */
  record ToolArguments(int index, String delta, List<TokenInfo> tokens)
      implements GenerationEvent {}
}
