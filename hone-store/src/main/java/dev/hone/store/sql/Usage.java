package dev.hone.store.sql;

import dev.hone.core.TenantId;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the steps of a batch have used, summed up and written as the last thing before the commit:
 * one row for each tenant, agent and day, in a fixed order, so that processes that count for the
 * same agent wait for each other as short as can be and never in a circle.
 */
final class Usage {

  /** The row that counts. */
  record Key(TenantId tenant, String agent, long day) {}

  /** What is added to it. */
  record Amounts(long steps, long promptTokens, long completionTokens, long lessonTokensSaved) {

    Amounts plus(Amounts other) {
      return new Amounts(
          steps + other.steps,
          promptTokens + other.promptTokens,
          completionTokens + other.completionTokens,
          lessonTokensSaved + other.lessonTokensSaved);
    }
  }

  private static final Comparator<Key> ORDER =
      Comparator.comparing((Key key) -> key.tenant().value())
          .thenComparing(Key::agent)
          .thenComparingLong(Key::day);

  private final Map<Key, Amounts> sums = new TreeMap<>(ORDER);

  void add(Key key, Amounts amounts) {
    sums.merge(key, amounts, Amounts::plus);
  }

  void addAll(Usage other) {
    other.sums.forEach(this::add);
  }

  void clear() {
    sums.clear();
  }

  void write(Sql sql) throws SQLException {
    for (Map.Entry<Key, Amounts> entry : sums.entrySet()) {
      Key key = entry.getKey();
      Amounts amounts = entry.getValue();
      sql.update(
          "INSERT INTO usage (tenant, agent, day, steps, prompt_tokens, completion_tokens,"
              + " lesson_tokens_saved) VALUES (?, ?, ?, ?, ?, ?, ?)"
              + " ON CONFLICT (tenant, agent, day) DO UPDATE SET"
              + " steps = usage.steps + excluded.steps,"
              + " prompt_tokens = usage.prompt_tokens + excluded.prompt_tokens,"
              + " completion_tokens = usage.completion_tokens + excluded.completion_tokens,"
              + " lesson_tokens_saved = usage.lesson_tokens_saved + excluded.lesson_tokens_saved",
          key.tenant().value(),
          key.agent(),
          key.day(),
          amounts.steps(),
          amounts.promptTokens(),
          amounts.completionTokens(),
          amounts.lessonTokensSaved());
    }
  }
}
