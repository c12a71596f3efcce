package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.ServiceClient;
import dev.hone.app.chat.ChatSession;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone chat}: the loop by hand. */
@Command(
    name = "chat",
    description = "Talks to the agent; /help lists what else you can type.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ChatCommand implements Callable<Integer> {

  @Mixin ServiceOptions service;

  @Option(
      names = "--user",
      defaultValue = "me",
      description = "End user to speak as; lessons and versions belong to users. Default: me.")
  String user;

  @Option(names = "--model", description = "Policy or version; default: the configured policy.")
  String model;

  @Override
  public Integer call() throws IOException {
    try (ServiceClient client = service.client();
        Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
      String policy = model != null ? model : service.configuration().policy().name();
      ChatSession session = new ChatSession(client, policy, user, terminal.writer());
      session.greet();
      // What is typed while an answer comes is not echoed into it, and is edited as usual after.
      terminal.enterRawMode();
      LineReader reader = LineReaderBuilder.builder().terminal(terminal).build();
      while (true) {
        String line;
        try {
          line = reader.readLine("you> ").strip();
        } catch (EndOfFileException | UserInterruptException end) {
          return ExitCode.OK;
        }
        if (line.equals("/quit") || line.equals("/exit")) {
          return ExitCode.OK;
        }
        if (!line.isEmpty()) {
          session.take(line);
        }
      }
    }
  }
}
