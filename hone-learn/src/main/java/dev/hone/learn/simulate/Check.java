package dev.hone.learn.simulate;

import java.util.List;
import java.util.Map;

/**
 * A condition on a {@link Reply}: what a user wants, or what a right answer is. Immutable and
 * thread-safe.
 */
public sealed interface Check {

  boolean holds(Reply reply);

  /** The same check with the values of a request in place of {@code {names}}. */
  Check filled(Map<String, String> values);

  /** The {@code {names}} that stand in it. */
  List<String> names();

  /** Every one holds. */
  record All(List<Check> of) implements Check {
    public All {
      of = List.copyOf(of);
    }

    @Override
    public boolean holds(Reply reply) {
      return of.stream().allMatch(one -> one.holds(reply));
    }

    @Override
    public Check filled(Map<String, String> values) {
      return new All(of.stream().map(one -> one.filled(values)).toList());
    }

    @Override
    public List<String> names() {
      return of.stream().flatMap(one -> one.names().stream()).toList();
    }
  }

  /** At least one holds. */
  record Any(List<Check> of) implements Check {
    public Any {
      of = List.copyOf(of);
    }

    @Override
    public boolean holds(Reply reply) {
      return of.stream().anyMatch(one -> one.holds(reply));
    }

    @Override
    public Check filled(Map<String, String> values) {
      return new Any(of.stream().map(one -> one.filled(values)).toList());
    }

    @Override
    public List<String> names() {
      return of.stream().flatMap(one -> one.names().stream()).toList();
    }
  }

  /** It does not hold. */
  record Not(Check of) implements Check {
    @Override
    public boolean holds(Reply reply) {
      return !of.holds(reply);
    }

    @Override
    public Check filled(Map<String, String> values) {
      return new Not(of.filled(values));
    }

    @Override
    public List<String> names() {
      return of.names();
    }
  }

  /**
   * The reply's words.
   *
   * @param test of them
   */
  record Words(TextTest test) implements Check {
    @Override
    public boolean holds(Reply reply) {
      return test.holds(reply.text());
    }

    @Override
    public Check filled(Map<String, String> values) {
      return new Words(test.filled(values));
    }

    @Override
    public List<String> names() {
      return test.names();
    }
  }

  /**
   * How many tokens the reply's words have.
   *
   * @param least 0 for no bound
   * @param most {@link Integer#MAX_VALUE} for no bound
   */
  record Tokens(int least, int most) implements Check {
    @Override
    public boolean holds(Reply reply) {
      return reply.tokens() >= least && reply.tokens() <= most;
    }

    @Override
    public Check filled(Map<String, String> values) {
      return this;
    }

    @Override
    public List<String> names() {
      return List.of();
    }
  }

  /**
   * A tool was called.
   *
   * @param tool its name
   */
  record Called(String tool) implements Check {
    @Override
    public boolean holds(Reply reply) {
      return reply.calls().stream().anyMatch(call -> call.name().equals(tool));
    }

    @Override
    public Check filled(Map<String, String> values) {
      return this;
    }

    @Override
    public List<String> names() {
      return List.of();
    }
  }

  /**
   * An argument of a tool call. The tool was called, and each call of it passes; an argument that
   * is not there is an empty text.
   */
  record Argument(String tool, String name, TextTest test) implements Check {
    @Override
    public boolean holds(Reply reply) {
      List<String> given =
          reply.calls().stream()
              .filter(call -> call.name().equals(tool))
              .map(call -> Arguments.text(call, name))
              .toList();
      return !given.isEmpty() && given.stream().allMatch(test::holds);
    }

    @Override
    public Check filled(Map<String, String> values) {
      return new Argument(tool, name, test.filled(values));
    }

    @Override
    public List<String> names() {
      return test.names();
    }
  }
}
