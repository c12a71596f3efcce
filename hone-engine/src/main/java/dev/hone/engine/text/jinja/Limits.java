package dev.hone.engine.text.jinja;

/** Counts what one rendering does and ends it when it does too much. Not thread-safe. */
final class Limits {

  /** A conversation of thousands of messages needs some hundred thousand steps. */
  static final long MOST_STEPS = 5_000_000;

  static final int DEEPEST_CALL = 100;

  private long steps;
  private int depth;

  void step() {
    if (++steps > MOST_STEPS) {
      throw Faults.refused(
          "rendering takes more than " + MOST_STEPS + " steps; shorten the conversation");
    }
  }

  void enter(int line) {
    if (++depth > DEEPEST_CALL) {
      throw Faults.template(line, "calls are nested deeper than " + DEEPEST_CALL);
    }
  }

  void leave() {
    depth--;
  }

  Value bounded(Value value, int line) {
    if (value instanceof Value.Text text && text.text().length() > Template.LONGEST_OUTPUT) {
      throw tooLong(line);
    }
    return value;
  }

  static RuntimeException tooLong(int line) {
    return Faults.template(
        line,
        "the text gets longer than "
            + Template.LONGEST_OUTPUT
            + " characters; shorten the conversation");
  }
}
