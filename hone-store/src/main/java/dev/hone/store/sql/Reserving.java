package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.store.Budget;
import dev.hone.store.CallBound;
import dev.hone.store.OpenedStep;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes one call into the budgets of its tenant, in the transaction that opens its step, or in one
 * of its own if the call is no step.
 *
 * @param budgets all of the tenant, as they were known when the write was handed in
 */
record Reserving(
    TenantId tenant,
    List<Budget> budgets,
    CallBound bound,
    AgentId agent,
    UserId user,
    Access access) {

  /** Stands for the session of a call that has none. */
  private static final UUID NO_SESSION = new UUID(0, 0);

  /** Whether any budget could be in the way. */
  boolean bounded() {
    return !budgets.isEmpty();
  }

  /**
   * The first budget that has no room; null if all have.
   *
   * @param session null for a call that is no step: what sessions use is counted by their steps
   */
  OpenedStep.@Nullable OverBudget refusal(Sql sql, @Nullable UUID session, Instant now)
      throws SQLException {
    for (Budget budget : budgets) {
      String whose = whose(budget, session);
      if (whose != null) {
        OpenedStep.OverBudget refusal = refusal(sql, budget, whose, now);
        if (refusal != null) {
          return refusal;
        }
      }
    }
    return null;
  }

  /** Who is counted by a budget for this call; null if it does not concern the call. */
  private @Nullable String whose(Budget budget, @Nullable UUID session) {
    @Nullable String own =
        switch (budget.kind()) {
          case TENANT -> "";
          case AGENT -> agent.value();
          case USER -> user.value();
          case SESSION -> session == null ? null : session.toString();
        };
    return own != null && (budget.name().equals(Budget.EACH) || budget.name().equals(own))
        ? own
        : null;
  }

  private OpenedStep.@Nullable OverBudget refusal(Sql sql, Budget budget, String whose, Instant now)
      throws SQLException {
    Counted counted = Counted.of(sql, tenant, budget, whose, now);
    Long tokens = budget.tokens();
    if (tokens != null && counted.tokens() + counted.reservedTokens() + bound.tokens() > tokens) {
      return new OpenedStep.OverBudget(
          budget,
          false,
          tokens,
          counted.tokens(),
          counted.reservedTokens(),
          bound.tokens(),
          budget.period().resets(now));
    }
    Long cost = budget.cost();
    if (cost != null
        // What is free is refused by no bound of money.
        && bound.cost() > 0
        && counted.cost() + counted.reservedCost() + bound.cost() > cost) {
      return new OpenedStep.OverBudget(
          budget,
          true,
          cost,
          counted.cost(),
          counted.reservedCost(),
          bound.cost(),
          budget.period().resets(now));
    }
    return null;
  }

  /**
   * Keeps the bound back.
   *
   * @param id of the step, or of the call
   * @param session null for a call that is no step
   */
  void reserve(Sql sql, UUID id, @Nullable UUID session) throws SQLException {
    if (bounded()) {
      sql.update(
          "INSERT INTO reservation (tenant, step, agent, user_name, session, tokens, cost,"
              + " stepless, node) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          tenant.value(),
          id,
          agent.value(),
          user.value(),
          session == null ? NO_SESSION : session,
          bound.tokens(),
          bound.cost(),
          session == null,
          session == null ? access.node() : null);
    }
  }

  /**
   * Releases what is reserved for steps that were ended by the many, and for calls whose process is
   * gone: on SQLite, where no process has a row, for all.
   */
  static void releaseEnded(Sql sql) throws SQLException {
    sql.update(
        "DELETE FROM reservation WHERE stepless = 0 AND NOT EXISTS (SELECT 1 FROM step s"
            + " WHERE s.tenant = reservation.tenant AND s.id = reservation.step"
            + " AND s.status = 'OPEN')");
    sql.update(
        "DELETE FROM reservation WHERE stepless = 1"
            + " AND NOT EXISTS (SELECT 1 FROM node n WHERE n.id = reservation.node)");
  }
}
