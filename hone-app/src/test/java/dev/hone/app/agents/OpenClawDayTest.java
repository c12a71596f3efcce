package dev.hone.app.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of OpenClaw, unmodified, with Hone as its only provider: many sessions, tools, compaction,
 * heartbeats, Hone killed while it answers, OpenClaw restarted, Hone restarted in order.
 *
 * <p>Short by default; {@code -Dhone.agents.sessions=50} for the full day.
 */
class OpenClawDayTest {

  private static final int SESSIONS = Integer.getInteger("hone.agents.sessions", 6);
  private static final int AT_ONCE = 4;
  private static final int LONG_EVERY = 5;
  private static final int LONG_TURNS = 4;
  private static final int TRIES = 4;

  /** Small enough that a long session is compacted. */
  private static final int CONTEXT_WINDOW = 22_000;

  @TempDir Path folder;

  private static String name(int number) {
    return "day%02d".formatted(number);
  }

  private static List<Task> morning(int number) {
    return List.of(
        Task.of(name(number), 1, "write", "read"), Task.of(name(number), 2, "both", "run"));
  }

  private static List<Task> noon(int number) {
    List<Task> tasks = new ArrayList<>(List.of(Task.of(name(number), 3, "run")));
    if (number % LONG_EVERY == 0) {
      IntStream.range(0, LONG_TURNS)
          .forEach(turn -> tasks.add(Task.of(name(number), 4 + turn, "big", "run")));
    }
    return tasks;
  }

  private static List<Task> evening(int number) {
    return List.of(Task.of(name(number), 9, "read"), Task.of(name(number), 10));
  }

  /** A user whose message is refused sends it again. */
  private static void insist(OpenClaw program, Task task) throws Exception {
    for (int tries = 1; ; tries++) {
      try {
        program.say(task);
        return;
      } catch (IOException refused) {
        if (tries == TRIES) {
          throw refused;
        }
      }
    }
  }

  private interface Part {
    List<Task> of(int number);
  }

  /**
   * One part of the day.
   *
   * @param first counted down when the first session is through
   */
  private static void part(OpenClaw program, Part part, CountDownLatch first) throws Exception {
    try (ExecutorService users = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<Void>> sessions =
          IntStream.range(0, SESSIONS)
              .<Callable<Void>>mapToObj(
                  number ->
                      () -> {
                        for (Task task : part.of(number)) {
                          insist(program, task);
                        }
                        first.countDown();
                        return null;
                      })
              .toList();
      for (Future<Void> session : users.invokeAll(sessions)) {
        session.get();
      }
    }
  }

  @Test
  void everyCallIsOneStepInItsSession() throws Exception {
    Installed.whyMissing("openclaw").ifPresent(Assumptions::abort);
    try (ScriptedModel model = ScriptedModel.start(new ToolLoop());
        HoneUnderTest hone =
            HoneUnderTest.start(folder.resolve("hone"), model, SeenCall.Form.CHAT);
        OpenClaw program =
            new OpenClaw(folder.resolve("openclaw"), hone, "openai-completions", CONTEXT_WINDOW)) {
      part(program, OpenClawDayTest::morning, new CountDownLatch(1));
      CountDownLatch begun = new CountDownLatch(1);
      Thread killer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      begun.await();
                      hone.killAndRestart();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      part(program, OpenClawDayTest::noon, begun);
      killer.join();
      program.restart();
      hone.restart();
      part(program, OpenClawDayTest::evening, new CountDownLatch(1));

      Scores scores = Measured.of("OpenClaw", model, hone);
      System.out.println(
          "compactions: "
              + model.seen().stream().filter(OpenClawDayTest::summarizes).count()
              + ", other requests: "
              + model.others().stream().distinct().toList());
      String mistakes = scores.mistakes().toString();
      // What Hone was answering when it was killed was not acknowledged to anybody.
      assertThat(scores.once()).as(mistakes).isBetween(scores.calls() - AT_ONCE, scores.calls());
      assertThat(scores.doubled()).as(mistakes).isZero();
      assertThat(scores.sessionPrecision()).as(mistakes).isEqualTo(1);
      assertThat(scores.sessionRecall()).as(mistakes).isEqualTo(1);
      assertThat(scores.sidePrecision()).as(mistakes).isEqualTo(1);
      assertThat(scores.sideRecall()).as(mistakes).isEqualTo(1);
      assertThat(scores.nextStates())
          .as(mistakes)
          .isGreaterThanOrEqualTo(scores.following() - AT_ONCE);
    }
  }

  private static boolean summarizes(SeenCall call) {
    return call.tools() == 0 && Truth.of(call).side();
  }
}
