package dev.hone.bench.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Requests that are sent when they are due, over connections that are open before. */
final class OpenLoop {

  private static final long LEAD = 20_000_000;

  /**
   * Nanoseconds that answers took, in the order of callers.
   *
   * @param firsts to the first part of the body
   * @param ends to its last part
   */
  record Delays(long[] firsts, long[] ends) {}

  private final Caller.Shared shared;
  private final int connections;

  OpenLoop(Caller.Shared shared, int connections) {
    this.shared = shared;
    this.connections = connections;
  }

  Delays run(Candidate candidate, AnswerKind kind, double rate, double seconds) throws Exception {
    CountDownLatch connected = new CountDownLatch(connections);
    CompletableFuture<Pace> begin = new CompletableFuture<>();
    List<long[]> parts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<long[]>> running = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        running.add(
            threads.submit(
                () -> {
                  try (Caller caller =
                      new Caller(candidate.title(), candidate.way(), kind, shared)) {
                    connected.countDown();
                    return ask(caller, begin.get());
                  } finally {
                    connected.countDown();
                  }
                }));
      }
      connected.await();
      begin.complete(new Pace(System.nanoTime() + LEAD, rate, seconds));
      for (Future<long[]> caller : running) {
        parts.add(ClosedLoop.result(caller));
      }
    }
    candidate.settle();
    return split(parts);
  }

  /** First and end by turns. */
  private static long[] ask(Caller caller, Pace pace) {
    long[] delays = new long[1024];
    int length = 0;
    long free = System.nanoTime();
    for (long due = pace.take(); due != Long.MIN_VALUE; due = pace.take()) {
      for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
        LockSupport.parkNanos(due - now);
      }
      Caller.Timing timing = caller.ask();
      long began = Pace.began(due, free, timing.sent());
      if (length == delays.length) {
        delays = Arrays.copyOf(delays, 2 * length);
      }
      delays[length++] = timing.first() - began;
      delays[length++] = timing.end() - began;
      free = timing.end();
    }
    return Arrays.copyOf(delays, length);
  }

  private static Delays split(List<long[]> parts) {
    int count = parts.stream().mapToInt(part -> part.length / 2).sum();
    long[] firsts = new long[count];
    long[] ends = new long[count];
    int at = 0;
    for (long[] part : parts) {
      for (int i = 0; i < part.length; i += 2) {
        firsts[at] = part[i];
        ends[at++] = part[i + 1];
      }
    }
    return new Delays(firsts, ends);
  }
}
