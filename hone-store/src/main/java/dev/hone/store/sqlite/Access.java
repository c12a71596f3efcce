package dev.hone.store.sqlite;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.fasterxml.uuid.UUIDClock;
import dev.hone.store.LedgerOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** What every part of the ledger works with. */
record Access(
    DatabaseFile file,
    GroupCommit commits,
    Readers readers,
    Changes changes,
    LedgerOptions options,
    Clock clock,
    NoArgGenerator ids,
    Json json) {

  static Access of(
      DatabaseFile file,
      GroupCommit commits,
      Readers readers,
      Changes changes,
      LedgerOptions options,
      Clock clock) {
    UUIDClock millis =
        new UUIDClock() {
          @Override
          public long currentTimeMillis() {
            return clock.millis();
          }
        };
    NoArgGenerator ids = Generators.timeBasedEpochGenerator(new SecureRandom(), millis);
    return new Access(file, commits, readers, changes, options, clock, ids, new Json());
  }

  /** A new UUIDv7; later ones of this process sort after it, also within a millisecond. */
  UUID newId() {
    return ids.generate();
  }

  /** Now, as exact as it is kept. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
