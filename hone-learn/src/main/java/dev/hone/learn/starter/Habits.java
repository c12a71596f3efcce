package dev.hone.learn.starter;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The preferences in force: what the instructions in a prompt come to, a later one winning over an
 * earlier one.
 */
public final class Habits {

  private static final Habits NONE = new Habits(Map.of());

  private final Map<Preference, String> values;

  private Habits(Map<Preference, String> values) {
    this.values = values.isEmpty() ? Map.of() : new EnumMap<>(values);
  }

  /** Nothing was said: the plain way of doing everything. */
  public static Habits none() {
    return NONE;
  }

  /** What these instructions come to, oldest first. */
  public static Habits of(List<Instruction> instructions) {
    Habits habits = NONE;
    for (Instruction instruction : instructions) {
      habits = habits.with(instruction);
    }
    return habits;
  }

  /** These habits after one more instruction. */
  public Habits with(Instruction instruction) {
    Map<Preference, String> changed = new EnumMap<>(Preference.class);
    changed.putAll(values);
    if (instruction.value() == null) {
      changed.remove(instruction.preference());
    } else {
      changed.merge(
          instruction.preference(),
          instruction.value(),
          (old, now) -> adds(instruction.preference()) ? joined(old, now) : now);
      for (Set<Preference> group : Preference.CONTRADICTORY) {
        if (group.contains(instruction.preference())) {
          changed.keySet().removeIf(p -> group.contains(p) && p != instruction.preference());
        }
      }
    }
    return new Habits(changed);
  }

  /** Wishes to be asked add up, and so does what is to be left out; others have one value. */
  private static boolean adds(Preference preference) {
    return preference == Preference.ASK_BEFORE || preference == Preference.PLAIN;
  }

  private static String joined(String old, String now) {
    return List.of(old.split(Preference.AND)).contains(now) ? old : old + Preference.AND + now;
  }

  /** The value of a preference in force. */
  public Optional<String> value(Preference preference) {
    return Optional.ofNullable(values.get(preference));
  }

  /** Whether the preference is in force. */
  public boolean has(Preference preference) {
    return values.containsKey(preference);
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
