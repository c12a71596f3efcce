package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.store.Budget;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What counts against a budget: spent in its period, and reserved. Both are read in one statement:
 * a call that ends meanwhile in another process is seen in one of them.
 */
record Counted(long tokens, long cost, long reservedTokens, long reservedCost) {

  /**
   * Counts.
   *
   * @param whose name of the one that is counted; {@link Budget#EACH} for all together
   */
  static Counted of(Sql sql, TenantId tenant, Budget budget, String whose, Instant now)
      throws SQLException {
    LocalDate first = budget.period().firstDay(now);
    boolean all = budget.kind() == Budget.Kind.TENANT || whose.equals(Budget.EACH);
    @Nullable Object one = all ? null : named(budget.kind(), whose);
    if (!all && one == null) {
      return new Counted(0, 0, 0, 0);
    }
    Object since =
        budget.kind() == Budget.Kind.SESSION
            ? first.atStartOfDay(ZoneOffset.UTC).toInstant()
            : (Object) first.toEpochDay();
    List<@Nullable Object> arguments = new ArrayList<>();
    // Once for the spent sums, once for the reserved ones.
    arguments.add(tenant.value());
    arguments.add(since);
    if (one != null) {
      arguments.add(one);
    }
    arguments.add(tenant.value());
    if (one != null) {
      arguments.add(one);
    }
    return sql.first(
            query(budget.kind(), all),
            row ->
                new Counted(
                    row.number("tokens"),
                    row.number("cost"),
                    row.number("reserved_tokens"),
                    row.number("reserved_cost")),
            arguments.toArray())
        .orElseThrow(() -> new SQLException("a sum has a row"));
  }

  /** As it stands in rows; null for what cannot be the name of a session. */
  private static @Nullable Object named(Budget.Kind kind, String whose) {
    if (kind != Budget.Kind.SESSION) {
      return whose;
    }
    try {
      return UUID.fromString(whose);
    } catch (IllegalArgumentException notAnId) {
      return null;
    }
  }

  private static String query(Budget.Kind kind, boolean all) {
    String spent =
        switch (kind) {
          case TENANT -> spent("spent_tokens", "usage WHERE tenant = ? AND day >= ?");
          case AGENT ->
              spent("spent_tokens", "usage WHERE tenant = ? AND day >= ?")
                  + (all ? "" : " AND agent = ?");
          case USER ->
              spent("prompt_tokens + completion_tokens", "spending WHERE tenant = ? AND day >= ?")
                  + (all ? "" : " AND user_name = ?");
          case SESSION ->
              spent("spent_tokens", "step WHERE tenant = ? AND ended >= ?")
                  + (all ? "" : " AND session = ?");
        };
    String own =
        switch (kind) {
          case TENANT -> "";
          case AGENT -> " AND agent = ?";
          case USER -> " AND user_name = ?";
          case SESSION -> " AND session = ?";
        };
    return "SELECT u.tokens, u.cost, r.tokens AS reserved_tokens, r.cost AS reserved_cost FROM ("
        + spent
        + ") u, (SELECT CAST(COALESCE(SUM(tokens), 0) AS BIGINT) AS tokens,"
        + " CAST(COALESCE(SUM(cost), 0) AS BIGINT) AS cost FROM reservation WHERE tenant = ?"
        + (all ? "" : own)
        + ") r";
  }

  private static String spent(String tokens, String from) {
    return "SELECT CAST(COALESCE(SUM("
        + tokens
        + "), 0) AS BIGINT) AS tokens, CAST(COALESCE(SUM(cost), 0) AS BIGINT) AS cost FROM "
        + from;
  }
}
