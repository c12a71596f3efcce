package dev.hone.app;

import dev.hone.app.config.HoneConfig;
import dev.hone.gateway.redact.RedactedLedger;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Ownership;
import dev.hone.store.postgres.PostgresLedger;
import dev.hone.store.sqlite.SqliteLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The store that a configuration names: SQLite in the data folder, or a PostgreSQL database. */
public final class ConfiguredStore {

  private final HoneConfig config;
  private final Map<String, String> environment;

  /**
   * Nothing is opened yet.
   *
   * @param environment where the password is looked up
   */
  public ConfiguredStore(HoneConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = environment;
  }

  /** Whether several processes may share it. */
  public boolean isShared() {
    return !config.store().url().isEmpty();
  }

  /**
   * Opens it.
   *
   * @param ownership of the data folder; a PostgreSQL database has no owner
   * @throws SetupException if the password is missing
   */
  public Ledger open(Ownership ownership) {
    LedgerOptions options = LedgerOptions.defaults();
    Clock clock = Clock.systemUTC();
    Ledger ledger =
        isShared()
            ? PostgresLedger.open(config.store().url(), user(), password(), options, clock)
            : SqliteLedger.open(config.data(), options, clock, ownership);
    // Also where the installation redacts nothing: a tenant may.
    return new RedactedLedger(ledger, config.privacy().redaction());
  }

  /**
   * Says which it is, having reached it if it is elsewhere; changes nothing.
   *
   * @throws SetupException if the password is missing
   * @throws dev.hone.store.StoreException if it cannot be reached
   */
  public String reach() {
    return isShared()
        ? PostgresLedger.reach(config.store().url(), user(), password(), LedgerOptions.defaults())
        : name();
  }

  /** Which it is, for people to read. */
  public String name() {
    return isShared()
        ? PostgresLedger.nameOf(config.store().url())
        : "SQLite in " + config.data().toAbsolutePath();
  }

  private @Nullable String user() {
    return config.store().user().isEmpty() ? null : config.store().user();
  }

  private @Nullable String password() {
    String variable = config.store().passwordVariable();
    if (!variable.isEmpty()) {
      String value = environment.get(variable);
      if (value == null || value.isBlank()) {
        throw new SetupException(
            "the environment variable "
                + variable
                + " is not set, but the configuration names it in store.password-variable");
      }
      return value;
    }
    if (config.store().passwordFile().isEmpty()) {
      return null;
    }
    Path file = Path.of(config.store().passwordFile());
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP,
          "the file "
              + file
              + ", which the configuration names in store.password-file, cannot be read",
          e);
    }
  }
}
