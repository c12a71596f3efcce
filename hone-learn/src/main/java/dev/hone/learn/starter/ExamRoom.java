package dev.hone.learn.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Asks many questions at once, so that the engine can batch them; answers keep their order. */
final class ExamRoom {

  /** Questions in flight; engines refuse more than they can queue. */
  static final int SEATS = 32;

  private ExamRoom() {}

  static <Q, A> List<A> all(List<Q> questions, Function<Q, A> asked) {
    Semaphore seats = new Semaphore(SEATS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<A>> pending = new ArrayList<>();
      for (Q question : questions) {
        pending.add(
            threads.submit(
                () -> {
                  seats.acquire();
                  try {
                    return asked.apply(question);
                  } finally {
                    seats.release();
                  }
                }));
      }
      List<A> answers = new ArrayList<>();
      for (Future<A> one : pending) {
        answers.add(one.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the exam was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a question of the exam failed", e.getCause());
    }
  }
}
