package dev.hone.store.sql;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.fasterxml.uuid.UUIDClock;
import dev.hone.store.LedgerOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What every part of the ledger works with. */
record Access(
    Database database,
    @Nullable Presence presence,
    GroupCommit commits,
    Readers readers,
    Changes changes,
    LedgerOptions options,
    Clock clock,
    NoArgGenerator ids,
    Json json,
    Packed packed) {

  static Access of(
      Database database,
      @Nullable Presence presence,
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
    return new Access(
        database,
        presence,
        commits,
        readers,
        changes,
        options,
        clock,
        ids,
        new Json(),
        new Packed());
  }

  /** What this process is called in rows; null where it is alone. */
  @Nullable UUID node() {
    return presence == null ? null : presence.node();
  }

  Dialect dialect() {
    return database.dialect();
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
