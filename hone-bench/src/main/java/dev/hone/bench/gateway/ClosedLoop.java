package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import dev.hone.bench.process.ProcessTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers that each ask again as soon as they have their answer. */
final class ClosedLoop {

  /**
   * What a turn brought.
   *
   * @param cpuSeconds of the candidate, with what it still did after the last answer
   * @param lateSeconds of these, those after the last answer
   */
  record Turn(long answers, double seconds, double cpuSeconds, double lateSeconds) {

    double rate() {
      return answers / seconds;
    }

    /** Answers in a second of one core. */
    double perCore() {
      return answers / Math.max(cpuSeconds, ProcessTree.TICK_SECONDS);
    }

    /** Share of the CPU time that was used after the last answer. */
    double lateShare() {
      return lateSeconds / Math.max(cpuSeconds, ProcessTree.TICK_SECONDS);
    }
  }

  private final Caller.Shared shared;
  private final int connections;

  ClosedLoop(Caller.Shared shared, int connections) {
    this.shared = shared;
    this.connections = connections;
  }

  Turn run(Candidate candidate, AnswerKind kind, double seconds) throws Exception {
    double cpu = candidate.cpuSeconds();
    long began = System.nanoTime();
    long deadline = began + (long) (seconds * 1e9);
    long answers = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<Long>> running = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        running.add(threads.submit(() -> ask(candidate, kind, deadline)));
      }
      for (Future<Long> caller : running) {
        answers += result(caller);
      }
    }
    double elapsed = (System.nanoTime() - began) / 1e9;
    double atEnd = candidate.cpuSeconds();
    candidate.settle();
    double settled = candidate.cpuSeconds();
    return new Turn(answers, elapsed, settled - cpu, settled - atEnd);
  }

  /** What a caller found; its own complaint, if it has one. */
  static <T> T result(Future<T> caller) throws Exception {
    try {
      return caller.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BenchException complaint) {
        throw complaint;
      }
      throw e;
    }
  }

  private long ask(Candidate candidate, AnswerKind kind, long deadline) throws Exception {
    long answers = 0;
    try (Caller caller = new Caller(candidate.title(), candidate.way(), kind, shared)) {
      do {
        Caller.Timing _ = caller.ask();
        answers++;
      } while (System.nanoTime() < deadline);
    }
    return answers;
  }
}
