package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.store.Budget;
import dev.hone.store.CallBound;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes one call into the budgets of its tenant, in the transaction that opens its step.
 *
 * @param budgets all of the tenant, as they were known when the write was handed in
 */
record Reserving(
    TenantId tenant, List<Budget> budgets, CallBound bound, StepDraft draft, Access access) {

  /** Whether any budget could be in the way. */
  boolean bounded() {
    return !budgets.isEmpty();
  }

  /** The first budget that has no room; null if all have. */
  OpenedStep.@Nullable OverBudget refusal(Sql sql, UUID session, Instant now) throws SQLException {
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
  private @Nullable String whose(Budget budget, UUID session) {
    String own =
        switch (budget.kind()) {
          case TENANT -> "";
          case AGENT -> draft.agent().value();
          case USER -> draft.user().value();
          case SESSION -> session.toString();
        };
    return budget.name().equals(Budget.EACH) || budget.name().equals(own) ? own : null;
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

  void reserve(Sql sql, UUID step, UUID session) throws SQLException {
    if (bounded()) {
      sql.update(
          "INSERT INTO reservation (tenant, step, agent, user_name, session, tokens, cost)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)",
          tenant.value(),
          step,
          draft.agent().value(),
          draft.user().value(),
          session,
          bound.tokens(),
          bound.cost());
    }
  }

  /** Releases what is reserved for steps that were ended by the many. */
  static void releaseEnded(Sql sql) throws SQLException {
    sql.update(
        "DELETE FROM reservation WHERE NOT EXISTS (SELECT 1 FROM step s"
            + " WHERE s.tenant = reservation.tenant AND s.id = reservation.step"
            + " AND s.status = 'OPEN')");
  }
}
