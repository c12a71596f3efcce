package dev.hone.store.sql;

import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TurnId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.StoreException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A ledger in a process of its own, which does one thing after another as it is told by lines. */
final class RemoteLedger implements AutoCloseable {

  /**
   * Short, so that a test need not wait long for a process to be declared gone; long enough for one
   * that runs on a busy machine.
   */
  static final LedgerOptions OPTIONS =
      LedgerOptions.defaults().withNodeTimeToLive(Duration.ofSeconds(2));

  private static final String NOTHING = "-";

  /** What stands between the messages of a conversation. */
  private static final String NEXT = "|";

  /** Before each line of an answer. */
  private static final String MARK = "= ";

  private final Process process;
  private final BufferedReader said;
  private final BufferedWriter told;

  /** Other processes may be slow to start on a busy machine. */
  static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }

  RemoteLedger(String location) throws IOException {
    process = ChildJvm.start(Served.class, location);
    said = process.inputReader();
    told = process.outputWriter();
  }

  /** To be called first. */
  void awaitReady() throws IOException {
    String line = hear();
    if (!line.equals("ready")) {
      throw new AssertionError(line);
    }
  }

  /** Begins a step; the answer is to be heard. */
  void open(String user, String session, String idempotencyKey, String... messages)
      throws IOException {
    tell("open", user, session, idempotencyKey, String.join(NEXT, messages));
  }

  void complete(StepId step, String answer) throws IOException {
    tell("complete", step.toString(), answer);
  }

  OpenedStep.Fresh opened() throws IOException {
    String[] words = hear().split(" ");
    if (!words[0].equals("fresh")) {
      throw new AssertionError(String.join(" ", words));
    }
    return new OpenedStep.Fresh(
        StepId.parse(words[1]),
        new SessionId(UUID.fromString(words[2])),
        new TurnId(UUID.fromString(words[3])),
        Integer.parseInt(words[4]),
        Boolean.parseBoolean(words[5]));
  }

  /** Opens and completes. */
  OpenedStep.Fresh ask(String user, String answer, String... messages) throws IOException {
    open(user, "", "", messages);
    OpenedStep.Fresh fresh = opened();
    complete(fresh.step(), answer);
    String end = hear();
    if (!end.equals("complete")) {
      throw new AssertionError(end);
    }
    return fresh;
  }

  private void tell(String... words) throws IOException {
    for (String word : words) {
      told.write(word.isEmpty() ? NOTHING : word);
      told.write('\t');
    }
    told.write('\n');
    told.flush();
  }

  String hear() throws IOException {
    while (true) {
      String line = said.readLine();
      if (line == null) {
        throw new AssertionError("process " + process.pid() + " has ended");
      }
      // Others are of its log.
      if (line.startsWith(MARK)) {
        return line.substring(MARK.length());
      }
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Ends it as it stands. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The other end. */
  static final class Served {

    private Served() {}

    public static void main(String[] arguments) throws IOException {
      try (SqlLedger ledger = Store.POSTGRESQL.open(arguments[0], OPTIONS, Clock.systemUTC());
          BufferedReader lines = new BufferedReader(new java.io.InputStreamReader(System.in))) {
        Talk talk = Talk.of(ledger);
        say("ready");
        String line;
        while ((line = lines.readLine()) != null) {
          say(answer(talk, line.split("\t")));
        }
      }
    }

    private static String answer(Talk talk, String[] words) {
      try {
        return switch (words[0]) {
          case "open" -> open(talk.user(words[1]), words);
          case "complete" -> {
            talk.tenant().steps().complete(StepId.parse(words[1]), Talk.result(words[2]));
            yield "complete";
          }
          default -> throw new IllegalArgumentException(words[0]);
        };
      } catch (StoreException e) {
        return "error " + e.code() + " " + e.getMessage();
      }
    }

    private static String open(Talk user, String[] words) {
      Talk caller = words[2].equals(NOTHING) ? user : user.session(words[2]);
      ChatMessage[] messages = Talk.messages(words[4].split("\\" + NEXT));
      OpenedStep opened =
          caller
              .tenant()
              .steps()
              .open(caller.draft(words[3].equals(NOTHING) ? null : words[3], messages));
      return switch (opened) {
        case OpenedStep.Fresh fresh ->
            String.join(
                " ",
                "fresh",
                fresh.step().toString(),
                fresh.session().toString(),
                fresh.turn().toString(),
                Integer.toString(fresh.index()),
                Boolean.toString(fresh.retry()));
        case OpenedStep.InProgress progress -> "progress " + progress.step();
        case OpenedStep.Replay replay -> "replay " + replay.step();
        case OpenedStep.Mismatch mismatch -> "mismatch " + mismatch.step();
        case OpenedStep.OverBudget over -> "over " + over.budget().id();
      };
    }

    private static void say(String line) {
      System.out.println(MARK + line);
      System.out.flush();
    }
  }
}
