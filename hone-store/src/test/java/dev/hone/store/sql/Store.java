package dev.hone.store.sql;

import dev.hone.store.LedgerOptions;
import dev.hone.store.postgres.PostgresLedger;
import dev.hone.store.postgres.PostgresServer;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Assumptions;

/** The stores that every test of the ledger runs on. A folder stands for one database. */
enum Store {
  SQLITE {
    @Override
    Dialect dialect() {
      return Dialect.SQLITE;
    }

    @Override
    String location(Path folder) {
      return folder.toString();
    }

    @Override
    SqlLedger open(String location, LedgerOptions options, Clock clock) {
      return SqliteLedger.open(Path.of(location), options, clock);
    }
  },

  POSTGRESQL {
    @Override
    Dialect dialect() {
      return Dialect.POSTGRESQL;
    }

    @Override
    String location(Path folder) {
      PostgresServer.whyMissing().ifPresent(Assumptions::abort);
      return PostgresServer.shared().schema(folder.toString());
    }

    @Override
    SqlLedger open(String location, LedgerOptions options, Clock clock) {
      return PostgresLedger.open(location, PostgresServer.USER, null, options, clock);
    }
  };

  abstract Dialect dialect();

  /** What another process needs to open the same database. */
  abstract String location(Path folder);

  abstract SqlLedger open(String location, LedgerOptions options, Clock clock);

  /** Opens the database of a folder; skips the test if there is no such store on this machine. */
  SqlLedger open(Path folder, LedgerOptions options, Clock clock) {
    return open(location(folder), options, clock);
  }
}
