package dev.hone.app.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agent programs as their makers ship them, in front of Hone, in front of a scripted model: every
 * call that the model saw is one step, in the right session and on the right line.
 *
 * <p>Needs what {@code hone-app/src/test/agents/install} installs; skipped without it. {@code
 * -Dhone.agents.sessions=50} for longer runs, {@code -Dhone.agents.record=FOLDER} keeps what was
 * sent.
 */
class AgentsTest {

  private static final int SESSIONS = Integer.getInteger("hone.agents.sessions", 2);
  private static final int AT_ONCE = 2;

  @TempDir Path folder;

  /** Starts the program that is to be measured. */
  private interface Starting {
    Program start(HoneUnderTest hone) throws IOException;
  }

  private static List<Task> turns(String session) {
    return List.of(
        Task.of(session, 1, "write", "read"),
        Task.of(session, 2, "both", "run"),
        Task.of(session, 3),
        Task.of(session, 4, "big", "run"),
        Task.of(session, 5, "delegate"));
  }

  private Scores run(String installed, SeenCall.Form dialect, Starting starting) throws Exception {
    Installed.whyMissing(installed).ifPresent(Assumptions::abort);
    try (ScriptedModel model = ScriptedModel.start(new ToolLoop());
        HoneUnderTest hone = HoneUnderTest.start(folder.resolve("hone"), model, dialect);
        Program program = starting.start(hone)) {
      // A program's first start makes what it is known by; two at once would make two.
      program.say(Task.of("s99", 1));
      try (ExecutorService users = Executors.newFixedThreadPool(AT_ONCE)) {
        List<Callable<Void>> sessions =
            java.util.stream.IntStream.range(0, SESSIONS)
                .<Callable<Void>>mapToObj(
                    number ->
                        () -> {
                          for (Task task : turns("s%02d".formatted(number))) {
                            program.say(task);
                          }
                          return null;
                        })
                .toList();
        for (Future<Void> session : users.invokeAll(sessions)) {
          session.get();
        }
      }
      Scores scores = Measured.of(program.name(), model, hone);
      System.out.println("other requests: " + model.others().stream().distinct().toList());
      return scores;
    }
  }

  @Test
  void claudeCode() throws Exception {
    Scores scores =
        run(
            "claude-code",
            SeenCall.Form.MESSAGES,
            hone -> CommandPrograms.claudeCode(folder, hone));
    holds(scores);
  }

  @Test
  void codex() throws Exception {
    Scores scores =
        run("codex", SeenCall.Form.RESPONSES, hone -> CommandPrograms.codex(folder, hone, 14_000));
    holds(scores);
  }

  @Test
  void pi() throws Exception {
    Scores scores = run("pi", SeenCall.Form.CHAT, hone -> CommandPrograms.pi(folder, hone, 9_000));
    holds(scores);
  }

  @Test
  void qwenCode() throws Exception {
    Scores scores =
        run("qwen-code", SeenCall.Form.CHAT, hone -> CommandPrograms.qwen(folder, hone));
    holds(scores);
  }

  /** What was reached when this was written; a program's new release may fall below it. */
  private static void holds(Scores scores) {
    assertThat(scores.once()).as(scores.mistakes().toString()).isEqualTo(scores.calls());
    assertThat(scores.sessionPrecision()).as(scores.mistakes().toString()).isEqualTo(1);
    assertThat(scores.sessionRecall()).as(scores.mistakes().toString()).isEqualTo(1);
    assertThat(scores.sidePrecision()).as(scores.mistakes().toString()).isEqualTo(1);
    assertThat(scores.sideRecall()).as(scores.mistakes().toString()).isEqualTo(1);
    assertThat(scores.nextStates()).as(scores.mistakes().toString()).isEqualTo(scores.following());
  }
}
