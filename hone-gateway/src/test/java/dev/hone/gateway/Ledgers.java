package dev.hone.gateway;

import dev.hone.store.Ledger;
import java.nio.file.Path;

/** Opens the ledger that the tests run on. */
final class Ledgers {

  private Ledgers() {}

  static Ledger open(Path folder) {
    return new MemoryLedger();
  }
}
