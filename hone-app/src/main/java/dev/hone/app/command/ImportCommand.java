package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.SetupException;
import dev.hone.app.transfer.ImportRun;
import dev.hone.app.transfer.TransferSide;
import dev.hone.gateway.transfer.LogFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hone import}: offline logs become sessions and steps. */
@Command(
    name = "import",
    description = "Makes sessions and steps of offline logs; the same log again adds nothing.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ImportCommand implements Callable<Integer> {

  @Spec CommandSpec spec;
  @Mixin TransferOptions to;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Logs; '-' reads the input.")
  List<Path> files;

  @Option(
      names = "--format",
      description = "chat, batch, otel or openclaw; default: by the content.")
  @Nullable LogFormat format;

  @Option(
      names = "--batch-input",
      paramLabel = "FILE",
      description = "The input that belongs to the output of an OpenAI batch.")
  @Nullable Path batchInput;

  @Option(names = "--agent", description = "Agent of calls that name none; default: the key's.")
  @Nullable String agent;

  @Option(names = "--user", description = "User of calls that name none; default: imported.")
  @Nullable String user;

  @Option(names = "--consent", description = "The steps may be used for training.")
  boolean consent;

  @Option(names = "--lenient", description = "Count bad records and pass over them.")
  boolean lenient;

  @Option(names = "--dry-run", description = "Read everything, keep nothing.")
  boolean dryRun;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Override
  public Integer call() {
    if (batchInput != null && files.size() > 1) {
      throw new SetupException(
          ExitCode.USAGE, "--batch-input belongs to one output; import the others apart", null);
    }
    PrintWriter out = spec.commandLine().getOut();
    ImportRun run =
        new ImportRun(
            new ImportRun.Options(
                format, batchInput, lenient, new TransferSide.Defaults(agent, user, consent)),
            spec.commandLine().getErr());
    if (dryRun) {
      run.read(files, null);
    } else {
      try (TransferSide side = to.open(true)) {
        run.read(files, side);
      }
    }
    if (json) {
      out.println(Json.MAPPER.writeValueAsString(run.summary()));
    } else {
      run.print(out);
    }
    out.flush();
    return ExitCode.OK;
  }
}
