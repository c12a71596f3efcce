package dev.hone.app;

import dev.hone.app.command.RootCommand;
import dev.hone.app.config.ConfigException;
import java.io.PrintWriter;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** The {@code hone} command. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    // Libraries that log through java.util.logging speak in our log, too.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(commandLine().execute(arguments));
  }

  /** The command line as it is run, for tests as well. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new RootCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(Main::report);
    return commandLine;
  }

  /** Expected failures are one line; anything else keeps its stack trace, for a bug report. */
  private static int report(
      Exception failure, CommandLine command, CommandLine.ParseResult ignored) {
    PrintWriter err = command.getErr();
    switch (failure) {
      case SetupException setup -> {
        err.println("hone: " + setup.getMessage());
        return setup.exitCode();
      }
      case ConfigException config -> {
        err.println("hone: " + config.getMessage());
        return ExitCode.BAD_SETUP;
      }
      case ServiceException service -> {
        err.println("hone: " + service.getMessage());
        return service.exitCode();
      }
      default -> {
        err.println("hone: this should not have happened; please report it with what follows");
        failure.printStackTrace(err);
        return ExitCode.FAILED;
      }
    }
  }
}
