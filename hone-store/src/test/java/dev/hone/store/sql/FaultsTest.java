package dev.hone.store.sql;

import static dev.hone.store.sql.RemoteLedger.patiently;
import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.StepId;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepRecord.Status;
import dev.hone.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes write to the same few sessions; one is killed, one is frozen for longer than it
 * may be silent and goes on.
 */
class FaultsTest {

  private static final int PROCESSES = 3;
  private static final int WRITERS = 6;
  private static final int SESSIONS = 4;
  private static final int ENOUGH = 40;

  @TempDir Path folder;

  /**
   * Writes until its input ends, leaving answers in the middle; says each step that is complete,
   * and each refusal.
   */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      try (SqlLedger ledger =
          Store.POSTGRESQL.open(arguments[0], RemoteLedger.OPTIONS, Clock.systemUTC())) {
        Talk talk = Talk.of(ledger);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          String name = arguments[1] + "-" + i;
          threads.add(Thread.ofVirtual().name(name).start(() -> write(talk, name)));
        }
        while (System.in.read() >= 0) {
          // Only the end counts.
        }
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
          thread.join();
        }
      }
    }

    private static void write(Talk talk, String name) {
      Random random = new Random(name.hashCode());
      for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
        Talk caller = talk.session("session " + random.nextInt(SESSIONS));
        try {
          OpenedStep.Fresh fresh =
              Talk.fresh(
                  caller
                      .tenant()
                      .steps()
                      .open(caller.draft(name + " " + i, messages("u:" + name + " asks " + i))));
          caller.tenant().steps().complete(fresh.step(), Talk.result("answer " + i));
          say("done " + fresh.step());
        } catch (StoreException e) {
          if (!Thread.currentThread().isInterrupted()) {
            say("refused " + e.code() + " " + e.getMessage());
          }
        }
      }
    }

    private static void say(String line) {
      synchronized (Writer.class) {
        System.out.println(line);
        System.out.flush();
      }
    }
  }

  /** One of them, as seen from here. */
  private static final class Seen implements AutoCloseable {

    final Queue<StepId> acknowledged = new ConcurrentLinkedQueue<>();
    final Set<String> refusals = ConcurrentHashMap.newKeySet();
    final Process process;
    final Thread reader;

    Seen(String location, int number) throws IOException {
      process = ChildJvm.start(Writer.class, location, "process-" + number);
      reader = Thread.startVirtualThread(this::read);
    }

    private void read() {
      try (BufferedReader lines = process.inputReader()) {
        String line;
        while ((line = lines.readLine()) != null) {
          String[] words = line.split(" ");
          if (words[0].equals("done") && words.length == 2 && words[1].length() == 36) {
            acknowledged.add(StepId.parse(words[1]));
          } else if (words[0].equals("refused")) {
            refusals.add(words[1]);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void awaitMore() {
      int enough = acknowledged.size() + ENOUGH;
      patiently().until(() -> acknowledged.size() >= enough);
    }

    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    void finish() throws IOException, InterruptedException {
      process.getOutputStream().close();
      process.waitFor();
      reader.join();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void nothingAcknowledgedIsLostAndNothingIsDoubled() throws Exception {
    try (SqlLedger ledger =
        Store.POSTGRESQL.open(folder, RemoteLedger.OPTIONS, Clock.systemUTC())) {
      List<Seen> all = new ArrayList<>();
      try {
        for (int i = 0; i < PROCESSES; i++) {
          all.add(new Seen(Store.POSTGRESQL.location(folder), i));
        }
        Seen frozen = all.get(0);
        Seen killed = all.get(1);
        Seen last = all.get(2);
        all.forEach(Seen::awaitMore);

        frozen.signal("STOP");
        killed.signal("KILL");
        killed.process.waitFor();
        last.awaitMore();
        patiently().until(() -> nodes(ledger) == 2);
        last.awaitMore();
        frozen.signal("CONT");
        all.stream().filter(seen -> seen != killed).forEach(Seen::awaitMore);

        frozen.finish();
        last.finish();
        killed.reader.join();
        patiently().until(() -> Kept.of(ledger).count(Status.OPEN) == 0);
        Kept.of(ledger)
            .assertNothingLostOrDoubled(
                "after the faults",
                all.stream().flatMap(seen -> seen.acknowledged.stream()).toList());
        assertThat(last.refusals).isEmpty();
        assertThat(frozen.refusals).isSubsetOf("FENCED");
        assertThat(Kept.of(ledger).sessions()).hasSize(SESSIONS);
      } finally {
        all.forEach(Seen::close);
      }
    }
  }

  /** Processes that count as present: this one and those that write. */
  private static long nodes(SqlLedger ledger) {
    return ledger.access().readers().read(sql -> sql.number("SELECT COUNT(*) FROM node"));
  }
}
