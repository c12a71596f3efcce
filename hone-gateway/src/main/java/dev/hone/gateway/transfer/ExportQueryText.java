package dev.hone.gateway.transfer;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query as it is written in an address and on the command line. */
public final class ExportQueryText {

  private ExportQueryText() {}

  /**
   * Reads {@code agent}, {@code user}, {@code session}, {@code since}, {@code until} (a day or a
   * moment) and {@code judged} (verdicts with commas between them, or {@code none}).
   *
   * @throws IllegalArgumentException if one of them makes no sense
   */
  public static ExportQuery read(Function<String, Optional<String>> parameter) {
    return new ExportQuery(
        Fields.agent(parameter.apply("agent").orElse(null)),
        Fields.user(parameter.apply("user").orElse(null)),
        parameter.apply("session").orElse(null),
        parameter.apply("since").map(ExportQueryText::moment).orElse(null),
        parameter.apply("until").map(ExportQueryText::moment).orElse(null),
        judged(parameter.apply("judged").orElse(null)));
  }

  private static Instant moment(String text) {
    try {
      return text.length() == "2026-01-31".length()
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no time; write 2026-01-31 or 2026-01-31T12:00:00Z", e);
    }
  }

  private static Set<ExportQuery.Judged> judged(@Nullable String text) {
    EnumSet<ExportQuery.Judged> judged = EnumSet.noneOf(ExportQuery.Judged.class);
    if (text != null) {
      for (String one : text.split(",")) {
        try {
          judged.add(ExportQuery.Judged.valueOf(one.strip().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "'" + one + "' is no verdict; use good, neutral, bad, unknown or none", e);
        }
      }
    }
    return judged;
  }
}
