package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hone.core.StepId;
import dev.hone.store.LedgerOptions;
import dev.hone.store.StepRecord.Status;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.sqlite.SqliteLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {

  private static final int MANY = 2_000;

  @TempDir Path folder;

  private final List<StepId> acknowledged = new ArrayList<>();

  /** Asks until it is refused. */
  private StoreException fill(Talk alice, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < MANY; i++) {
      byte[] noise = new byte[4096];
      random.nextBytes(noise);
      String text = new String(noise, java.nio.charset.StandardCharsets.ISO_8859_1);
      try {
        acknowledged.add(alice.ask("answer " + i, messages("u:" + i + text)).step());
      } catch (StoreException e) {
        return e;
      }
    }
    throw new AssertionError(MANY + " steps did not fill the disk");
  }

  private void assertFullAndNothingLost(Talk alice, StoreException failure) {
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(Code.FULL);
    assertThat(failure).hasMessageContaining("free space");
    assertThat(acknowledged).isNotEmpty();
    for (StepId step : acknowledged) {
      assertThat(alice.record(step).status()).isEqualTo(Status.COMPLETE);
    }
    assertThat(alice.tenant().usage().steps()).isEqualTo(acknowledged.size());
  }

  @Test
  void aFileAtItsBoundRefusesClearlyAndLosesNothing() {
    LedgerOptions bounded = LedgerOptions.defaults().withMaximumPages(300);
    try (SqliteLedger ledger = SqliteLedger.open(folder, bounded, Clock.systemUTC())) {
      Talk alice = Talk.of(ledger);
      assertFullAndNothingLost(alice, fill(alice, 1));
      assertFullAndNothingLost(alice, fill(alice, 2));
    }
    try (SqliteLedger ledger =
        SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC())) {
      Talk alice = Talk.of(ledger);
      ledger.recover();
      acknowledged.add(alice.ask("again", messages("u:again")).step());
      assertThat(alice.tenant().usage().steps()).isEqualTo(acknowledged.size());
    }
  }

  @Test
  void aFullDiskRefusesClearlyAndGoesOnWhenThereIsSpace() throws Exception {
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()))
        .as("a small file system can be mounted")
        .isZero();
    try {
      Path ballast = folder.resolve("ballast");
      Files.write(ballast, new byte[2 << 20]);
      LedgerOptions options = LedgerOptions.defaults().withMinimumFree(0);
      try (SqliteLedger ledger = SqliteLedger.open(folder, options, Clock.systemUTC())) {
        Talk alice = Talk.of(ledger);
        assertThat(ledger.unwritable()).isEmpty();
        assertFullAndNothingLost(alice, fill(alice, 1));
        assertFullAndNothingLost(alice, fill(alice, 2));
        Files.delete(ballast);
        assertThat(ledger.unwritable()).isEmpty();
        acknowledged.add(alice.ask("again", messages("u:again")).step());
        assertThat(alice.tenant().usage().steps()).isEqualTo(acknowledged.size());
      }
      try (SqliteLedger ledger =
          SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC())) {
        assertThat(ledger.tenant(Talk.ACME).usage().steps()).isEqualTo(acknowledged.size());
        assertThat(ledger.unwritable())
            .hasValueSatisfying(why -> assertThat(why).contains("MiB are free", "free space"));
      }
    } finally {
      assertThat(run("umount", folder.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException noSuchCommand) {
      return -1;
    }
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
