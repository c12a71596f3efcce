package dev.hone.gateway.money;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.http.Exchange;
import dev.hone.store.Budget;
import dev.hone.store.OpenedStep;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How a call is refused that no budget has room for. */
public final class Refusal {

  /** Running calls will have given back what they hold, or most of it. */
  private static final String SOON = "1";

  private static final int DECIMALS = 9;

  private Refusal() {}

  /** Sets {@code Retry-After} where waiting helps, and says what is used up. */
  public static GatewayException of(OpenedStep.OverBudget over, Exchange exchange, Instant now) {
    Instant resets = over.resets();
    String then;
    if (over.passing()) {
      exchange.header("Retry-After", SOON);
      then = " The rest is held by calls that are running; try again when they have ended.";
    } else {
      // Clients that repeat by themselves would only be refused again.
      exchange.header("x-should-retry", "false");
      if (over.wanted() > over.limit()) {
        then = " The call alone may use more than that: ask for fewer tokens, or for less at once.";
      } else if (resets == null) {
        then = " It does not reset; an administrator can raise it (POST /api/budgets).";
      } else {
        long seconds = Math.max(1, Math.ceilDiv(Duration.between(now, resets).toMillis(), 1000));
        exchange.header("Retry-After", Long.toString(seconds));
        then = " It resets at " + resets + ".";
      }
    }
    return new GatewayException(
        Code.OVER_BUDGET,
        "The budget of "
            + named(over.budget())
            + " for "
            + amount(over, over.limit())
            + " is not enough for this call: "
            + amount(over, over.spent())
            + " spent, "
            + amount(over, over.reserved())
            + " reserved, up to "
            + amount(over, over.wanted())
            + " wanted."
            + then);
  }

  private static String named(Budget budget) {
    String kind = budget.kind().name().toLowerCase(Locale.ROOT);
    String whose =
        switch (budget.kind()) {
          case TENANT -> "the tenant";
          case AGENT, USER, SESSION ->
              budget.name().equals(Budget.EACH)
                  ? "each " + kind
                  : kind + " '" + budget.name() + "'";
        };
    return switch (budget.period()) {
      case DAY -> whose + " per day";
      case MONTH -> whose + " per month";
      case TOTAL -> whose + " in total";
    };
  }

  private static String amount(OpenedStep.OverBudget over, long value) {
    return over.money() ? money(value) : value + " tokens";
  }

  /** Nanos as a plain decimal number. */
  public static String money(long nanos) {
    BigDecimal value = BigDecimal.valueOf(nanos, DECIMALS);
    BigDecimal plain = value.stripTrailingZeros();
    return (plain.scale() < 2 ? value.setScale(2, RoundingMode.UNNECESSARY) : plain)
        .toPlainString();
  }
}
