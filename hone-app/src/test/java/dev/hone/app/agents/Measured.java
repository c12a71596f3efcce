package dev.hone.app.agents;

import dev.hone.app.ServiceClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What a run came to: read once the program makes no more calls of its own. */
final class Measured {

  private static final int QUIET_LOOKS = 15;
  private static final long LOOK_MILLIS = 200;
  private static final int MOST_LOOKS = 300;

  private Measured() {}

  static Scores of(String program, ScriptedModel model, HoneUnderTest hone)
      throws IOException, InterruptedException {
    settle(model);
    try (ServiceClient client = hone.client()) {
      List<KeptStep> steps = KeptStep.all(client);
      List<SeenCall> seen = model.seen();
      Scores scores = Scores.of(seen, steps);
      record(program, seen);
      System.out.println(scores.report(program));
      return scores;
    }
  }

  /** Programs tidy up after their answer; nothing tells when they are done. */
  private static void settle(ScriptedModel model) throws InterruptedException {
    int before = -1;
    int quiet = 0;
    for (int look = 0; look < MOST_LOOKS && quiet < QUIET_LOOKS; look++) {
      int now = model.seen().size();
      quiet = now == before ? quiet + 1 : 0;
      before = now;
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** With {@code -Dhone.agents.record=FOLDER}: what was sent and what is true of it, scrubbed. */
  private static void record(String program, List<SeenCall> calls) throws IOException {
    String to = System.getProperty("hone.agents.record");
    if (to == null) {
      return;
    }
    Path out = Files.createDirectories(Path.of(to));
    List<String> lines = calls.stream().map(call -> Scrubbed.of(call).toString()).toList();
    Files.write(out.resolve(program.toLowerCase(Locale.ROOT).replace(' ', '-') + ".jsonl"), lines);
  }
}
