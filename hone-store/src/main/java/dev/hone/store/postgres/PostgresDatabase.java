package dev.hone.store.postgres;

import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.sql.Database;
import dev.hone.store.sql.Dialect;
import dev.hone.store.sql.Failures;
import dev.hone.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** A PostgreSQL database: how connections to it are opened. */
final class PostgresDatabase implements Database {

  static final String PREFIX = "jdbc:postgresql:";

  /** Parameters that do not belong into a URL. */
  private static final List<String> SECRETS = List.of("password", "sslpassword");

  /** The oldest server that the tests run on. */
  private static final int LEAST_VERSION = 15;

  private static final int CONNECT_SECONDS = 5;

  /** A server that says nothing for so long is taken for gone. */
  private static final int SILENCE_SECONDS = 60;

  /** Longest wait for another transaction; then the batch is tried in parts. */
  private static final Duration LOCK_WAIT = Duration.ofMillis(500);

  /** What a process may stand still in a transaction, as a part of its time to live. */
  private static final int STANDSTILL_PART = 4;

  private final String url;
  private final Properties properties;
  private final LedgerOptions options;
  private final String name;
  private final PostgresFailures failures;

  PostgresDatabase(
      String url, @Nullable String user, @Nullable String password, LedgerOptions options) {
    Properties parsed = url.startsWith(PREFIX) ? Driver.parseURL(url, null) : null;
    if (parsed == null) {
      throw new StoreException(
          Code.UNAVAILABLE,
          "the store's URL must read " + PREFIX + "//host:port/database; correct it");
    }
    if (SECRETS.stream().anyMatch(secret -> parsed.getProperty(secret) != null)) {
      throw new StoreException(
          Code.UNAVAILABLE,
          "the store's URL must not hold a password, because URLs end up in logs; give it by"
              + " environment variable or file");
    }
    this.url = url;
    this.options = options;
    this.name =
        "PostgreSQL database "
            + parsed.getProperty("PGDBNAME", "(unnamed)")
            + " on "
            + parsed.getProperty("PGHOST", "localhost")
            + ":"
            + parsed.getProperty("PGPORT", "5432");
    this.failures = new PostgresFailures(name);
    this.properties = new Properties();
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "hone");
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(SILENCE_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    // Statements are few and kept for the life of a connection.
    properties.setProperty("prepareThreshold", "1");
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String otherwise() {
    return "Use the version of Hone that wrote it, or another database or schema";
  }

  @Override
  public Failures failures() {
    return failures;
  }

  /**
   * Connects and looks what is there.
   *
   * @throws StoreException {@code INCOMPATIBLE} if the server is too old or not UTF-8
   */
  String serverVersion() {
    try (Sql sql = open(List.of())) {
      return serverVersion(sql);
    } catch (SQLException e) {
      throw failures.translate(e);
    }
  }

  private String serverVersion(Sql sql) throws SQLException {
    var server = sql.connection().getMetaData();
    if (server.getDatabaseMajorVersion() < LEAST_VERSION) {
      throw new StoreException(
          Code.INCOMPATIBLE,
          "the server of the "
              + name
              + " is version "
              + server.getDatabaseProductVersion()
              + "; PostgreSQL "
              + LEAST_VERSION
              + " or newer is needed");
    }
    if (!sql.exists("SELECT 1 WHERE current_setting('server_encoding') = 'UTF8'")) {
      throw new StoreException(
          Code.INCOMPATIBLE,
          "the " + name + " does not keep UTF-8; create it with ENCODING 'UTF8'");
    }
    if (!sql.exists("SELECT 1 WHERE current_schema() IS NOT NULL")) {
      throw new StoreException(
          Code.INCOMPATIBLE,
          "the " + name + " has no schema to use; create the one that currentSchema names");
    }
    return server.getDatabaseProductVersion();
  }

  @Override
  public Sql openMigrator() {
    Sql sql = open(List.of("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"));
    try {
      serverVersion(sql);
      return sql;
    } catch (SQLException e) {
      throw closed(sql.connection(), failures.translate(e));
    } catch (StoreException e) {
      throw closed(sql.connection(), e);
    }
  }

  @Override
  public Sql openWriter() {
    long standstill = options.nodeTimeToLive().toMillis() / STANDSTILL_PART;
    return open(
        List.of(
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE",
            "SET lock_timeout = " + LOCK_WAIT.toMillis(),
            // A frozen process must not keep its locks.
            "SET idle_in_transaction_session_timeout = " + standstill,
            // A database that is set to acknowledge what it may lose is not taken at its word.
            "SELECT set_config('synchronous_commit', 'on', false)"
                + " WHERE current_setting('synchronous_commit') = 'off'"));
  }

  @Override
  public Sql openReader() {
    return open(
        List.of(
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY",
            "SET statement_timeout = " + SILENCE_SECONDS * 1000));
  }

  private Sql open(List<String> settings) {
    Connection connection = null;
    try {
      connection = new Driver().connect(url, properties);
      if (connection == null) {
        throw new SQLException("the driver does not take the URL");
      }
      try (Statement statement = connection.createStatement()) {
        for (String setting : settings) {
          statement.execute(setting);
        }
      }
      return new Sql(connection, Dialect.POSTGRESQL);
    } catch (SQLException e) {
      throw closed(connection, failures.translate(e));
    }
  }

  private static StoreException closed(@Nullable Connection connection, StoreException failure) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException second) {
        failure.addSuppressed(second);
      }
    }
    return failure;
  }

  /** Other processes announce what they have written. */
  @Override
  public long foreignCommits(Sql sql) {
    return 0;
  }

  @Override
  public List<String> announced(Sql sql, Duration patience) throws SQLException {
    PGNotification[] heard =
        sql.connection()
            .unwrap(PGConnection.class)
            // 0 would wait for ever.
            .getNotifications(Math.max(1, Math.toIntExact(patience.toMillis())));
    return heard == null
        ? List.of()
        : Arrays.stream(heard).map(PGNotification::getParameter).toList();
  }
}
