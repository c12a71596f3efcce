package dev.hone.gateway;

import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;

/** Opens the ledger that the tests run on. */
final class Ledgers {

  private Ledgers() {}

  static Ledger open(Path folder) {
    return SqliteLedger.open(
        folder, LedgerOptions.defaults().withMinimumFree(0), Clock.systemUTC());
  }

  /** The same ledger with other bounds. */
  static Ledger reopen(Ledger open, Path folder, LedgerOptions options) {
    open.close();
    return SqliteLedger.open(folder.resolve("data"), options, Clock.systemUTC());
  }
}
