package dev.hone.engine.embedded;

import dev.hone.core.chat.ToolChoice;
import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.EngineException;
import dev.hone.engine.constrain.ToolCallGrammar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one request says of tool calls.
 *
 * @param marks how its model writes them
 * @param grammar of a call behind its opening mark; null if none may be made
 * @param shortest bytes of the shortest call, its close included
 * @param due whether a call must come before anything else
 * @param immediate whether the answer's first byte may already belong to the call that {@code
 *     grammar} describes, its opening mark included
 * @param most calls that may be made
 */
record CallRules(
    CallMarks marks,
    @Nullable ToolCallGrammar grammar,
    int shortest,
    boolean due,
    boolean immediate,
    int most) {

  /** Most calls in one answer. */
  static final int MAX_CALLS = 64;

  /**
   * @throws EngineException {@code BAD_REQUEST} if the choice does not fit the tools
   */
  static CallRules of(CallMarks marks, List<ToolSpec> tools, ToolChoice choice) {
    return switch (choice) {
      case ToolChoice.None() -> none(marks);
      case ToolChoice.Auto() ->
          tools.isEmpty() ? none(marks) : some(marks, tools, false, MAX_CALLS);
      case ToolChoice.Required() -> some(marks, tools, true, MAX_CALLS);
      case ToolChoice.Named(String name) -> {
        List<ToolSpec> named = tools.stream().filter(tool -> tool.name().equals(name)).toList();
        if (named.isEmpty()) {
          throw new EngineException(
              EngineException.Code.BAD_REQUEST,
              "tool_choice names the tool '" + name + "', which is not among the tools");
        }
        yield some(marks, named, true, 1);
      }
    };
  }

  private static CallRules none(CallMarks marks) {
    return new CallRules(marks, null, 0, false, false, 0);
  }

  private static CallRules some(CallMarks marks, List<ToolSpec> tools, boolean due, int most) {
    if (!marks.known()) {
      throw new EngineException(
          EngineException.Code.BAD_REQUEST,
          "tool_choice asks for a tool call, but this model's chat template tells of no tools; use a"
              + " model with tools in its template or tool_choice 'none'");
    }
    boolean immediate = marks.bare() || (due && marks.openId() < 0);
    List<String> before;
    if (marks.bare()) {
      before = List.of();
    } else if (immediate) {
      before = List.of(marks.open(), marks.open() + "\n");
    } else {
      before = List.of("", "\n");
    }
    boolean closedByToken = marks.closeId() >= 0;
    List<String> after;
    if (marks.close().isEmpty()) {
      after = List.of();
    } else if (closedByToken) {
      after = List.of("", "\n");
    } else {
      after = List.of(marks.close(), "\n" + marks.close());
    }
    ToolCallGrammar grammar = new ToolCallGrammar(tools, marks.argumentsKey(), before, after);
    int shortest = grammar.start().shortestEnd().length + (closedByToken ? 1 : 0);
    return new CallRules(marks, grammar, shortest, due, immediate, immediate ? 1 : most);
  }
}
