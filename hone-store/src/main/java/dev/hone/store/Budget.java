package dev.hone.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bound of what calls of a tenant may use.
 *
 * @param name of the agent, of the user, or the id of the session; {@code *} for each of them by
 *     itself; empty for the tenant
 * @param tokens prompt and completion tokens together, or null for no bound
 * @param cost in nanos (see {@link Price}), or null for no bound
 */
public record Budget(
    UUID id, Kind kind, String name, Period period, @Nullable Long tokens, @Nullable Long cost) {

  /** Stands for each agent, user or session. */
  public static final String EACH = "*";

  /** Whose calls count. */
  public enum Kind {
    TENANT,
    AGENT,
    USER,
    SESSION
  }

  /** When counting begins anew; days and months are those of UTC. */
  public enum Period {
    DAY,
    MONTH,
    TOTAL;

    /** The day on which the period that holds this moment began. */
    public LocalDate firstDay(Instant now) {
      LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
      return switch (this) {
        case DAY -> today;
        case MONTH -> today.withDayOfMonth(1);
        case TOTAL -> LocalDate.EPOCH;
      };
    }

    /** When the next one begins; null if never. */
    public @Nullable Instant resets(Instant now) {
      LocalDate first = firstDay(now);
      return switch (this) {
        case DAY -> first.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        case MONTH -> first.plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        case TOTAL -> null;
      };
    }
  }

  public Budget {
    if ((kind == Kind.TENANT) != name.isEmpty()) {
      throw new IllegalArgumentException(
          "a budget of the tenant has no name, all others name whom they bound, or *");
    }
    if (tokens == null && cost == null) {
      throw new IllegalArgumentException("a budget bounds tokens, money or both");
    }
    if ((tokens != null && tokens < 0) || (cost != null && cost < 0)) {
      throw new IllegalArgumentException("a budget is not negative");
    }
  }
}
