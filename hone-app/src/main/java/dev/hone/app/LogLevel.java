package dev.hone.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Locale;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** How much is logged. */
public final class LogLevel {

  private static final Set<String> KNOWN = Set.of("error", "warn", "info", "debug");

  private LogLevel() {}

  /**
   * Sets the level of everything that has none of its own.
   *
   * @throws SetupException if there is no such level
   */
  public static void set(String level) {
    String name = level.toLowerCase(Locale.ROOT);
    if (!KNOWN.contains(name)) {
      throw new SetupException("log.level must be error, warn, info or debug, but is " + level);
    }
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.toLevel(name));
    }
  }
}
