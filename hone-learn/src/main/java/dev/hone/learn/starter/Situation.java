package dev.hone.learn.starter;

import java.util.List;
import java.util.Map;

/** What the assistant must answer now. Together with the {@link Habits} it settles the answer. */
sealed interface Situation {

  /** The user asked for something that a tool does. */
  record CallDue(Action action) implements Situation {}

  /** The tool has answered. */
  record ReplyDue(Action action, Outcome outcome) implements Situation {}

  /** There is nothing to call: only words. */
  record WordsDue(Talk talk, Map<String, String> slots) implements Situation {
    public WordsDue {
      slots = Map.copyOf(slots);
    }
  }

  /** An exercise is to be worked out. */
  record HomeworkDue(Problem problem) implements Situation {}

  /** Something that a tool is to do. */
  record Action(Skill skill, Map<String, String> slots) {
    public Action {
      slots = Map.copyOf(slots);
    }
  }

  /**
   * What a tool gave back.
   *
   * @param json as the tool wrote it
   * @param slots values in it
   * @param items search results, or events as {@code title|time}
   * @param failed it is an error
   */
  record Outcome(String json, Map<String, String> slots, List<String> items, boolean failed) {
    public Outcome {
      slots = Map.copyOf(slots);
      items = List.copyOf(items);
    }
  }
}
