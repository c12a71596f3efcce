package dev.hone.app.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.app.ServiceClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Agent programs as their makers ship them, in front of Hone, in front of a scripted model: every
 * call that the model saw is one step, in the right session and on the right line.
 *
 * <p>Needs what {@code hone-app/src/test/agents/install} installs; skipped without it. {@code
 * -Dhone.agents.sessions=50} for longer runs, {@code -Dhone.agents.record=FOLDER} keeps what was
 * sent.
 */
class AgentsTest {

  private static final int SESSIONS = Integer.getInteger("hone.agents.sessions", 3);
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
      try (ServiceClient client = hone.client()) {
        Scores scores = Scores.of(model.seen(), KeptStep.all(client));
        record(installed, model.seen(), KeptStep.all(client));
        System.out.println(scores.report(program.name()));
        System.out.println("other requests: " + model.others().stream().distinct().toList());
        return scores;
      }
    }
  }

  private static void record(String name, List<SeenCall> calls, List<KeptStep> steps)
      throws IOException {
    String to = System.getProperty("hone.agents.record");
    if (to == null) {
      return;
    }
    Path out = Files.createDirectories(Path.of(to).resolve(name));
    for (SeenCall call : calls) {
      ObjectNode one = JsonMapper.shared().createObjectNode().put("path", call.path());
      Truth truth = Truth.of(call);
      one.put("session", truth.session()).put("side", truth.side());
      steps.stream()
          .filter(step -> step.call() == call.number())
          .forEach(step -> one.putArray("kept").add(step.toString()));
      ObjectNode headers = one.putObject("headers");
      call.headers().forEach(headers::put);
      one.set("body", call.body());
      Files.writeString(out.resolve(call.mark() + ".json"), one.toPrettyString());
    }
  }

  @Test
  void claudeCode() throws Exception {
    Scores scores =
        run(
            "claude-code",
            SeenCall.Form.MESSAGES,
            hone -> CommandPrograms.claudeCode(folder, hone));
    assertThat(scores.once()).isEqualTo(scores.calls());
  }

  @Test
  void codex() throws Exception {
    Scores scores =
        run("codex", SeenCall.Form.RESPONSES, hone -> CommandPrograms.codex(folder, hone, 14_000));
    assertThat(scores.once()).isEqualTo(scores.calls());
  }

  @Test
  void pi() throws Exception {
    Scores scores = run("pi", SeenCall.Form.CHAT, hone -> CommandPrograms.pi(folder, hone, 9_000));
    assertThat(scores.once()).isEqualTo(scores.calls());
  }

  @Test
  void qwenCode() throws Exception {
    Scores scores =
        run("qwen-code", SeenCall.Form.CHAT, hone -> CommandPrograms.qwen(folder, hone));
    assertThat(scores.once()).isEqualTo(scores.calls());
  }

  @Test
  void openClaw() throws Exception {
    Scores scores =
        run(
            "openclaw",
            SeenCall.Form.CHAT,
            hone -> new OpenClaw(folder.resolve("openclaw"), hone, "openai-completions", 16_000));
    assertThat(scores.once()).isEqualTo(scores.calls());
  }
}
