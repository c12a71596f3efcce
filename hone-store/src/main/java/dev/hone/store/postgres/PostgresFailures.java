package dev.hone.store.postgres;

import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.sql.Failures;
import java.sql.SQLException;

/** Turns what PostgreSQL says, by its SQLSTATE, into what the store says. */
final class PostgresFailures implements Failures {

  private final String database;

  /**
   * Makes one.
   *
   * @param database as it is named in messages
   */
  PostgresFailures(String database) {
    this.database = database;
  }

  private static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null ? "" : state;
  }

  @Override
  public Fate fate(SQLException failure) {
    String state = state(failure);
    return switch (state) {
      // admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout
      case "57P01", "57P02", "57P03", "57P05" -> Fate.DISCONNECTED;
      // idle_in_transaction_session_timeout
      case "25P03" -> Fate.DISCONNECTED;
      // lock_not_available
      case "55P03" -> Fate.COLLIDED;
      default -> {
        if (state.startsWith("40")) {
          // serialization_failure, deadlock_detected
          yield Fate.COLLIDED;
        }
        yield state.startsWith("08") ? Fate.DISCONNECTED : Fate.REFUSED;
      }
    };
  }

  @Override
  public StoreException ofSql(SQLException failure) {
    String state = state(failure);
    return switch (fate(failure)) {
      case DISCONNECTED ->
          failed(
              Code.UNAVAILABLE,
              "cannot be reached",
              "see that it runs and that store.url is right. It goes on by itself when the server"
                  + " is back",
              failure);
      case COLLIDED ->
          failed(
              Code.UNAVAILABLE,
              "was kept busy by another process for too long",
              "try again, and look for long transactions in pg_stat_activity",
              failure);
      case REFUSED -> refused(state, failure);
    };
  }

  private StoreException refused(String state, SQLException failure) {
    return switch (state) {
      case "53100" ->
          failed(
              Code.FULL,
              "has no space left",
              "free space on its server. Nothing that was acknowledged is lost; writing goes on by"
                  + " itself when there is space",
              failure);
      case "53300" ->
          failed(
              Code.OVERLOADED,
              "has no connection left",
              "raise max_connections; each process takes six",
              failure);
      case "25006" ->
          failed(
              Code.UNAVAILABLE,
              "takes no writes",
              "store.url must lead to the primary (targetServerType=primary), not to a standby",
              failure);
      case "28000", "28P01" ->
          failed(
              Code.UNAVAILABLE,
              "refuses the user or the password",
              "see store.user and store.password-variable",
              failure);
      case "3D000" ->
          failed(Code.UNAVAILABLE, "does not exist", "create it with createdb", failure);
      case "42501" ->
          failed(
              Code.UNAVAILABLE,
              "forbids this to the user",
              "make the user the owner of the schema",
              failure);
      case "57014" ->
          failed(Code.OVERLOADED, "took too long to answer", "ask for less at once", failure);
      case "XX001", "XX002" ->
          failed(Code.CORRUPT, "is damaged", "restore it from a backup", failure);
      default ->
          state.startsWith("23")
              ? failed(Code.CONFLICT, "refuses a write", "it breaks a rule of the schema", failure)
              : failed(Code.UNAVAILABLE, "failed", "see the log of its server", failure);
    };
  }

  private StoreException failed(Code code, String what, String advice, SQLException failure) {
    return new StoreException(
        code,
        "the " + database + " " + what + " (" + failure.getMessage() + "); " + advice,
        failure);
  }
}
