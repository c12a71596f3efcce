package dev.hone.app.agents;

import java.util.List;

/** What the scripted model says: a text, and calls of tools. */
record Reply(String text, List<Call> calls) {

  /**
   * One call of a tool.
   *
   * @param arguments a JSON object
   */
  record Call(String tool, String arguments) {}

  Reply {
    calls = List.copyOf(calls);
  }

  static Reply text(String text) {
    return new Reply(text, List.of());
  }

  static Reply calling(Call... calls) {
    return new Reply("", List.of(calls));
  }
}
