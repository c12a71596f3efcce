package dev.hone.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Puts many questions to an engine at once, so that it can batch them; answers keep their order.
 */
public final class ManyAtOnce {

  /** Questions in flight: enough for a batch, few enough for any engine's queue. */
  private static final int IN_FLIGHT = 16;

  private ManyAtOnce() {}

  /** Applies the function to every question. The first failure is thrown. */
  public static <Q, A> List<A> ask(List<Q> questions, Function<Q, A> question) {
    Semaphore places = new Semaphore(IN_FLIGHT);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<A>> pending = new ArrayList<>();
      for (Q one : questions) {
        pending.add(
            threads.submit(
                () -> {
                  places.acquire();
                  try {
                    return question.apply(one);
                  } finally {
                    places.release();
                  }
                }));
      }
      List<A> answers = new ArrayList<>();
      for (Future<A> one : pending) {
        answers.add(one.get());
      }
      return answers;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the engine", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the engine failed", failed);
    }
  }
}
