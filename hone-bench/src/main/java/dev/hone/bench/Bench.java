package dev.hone.bench;

import dev.hone.bench.engine.EngineCommand;
import dev.hone.bench.gateway.GatewayCommand;
import dev.hone.bench.kernel.KernelCommand;
import dev.hone.bench.loop.LoopCommand;
import dev.hone.bench.start.StartCommand;
import dev.hone.bench.store.StoreCommand;
import java.lang.ref.Reference;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code ./hone bench} command. */
@Command(
    name = "hone bench",
    description = "Measures Hone, side by side with peers, on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    subcommands = {
      EngineCommand.class,
      KernelCommand.class,
      LoopCommand.class,
      StoreCommand.class,
      GatewayCommand.class,
      StartCommand.class,
      AllCommand.class
    })
public final class Bench implements Callable<Integer> {

  static final int FAILED = 1;

  @Option(
      names = PeerFolder.OPTION,
      description = "First fetch the peers that come from npm into .build/peers (25 MB, once).")
  private boolean withPeers;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
  public Bench() {}

  public static void main(String[] arguments) {
    Logger server = Logger.getLogger("io.helidon");
    // Held here, as java.util.logging forgets the settings of loggers that nobody holds.
    server.setLevel(Level.WARNING);
    int exit;
    try {
      exit = commandLine().execute(arguments);
    } finally {
      Reference.reachabilityFence(server);
    }
    System.exit(exit);
  }

  /** The command line as it is run, for tests as well. */
  public static CommandLine commandLine() {
    Bench bench = new Bench();
    CommandLine commandLine = new CommandLine(bench);
    commandLine.setExecutionStrategy(
        parsed -> {
          if (bench.withPeers) {
            installPeers(parsed.commandSpec().commandLine());
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    commandLine.setExecutionExceptionHandler(
        (failure, command, ignored) -> {
          if (failure instanceof BenchException) {
            command.getErr().println("hone bench: " + failure.getMessage());
          } else {
            command.getErr().println("hone bench: this should not have happened");
            failure.printStackTrace(command.getErr());
          }
          return FAILED;
        });
    return commandLine;
  }

  private static void installPeers(CommandLine command) {
    try {
      PeerFolder.ofCheckout().install();
    } catch (BenchException e) {
      throw new CommandLine.ExecutionException(command, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Name a benchmark, or all.");
  }
}
