package dev.hone.learn.starter;

import dev.hone.core.chat.ToolSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Which tools a conversation offers. */
final class Toolbox {

  private static final double MISSING = 0.22;
  private static final double MANY = 0.12;

  private Toolbox() {}

  /** Tools for these skills and some others, in any order; now and then one is missing. */
  static List<ToolSpec> around(SplittableRandom random, List<Skill> needed) {
    Set<Skill> chosen = EnumSet.copyOf(needed);
    int extra = random.nextDouble() < MANY ? 3 + random.nextInt(5) : random.nextInt(5) / 2;
    for (int i = 0; i < extra; i++) {
      chosen.add(Lexicon.pick(random, List.of(Skill.values())));
    }
    if (random.nextDouble() < MISSING) {
      chosen.remove(needed.getFirst());
    }
    return shuffled(random, chosen);
  }

  /** Every tool. */
  static List<ToolSpec> all(SplittableRandom random) {
    return shuffled(random, EnumSet.allOf(Skill.class));
  }

  private static List<ToolSpec> shuffled(SplittableRandom random, Set<Skill> skills) {
    List<Skill> rest = new ArrayList<>(skills);
    List<ToolSpec> tools = new ArrayList<>();
    while (!rest.isEmpty()) {
      tools.add(rest.remove(random.nextInt(rest.size())).spec());
    }
    return tools;
  }
}
