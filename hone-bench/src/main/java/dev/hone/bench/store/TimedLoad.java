package dev.hone.bench.store;

import dev.hone.bench.store.StepSink.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Callers that keep steps for some seconds, each waiting until its own is on the disk.
 *
 * @param payloads that they take by turns
 */
public record TimedLoad(int callers, List<Payload> payloads) {

  public TimedLoad {
    payloads = List.copyOf(payloads);
  }

  /** Steps a second. */
  public double rate(StepSink sink, double seconds) throws Exception {
    long began = System.nanoTime();
    long deadline = began + (long) (seconds * 1e9);
    long steps = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        int number = caller;
        running.add(threads.submit(() -> keep(sink, number, deadline)));
      }
      for (Future<Integer> caller : running) {
        steps += caller.get();
      }
    }
    return steps * 1e9 / (System.nanoTime() - began);
  }

  private int keep(StepSink sink, int caller, long deadline) throws Exception {
    int turn = 0;
    do {
      sink.step(caller, turn, payloads.get((caller + callers * turn) % payloads.size()));
      turn++;
    } while (System.nanoTime() < deadline);
    return turn;
  }
}
