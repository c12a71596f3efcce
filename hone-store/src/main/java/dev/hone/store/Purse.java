package dev.hone.store;

import dev.hone.core.AgentId;
import dev.hone.core.UserId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The money and tokens of a tenant: its budgets, and what was spent. Thread-safe.
 *
 * <p>The life of what a call may use, always in the transaction that writes its step:
 *
 * <pre>
 * opened with a {@link CallBound} → every budget that it falls under is asked: spent + reserved +
 *     bound must not exceed it. All have room: the bound is reserved. One has not: no step is
 *     written, and the refusal names it ({@link OpenedStep.OverBudget})
 * complete, or interrupted with a part of an answer → what was used is spent, the rest is released
 * interrupted with nothing, or its process gone     → all is released
 * </pre>
 *
 * <p>So no budget is ever exceeded by calls that keep to their bound, however many run at once and
 * in however many processes. A budget counts what was spent in its period before it was made, too.
 */
public interface Purse {

  /** In the order of kind, name and period. */
  List<Budget> budgets();

  /** Makes a budget, or changes the one with the same kind, name and period. */
  Budget set(
      Budget.Kind kind,
      String name,
      Budget.Period period,
      @Nullable Long tokens,
      @Nullable Long cost);

  /** Removes a budget; false if there is none with this id. */
  boolean remove(UUID id);

  /** Whether there is any budget. Cheap. */
  boolean bounded();

  /**
   * Reserves what a call that is no step, such as embeddings, uses at most. It counts against the
   * budgets of tenant, agent and user; those of sessions are counted by steps.
   *
   * @return ends by {@link #settle} or {@link #release}, unless it was refused
   */
  Reservation reserve(AgentId agent, UserId user, String model, CallBound bound);

  /** Counts what the call has used and releases the rest; returns when that is durable. */
  void settle(Reservation reservation, long promptTokens, long completionTokens);

  /** The call has used nothing. */
  void release(Reservation reservation);

  /**
   * A call that is no step.
   *
   * @param refused the budget that has no room; null if all have
   */
  record Reservation(
      UUID id,
      AgentId agent,
      UserId user,
      String model,
      CallBound bound,
      OpenedStep.@Nullable OverBudget refused) {}

  /** How far a budget is used; of one for each (*) the sums over all. */
  Standing standing(Budget budget);

  /** What was spent, from one day to another (UTC, both included), by day. */
  List<Spending> spending(LocalDate from, LocalDate to);

  /**
   * How far a budget is used.
   *
   * @param cost in nanos
   * @param resets when it begins anew; null if never
   */
  record Standing(
      Budget budget,
      long tokens,
      long cost,
      long reservedTokens,
      long reservedCost,
      @Nullable Instant resets) {}

  /**
   * What was spent on a day.
   *
   * @param calls that used something, interrupted ones included
   * @param cost in nanos
   */
  record Spending(
      LocalDate day,
      AgentId agent,
      UserId user,
      String model,
      long calls,
      long promptTokens,
      long completionTokens,
      long cost) {}
}
