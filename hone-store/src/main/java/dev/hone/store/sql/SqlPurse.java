package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.store.Budget;
import dev.hone.store.CallBound;
import dev.hone.store.OpenedStep;
import dev.hone.store.Purse;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Budgets and spending of one tenant. Thread-safe. */
final class SqlPurse implements Purse {

  private static final Logger log = LoggerFactory.getLogger(SqlPurse.class);

  private static final String SELECT =
      "SELECT id, kind, name, period, tokens, cost FROM budget WHERE tenant = ?"
          + " ORDER BY kind, name, period";

  private final Access access;
  private final TenantId tenant;
  private volatile @Nullable Known known;

  private record Known(long epoch, List<Budget> budgets) {}

  SqlPurse(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  /** All budgets; read again when something may have changed, here or in another process. */
  List<Budget> known() {
    long epoch = access.changes().epoch();
    Known last = known;
    if (last == null || last.epoch() != epoch) {
      last = new Known(epoch, budgets());
      known = last;
    }
    return last.budgets();
  }

  @Override
  public List<Budget> budgets() {
    return access.readers().read(sql -> sql.list(SELECT, SqlPurse::budget, tenant.value()));
  }

  private static Budget budget(Row row) throws SQLException {
    return new Budget(
        row.uuid("id"),
        Budget.Kind.valueOf(row.text("kind")),
        row.text("name"),
        Budget.Period.valueOf(row.text("period")),
        row.numberOrNull("tokens"),
        row.numberOrNull("cost"));
  }

  @Override
  public Budget set(
      Budget.Kind kind,
      String name,
      Budget.Period period,
      @Nullable Long tokens,
      @Nullable Long cost) {
    Budget wanted = new Budget(access.newId(), kind, name, period, tokens, cost);
    return access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              sql.update(
                  "INSERT INTO budget (tenant, id, kind, name, period, tokens, cost, created)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                      + " ON CONFLICT (tenant, kind, name, period) DO UPDATE SET"
                      + " tokens = excluded.tokens, cost = excluded.cost",
                  tenant.value(),
                  wanted.id(),
                  kind,
                  name,
                  period,
                  tokens,
                  cost,
                  access.now());
              transaction.cachedChanged();
              Budget kept =
                  sql.first(
                          "SELECT id, kind, name, period, tokens, cost FROM budget"
                              + " WHERE tenant = ? AND kind = ? AND name = ? AND period = ?",
                          SqlPurse::budget,
                          tenant.value(),
                          kind,
                          name,
                          period)
                      .orElseThrow(() -> new SQLException("a budget that was written is there"));
              Audit.add(sql, access, tenant, "budget set", kept.id().toString(), kept.toString());
              return kept;
            },
            Lock.budgets(tenant));
  }

  @Override
  public boolean bounded() {
    return !known().isEmpty();
  }

  @Override
  public Reservation reserve(AgentId agent, UserId user, String model, CallBound bound) {
    Reserving reserving = new Reserving(tenant, known(), bound, agent, user, access);
    UUID id = access.newId();
    OpenedStep.OverBudget refusal =
        reserving.bounded()
            ? access
                .commits()
                .write(
                    transaction -> {
                      OpenedStep.OverBudget over =
                          reserving.refusal(transaction.sql(), null, access.now());
                      if (over == null) {
                        reserving.reserve(transaction.sql(), id, null);
                      }
                      return Optional.ofNullable(over);
                    },
                    Lock.budgets(tenant))
                .orElse(null)
            : null;
    return new Reservation(id, agent, user, model, bound, refusal);
  }

  @Override
  public void settle(Reservation call, long promptTokens, long completionTokens) {
    long cost = call.bound().price().of(promptTokens, completionTokens);
    access
        .commits()
        .write(
            transaction -> {
              long day = access.clock().millis() / StepEnding.DAY;
              transaction.count(
                  new Usage.Key(tenant, call.agent().value(), day),
                  new Usage.Amounts(0, 0, 0, 0, promptTokens + completionTokens, cost));
              transaction.count(
                  new Usage.Spender(
                      tenant, call.user().value(), day, call.agent().value(), call.model()),
                  new Usage.Spent(1, promptTokens, completionTokens, cost));
              transaction.release(tenant, new StepId(call.id()));
              return call;
            });
  }

  @Override
  public void release(Reservation call) {
    access
        .commits()
        .writeLater(
            transaction -> {
              transaction.release(tenant, new StepId(call.id()));
              return call;
            },
            failure ->
                log.warn(
                    "what was reserved for a call of tenant {} stays so until the next start: {}",
                    tenant,
                    failure.getMessage()));
  }

  @Override
  public boolean remove(UUID id) {
    return access
        .commits()
        .write(
            transaction -> {
              int removed =
                  transaction
                      .sql()
                      .update("DELETE FROM budget WHERE tenant = ? AND id = ?", tenant.value(), id);
              if (removed > 0) {
                transaction.cachedChanged();
                Audit.add(transaction.sql(), access, tenant, "budget removed", id.toString(), "");
              }
              return removed > 0;
            });
  }

  @Override
  public Standing standing(Budget budget) {
    Instant now = access.now();
    access.commits().awaitEarly();
    Counted counted =
        access.readers().read(sql -> Counted.of(sql, tenant, budget, budget.name(), now));
    return new Standing(
        budget,
        counted.tokens(),
        counted.cost(),
        counted.reservedTokens(),
        counted.reservedCost(),
        budget.period().resets(now));
  }

  @Override
  public List<Spending> spending(LocalDate from, LocalDate to) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT day, agent, user_name, model, calls, prompt_tokens, completion_tokens,"
                        + " cost FROM spending WHERE tenant = ? AND day >= ? AND day <= ?"
                        + " ORDER BY day, agent, user_name, model",
                    row ->
                        new Spending(
                            LocalDate.ofEpochDay(row.number("day")),
                            new AgentId(row.text("agent")),
                            new UserId(row.text("user_name")),
                            row.text("model"),
                            row.number("calls"),
                            row.number("prompt_tokens"),
                            row.number("completion_tokens"),
                            row.number("cost")),
                    tenant.value(),
                    from.toEpochDay(),
                    to.toEpochDay()));
  }
}
