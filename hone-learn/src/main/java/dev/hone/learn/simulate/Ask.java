package dev.hone.learn.simulate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that a user asks for.
 *
 * @param say ways to put it, with {@code {names}}
 * @param slots where their values come from, in the order in which they are drawn
 * @param tools that the prompt offers
 * @param answer what a right answer is
 */
public record Ask(List<String> say, Map<String, Slot> slots, List<ToolStub> tools, Check answer) {

  public Ask {
    say = List.copyOf(say);
    // The order matters: formulas use what was drawn before them.
    slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
    tools = List.copyOf(tools);
  }
}
