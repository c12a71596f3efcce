package dev.hone.store.sql;

import static dev.hone.store.sql.RemoteLedger.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.StepId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepRecord;
import dev.hone.store.StepRecord.Status;
import dev.hone.store.StepResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that writes steps is killed at random moments; what it acknowledged is there. */
@ParameterizedClass
@EnumSource(Store.class)
class KillTest {

  private static final int KILLS = 8;
  private static final int WRITERS = 8;
  private static final int MOST_ACKNOWLEDGED = 80;

  private static final LedgerOptions OPTIONS =
      LedgerOptions.defaults().withNodeTimeToLive(Duration.ofSeconds(1));

  private final Store store;
  @TempDir Path folder;

  KillTest(Store store) {
    this.store = store;
  }

  /** What a step must hold, from its number alone. */
  static StepResult result(long number) {
    return Talk.result(
        ChatMessage.assistant("answer " + number), 1 + Math.floorMod((int) number * 31, 40));
  }

  /** Writes until it is killed; says each step that is complete. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws InterruptedException {
      SqlLedger ledger = Store.valueOf(arguments[0]).open(arguments[1], OPTIONS, Clock.systemUTC());
      long first = Long.parseLong(arguments[2]);
      Talk talk = Talk.of(ledger);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        long mine = first + i;
        Talk user = talk.user("user-" + i);
        threads.add(Thread.startVirtualThread(() -> write(user, mine)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private static void write(Talk user, long first) {
      for (long number = first; ; number += WRITERS) {
        OpenedStep.Fresh fresh = user.open(ChatMessage.user("question " + number));
        user.tenant().steps().complete(fresh.step(), result(number));
        String line = "done " + number + " " + fresh.step() + "\n";
        synchronized (Writer.class) {
          System.out.print(line);
          System.out.flush();
        }
      }
    }
  }

  @Test
  void nothingAcknowledgedIsLostOrDoubled() throws Exception {
    long seed = 20261120;
    Random random = new Random(seed);
    Map<StepId, Long> acknowledged = new HashMap<>();
    long next = 0;
    int interrupted = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      next = writeUntilKilled(next, 1 + random.nextInt(MOST_ACKNOWLEDGED), acknowledged);
      try (SqlLedger ledger = store.open(folder, OPTIONS, Clock.systemUTC())) {
        String what = "seed " + seed + ", kill " + kill;
        switch (store) {
          case SQLITE -> {
            interrupted += ledger.recover();
            assertThat(Kept.of(ledger).count(Status.INTERRUPTED)).as(what).isEqualTo(interrupted);
          }
          // Its process may be alive, as long as its time is not over.
          case POSTGRESQL -> patiently().until(() -> Kept.of(ledger).count(Status.OPEN) == 0);
        }
        Kept.of(ledger).assertNothingLostOrDoubled(what, acknowledged.keySet());
        acknowledged.forEach((id, number) -> assertAsWritten(what, Talk.of(ledger), id, number));
      }
    }
    assertThat(acknowledged).hasSizeGreaterThan(KILLS);
  }

  private long writeUntilKilled(long next, int most, Map<StepId, Long> acknowledged)
      throws IOException, InterruptedException {
    Process process =
        ChildJvm.start(Writer.class, store.name(), store.location(folder), Long.toString(next));
    long last = next;
    try (BufferedReader lines = process.inputReader()) {
      int seen = 0;
      String line;
      while ((line = lines.readLine()) != null) {
        String[] words = line.split(" ");
        if (words.length == 3 && words[2].length() == 36) {
          long number = Long.parseLong(words[1]);
          assertThat(acknowledged.put(StepId.parse(words[2]), number)).isNull();
          last = Math.max(last, number);
        }
        if (++seen == most) {
          // By its handle: Process.destroyForcibly would close the pipe before its end is read.
          process.toHandle().destroyForcibly();
        }
      }
    }
    process.waitFor();
    // Numbers that were begun but not acknowledged are not used again.
    return last + 10L * WRITERS;
  }

  private static void assertAsWritten(String what, Talk talk, StepId id, long number) {
    StepRecord step = talk.record(id);
    assertThat(step.prompt().messages())
        .as(what)
        .containsExactly(ChatMessage.user("question " + number));
    assertThat(step.result()).as(what).usingRecursiveComparison().isEqualTo(result(number));
  }
}
