package dev.hone.learn.release;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.engine.Generation;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether an answer does what the teacher does. Tool calls: the same names and equal arguments.
 * Words: the same but for white space, or nearly the same; and what the lesson adds to or takes
 * from the plain answer must show, because a long answer can be nine tenths right without it.
 */
final class Agreement {

  /** Token F1 of answers that are nearly the same. */
  private static final double NEARLY = 0.9;

  /** Share of the lesson's changes that must show. */
  private static final double CHANGES = 0.9;

  private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}]+");

  private final JsonMapper json = JsonMapper.builder().build();

  /**
   * Compares.
   *
   * @param teacher with the lessons
   * @param plain of the same version without them
   */
  boolean agrees(Generation answer, Generation teacher, Generation plain) {
    if (!sameCalls(answer.toolCalls(), teacher.toolCalls())) {
      return false;
    }
    if (flat(answer.text()).equals(flat(teacher.text()))) {
      return true;
    }
    Map<String, Integer> mine = tokens(answer.text());
    Map<String, Integer> taught = tokens(teacher.text());
    return f1(mine, taught) >= NEARLY && changes(mine, taught, tokens(plain.text())) >= CHANGES;
  }

  /** Whether an answer says nearly what was said before. */
  boolean near(Generation answer, ChatMessage given) {
    return sameCalls(answer.toolCalls(), given.toolCalls())
        && (flat(answer.text()).equals(flat(given.content()))
            || f1(tokens(answer.text()), tokens(given.content())) >= NEARLY);
  }

  /** Whether two answers differ at all, but for white space. */
  boolean differ(Generation one, Generation other) {
    return !sameCalls(one.toolCalls(), other.toolCalls())
        || !flat(one.text()).equals(flat(other.text()));
  }

  private boolean sameCalls(List<ToolCall> one, List<ToolCall> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!one.get(i).name().equals(other.get(i).name())
          || !sameArguments(one.get(i).arguments(), other.get(i).arguments())) {
        return false;
      }
    }
    return true;
  }

  private boolean sameArguments(String one, String other) {
    try {
      JsonNode left = json.readTree(one);
      return left.equals(json.readTree(other));
    } catch (JacksonException notJson) {
      // A model may write what it likes; then only the same text is the same call.
      return flat(one).equals(flat(other));
    }
  }

  private static String flat(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  private static Map<String, Integer> tokens(String text) {
    Map<String, Integer> counts = new HashMap<>();
    TOKEN
        .matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .forEach(found -> counts.merge(found.group(), 1, Integer::sum));
    return counts;
  }

  private static double f1(Map<String, Integer> one, Map<String, Integer> other) {
    int shared = 0;
    for (Map.Entry<String, Integer> token : one.entrySet()) {
      shared += Math.min(token.getValue(), other.getOrDefault(token.getKey(), 0));
    }
    int total = sum(one) + sum(other);
    return total == 0 ? 1 : 2.0 * shared / total;
  }

  /** The share of what the lesson adds and takes away that an answer shows. */
  private static double changes(
      Map<String, Integer> mine, Map<String, Integer> taught, Map<String, Integer> plain) {
    int wanted = 0;
    int shown = 0;
    Map<String, Integer> all = new HashMap<>(plain);
    all.putAll(taught);
    for (String token : all.keySet()) {
      int from = plain.getOrDefault(token, 0);
      int to = taught.getOrDefault(token, 0);
      int is = mine.getOrDefault(token, 0);
      wanted += Math.abs(to - from);
      shown +=
          to > from
              ? Math.clamp(is - from, 0, to - from)
              : Math.clamp(from - is, 0, Math.max(0, from - to));
    }
    return wanted == 0 ? 1 : (double) shown / wanted;
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
