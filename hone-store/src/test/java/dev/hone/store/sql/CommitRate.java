package dev.hone.store.sql;

import dev.hone.core.chat.ChatMessage;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.postgres.PostgresLedger;
import dev.hone.store.sqlite.SqliteLedger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Durable steps a second: callers open and complete steps of about 4 KB. Arguments: folder (or
 * {@code jdbc:postgresql:} and so on, with the user in it), callers (64), seconds (5), seconds of
 * warming up (3). Prints the rate, the time that a completion waits, and the writing thread's
 * processor time for a step, which does not depend on what else the machine does.
 */
final class CommitRate {

  private static final int MESSAGE_CHARACTERS = 1024;
  private static final int TOKENS = 256;

  private CommitRate() {}

  public static void main(String[] arguments) throws Exception {
    int callers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    try (SqlLedger ledger = open(arguments[0])) {
      Talk talk = Talk.of(ledger);
      int warm = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 3;
      run(talk, callers, warm);
      System.out.println(run(talk, callers, seconds));
      System.out.println("largest batch " + ledger.access().commits().largestBatch());
    }
  }

  private static SqlLedger open(String where) throws IOException {
    return where.startsWith("jdbc:")
        ? PostgresLedger.open(where, null, null, LedgerOptions.defaults(), Clock.systemUTC())
        : SqliteLedger.open(
            Files.createDirectories(Path.of(where)), LedgerOptions.defaults(), Clock.systemUTC());
  }

  private static String run(Talk talk, int callers, int seconds) throws Exception {
    AtomicLong steps = new AtomicLong();
    ConcurrentLinkedQueue<long[]> waits = new ConcurrentLinkedQueue<>();
    long cpu = writerNanos();
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < callers; caller++) {
        Talk user = talk.user("user-" + caller);
        Random random = new Random(caller);
        executor.execute(
            () -> {
              while (System.nanoTime() < end) {
                OpenedStep.Fresh fresh = user.open(ChatMessage.user(text(random)));
                long before = System.nanoTime();
                user.tenant()
                    .steps()
                    .complete(
                        fresh.step(), Talk.result(ChatMessage.assistant(text(random)), TOKENS));
                waits.add(new long[] {System.nanoTime() - before});
                steps.incrementAndGet();
              }
            });
      }
    }
    double took = (System.nanoTime() - begin) / 1e9;
    long[] sorted = waits.stream().mapToLong(wait -> wait[0]).sorted().toArray();
    return "%.0f durable steps/s with %d callers; complete() p50 %.2f ms, p99 %.2f ms; writer %.0f µs of processor time a step"
        .formatted(
            steps.get() / took,
            callers,
            sorted[sorted.length / 2] / 1e6,
            sorted[(int) (sorted.length * 0.99)] / 1e6,
            (writerNanos() - cpu) / 1e3 / sorted.length);
  }

  private static long writerNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().equals("hone-ledger-writer")) {
        return threads.getThreadCpuTime(thread.getThreadId());
      }
    }
    throw new IllegalStateException("the ledger's writer is not running");
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder(MESSAGE_CHARACTERS);
    while (text.length() < MESSAGE_CHARACTERS) {
      text.append("word").append(random.nextInt(1000)).append(' ');
    }
    return text.toString();
  }
}
