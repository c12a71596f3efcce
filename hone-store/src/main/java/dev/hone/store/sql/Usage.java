package dev.hone.store.sql;

import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the steps of a batch have used, in tokens and money: summed up and written as the last thing
 * before the commit, one row for each tenant, agent and day and one for each that spent, in a fixed
 * order, so that processes that count for the same agent wait for each other as short as can be and
 * never in a circle.
 *
 * <p>Reservations are released after that, not when their step ends: a call that is opened later in
 * the same batch finds either the reservation or the sums.
 */
final class Usage {

  /** The row that counts. */
  record Key(TenantId tenant, String agent, long day) {}

  /** What is added to it. */
  record Amounts(
      long steps,
      long promptTokens,
      long completionTokens,
      long lessonTokensSaved,
      long spentTokens,
      long cost) {

    Amounts plus(Amounts other) {
      return new Amounts(
          steps + other.steps,
          promptTokens + other.promptTokens,
          completionTokens + other.completionTokens,
          lessonTokensSaved + other.lessonTokensSaved,
          spentTokens + other.spentTokens,
          cost + other.cost);
    }
  }

  /** Who spent, and on what. */
  record Spender(TenantId tenant, String user, long day, String agent, String model) {}

  /** What a spender spent; the cost in nanos. */
  record Spent(long calls, long promptTokens, long completionTokens, long cost) {

    Spent plus(Spent other) {
      return new Spent(
          calls + other.calls,
          promptTokens + other.promptTokens,
          completionTokens + other.completionTokens,
          cost + other.cost);
    }
  }

  private static final Comparator<Key> ORDER =
      Comparator.comparing((Key key) -> key.tenant().value())
          .thenComparing(Key::agent)
          .thenComparingLong(Key::day);

  private static final Comparator<Spender> SPENDERS =
      Comparator.comparing((Spender spender) -> spender.tenant().value())
          .thenComparing(Spender::user)
          .thenComparingLong(Spender::day)
          .thenComparing(Spender::agent)
          .thenComparing(Spender::model);

  private final Map<Key, Amounts> sums = new TreeMap<>(ORDER);
  private final Map<Spender, Spent> spending = new TreeMap<>(SPENDERS);
  private final List<Released> released = new ArrayList<>();

  private record Released(TenantId tenant, StepId step) {}

  void add(Key key, Amounts amounts) {
    sums.merge(key, amounts, Amounts::plus);
  }

  void add(Spender spender, Spent spent) {
    spending.merge(spender, spent, Spent::plus);
  }

  /** The reservation of a step whose use is counted here: it goes when the sums are there. */
  void release(TenantId tenant, StepId step) {
    released.add(new Released(tenant, step));
  }

  void addAll(Usage other) {
    other.sums.forEach(this::add);
    other.spending.forEach(this::add);
    released.addAll(other.released);
  }

  void write(Sql sql) throws SQLException {
    writeSums(sql);
    writeSpending(sql);
    for (Released one : released) {
      sql.update(
          "DELETE FROM reservation WHERE tenant = ? AND step = ?",
          one.tenant().value(),
          one.step().value());
    }
  }

  private void writeSpending(Sql sql) throws SQLException {
    for (Map.Entry<Spender, Spent> entry : spending.entrySet()) {
      Spender spender = entry.getKey();
      Spent spent = entry.getValue();
      sql.update(
          "INSERT INTO spending (tenant, user_name, day, agent, model, calls, prompt_tokens,"
              + " completion_tokens, cost) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
              + " ON CONFLICT (tenant, user_name, day, agent, model) DO UPDATE SET"
              + " calls = spending.calls + excluded.calls,"
              + " prompt_tokens = spending.prompt_tokens + excluded.prompt_tokens,"
              + " completion_tokens = spending.completion_tokens + excluded.completion_tokens,"
              + " cost = spending.cost + excluded.cost",
          spender.tenant().value(),
          spender.user(),
          spender.day(),
          spender.agent(),
          spender.model(),
          spent.calls(),
          spent.promptTokens(),
          spent.completionTokens(),
          spent.cost());
    }
  }

  private void writeSums(Sql sql) throws SQLException {
    for (Map.Entry<Key, Amounts> entry : sums.entrySet()) {
      Key key = entry.getKey();
      Amounts amounts = entry.getValue();
      sql.update(
          "INSERT INTO usage (tenant, agent, day, steps, prompt_tokens, completion_tokens,"
              + " lesson_tokens_saved, spent_tokens, cost) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
              + " ON CONFLICT (tenant, agent, day) DO UPDATE SET"
              + " steps = usage.steps + excluded.steps,"
              + " prompt_tokens = usage.prompt_tokens + excluded.prompt_tokens,"
              + " completion_tokens = usage.completion_tokens + excluded.completion_tokens,"
              + " lesson_tokens_saved = usage.lesson_tokens_saved + excluded.lesson_tokens_saved,"
              + " spent_tokens = usage.spent_tokens + excluded.spent_tokens,"
              + " cost = usage.cost + excluded.cost",
          key.tenant().value(),
          key.agent(),
          key.day(),
          amounts.steps(),
          amounts.promptTokens(),
          amounts.completionTokens(),
          amounts.lessonTokensSaved(),
          amounts.spentTokens(),
          amounts.cost());
    }
  }
}
