package dev.hone.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/** Runs the same thing once for each replica, on threads of their own, and waits for all. */
final class ReplicaThreads implements AutoCloseable {

  /** Work of one replica. */
  @FunctionalInterface
  interface Work<T> {
    T run(int replica);
  }

  private final int count;
  private final ExecutorService threads;

  ReplicaThreads(int count) {
    this.count = count;
    ThreadFactory factory = Thread.ofPlatform().daemon().name("hone-engine-", 0).factory();
    this.threads = Executors.newFixedThreadPool(count, factory);
  }

  int count() {
    return count;
  }

  /** Results in the order of the replicas. The first failure is thrown, when all have ended. */
  <T> List<T> runAll(Work<T> work) {
    if (count == 1) {
      return List.of(work.run(0));
    }
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int replica = i;
      futures.add(threads.submit(() -> work.run(replica)));
    }
    List<T> results = new ArrayList<>();
    RuntimeException failure = null;
    for (Future<T> future : futures) {
      try {
        results.add(waitFor(future));
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  /** Not interruptible: a step that is cut in half would leave weights that no one can name. */
  private static <T> T waitFor(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof Error error) {
            throw error;
          }
          if (e.getCause() instanceof RuntimeException cause) {
            throw cause;
          }
          throw new IllegalStateException("a replica failed", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
