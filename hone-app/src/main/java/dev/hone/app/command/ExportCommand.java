package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.SetupException;
import dev.hone.app.transfer.ExportFile;
import dev.hone.app.transfer.TransferSide;
import dev.hone.gateway.transfer.ExportCounts;
import dev.hone.gateway.transfer.ExportQueryText;
import dev.hone.gateway.transfer.ExportShape;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code hone export}: steps in the shapes that trainers take. */
@Command(
    name = "export",
    description = "Writes steps as JSON lines or Parquet, in the shapes that trainers take.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ExportCommand implements Callable<Integer> {

  @Spec CommandSpec spec;
  @Mixin TransferOptions from;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to; a name ending in .parquet makes Parquet; default: the output.")
  @Nullable Path output;

  @Option(
      names = "--shape",
      defaultValue = "hone",
      converter = ShapeName.class,
      description =
          "hone, openai, trl-sft, trl-prompt, trl-preference, trl-kto or verl."
              + " Default: ${DEFAULT-VALUE}.")
  ExportShape shape;

  @Option(names = "--agent", description = "Only steps of this agent.")
  @Nullable String agent;

  @Option(names = "--user", description = "Only steps of this user.")
  @Nullable String user;

  @Option(names = "--session", description = "Only steps of this session (its id or key).")
  @Nullable String session;

  @Option(names = "--since", description = "Only steps from this day or moment on (UTC).")
  @Nullable String since;

  @Option(names = "--until", description = "Only steps before this day or moment (UTC).")
  @Nullable String until;

  @Option(
      names = "--judged",
      description = "Only steps judged so: good, neutral, bad, unknown, none; with commas.")
  @Nullable String judged;

  @Option(names = "--json", description = "Print what was written as JSON.")
  boolean json;

  /** Shapes have names with hyphens. */
  static final class ShapeName implements ITypeConverter<ExportShape> {
    @Override
    public ExportShape convert(String value) {
      try {
        return ExportShape.ofWireName(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() {
    Map<String, String> query = query();
    check(query);
    PrintWriter out = spec.commandLine().getOut();
    ExportCounts counts;
    try (TransferSide side = from.open(false)) {
      counts = ExportFile.write(output, out, shape, to -> side.export(shape, query, to));
    }
    // Rows on the output are not mixed with words about them.
    PrintWriter words = output == null ? spec.commandLine().getErr() : out;
    if (json) {
      words.println(Json.MAPPER.writeValueAsString(counts.json()));
    } else {
      words.println(
          counts.rows()
              + " rows from "
              + counts.steps()
              + " steps"
              + (output == null ? "" : " in " + output));
      new TreeMap<>(counts.leftOut())
          .forEach((reason, count) -> words.println(count + " left out: " + reason));
    }
    words.flush();
    return ExitCode.OK;
  }

  private Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    put(query, "agent", agent);
    put(query, "user", user);
    put(query, "session", session);
    put(query, "since", since);
    put(query, "until", until);
    put(query, "judged", judged);
    return query;
  }

  private static void put(Map<String, String> query, String name, @Nullable String value) {
    if (value != null) {
      query.put(name, value);
    }
  }

  private static void check(Map<String, String> query) {
    try {
      ExportQueryText.read(name -> Optional.ofNullable(query.get(name)));
    } catch (IllegalArgumentException e) {
      throw new SetupException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
