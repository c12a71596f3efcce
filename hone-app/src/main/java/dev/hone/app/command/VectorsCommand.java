package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.SetupException;
import dev.hone.app.Table;
import dev.hone.learn.vector.VectorCheck;
import dev.hone.learn.vector.VectorFault;
import dev.hone.learn.vector.VectorFile;
import dev.hone.learn.vector.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone vectors}: whether the algorithm library gives the figures of a file. */
@Command(
    name = "vectors",
    description =
        "Checks the algorithms against a file of reference vectors: values and gradients, in double"
            + " and in float as the training engine applies them. Fails if one is missed or unknown.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class VectorsCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "JSON of schema " + VectorFile.SCHEMA + ".")
  Path file;

  @Option(names = "--json", description = "Print one JSON document.")
  boolean json;

  @Override
  public Integer call() {
    VectorFile vectors;
    try {
      vectors = VectorFile.read(file);
    } catch (VectorFault e) {
      throw new SetupException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
    VectorCheck check = new VectorCheck();
    List<Verdict> verdicts = vectors.vectors().stream().map(check::of).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(document(vectors, verdicts));
    } else {
      print(out, vectors, verdicts);
    }
    out.flush();
    return verdicts.stream().allMatch(Verdict::isMet) ? ExitCode.OK : ExitCode.FAILED;
  }

  private void print(PrintWriter out, VectorFile vectors, List<Verdict> verdicts) {
    Table table =
        new Table("ID", "VALUE", "GRADIENT", "VALUE (FLOAT)", "GRADIENT (FLOAT)", "VERDICT");
    for (Verdict one : verdicts) {
      table.row(
          one.id(),
          word(one.inDouble().value()),
          word(one.inDouble().gradient()),
          word(one.inFloat().value()),
          word(one.inFloat().gradient()),
          verdict(one));
    }
    table.print(out);
    verdicts.stream()
        .filter(one -> !one.isMet())
        .forEach(one -> one.problems().forEach(p -> out.println(one.id() + ": " + p)));
    vectors.warnings().forEach(warning -> out.println("note: " + warning));
    out.printf(
        Locale.ROOT,
        "%d vectors: %d met, %d missed, %d unknown%n",
        verdicts.size(),
        count(verdicts, "met"),
        count(verdicts, "missed"),
        count(verdicts, "unknown"));
  }

  private static ObjectNode document(VectorFile vectors, List<Verdict> verdicts) {
    ObjectNode document = Json.MAPPER.createObjectNode();
    document.put("schema", VectorFile.SCHEMA);
    document.put("vectors", verdicts.size());
    for (String word : List.of("met", "missed", "unknown")) {
      document.put(word, count(verdicts, word));
    }
    ArrayNode list = document.putArray("verdicts");
    for (Verdict one : verdicts) {
      ObjectNode node = list.addObject();
      node.put("id", one.id());
      node.put("group", one.group());
      node.put("formula", one.formula());
      node.put("verdict", verdict(one));
      part(node.putObject("double"), one.inDouble());
      part(node.putObject("float"), one.inFloat());
      ArrayNode problems = node.putArray("problems");
      one.problems().forEach(problems::add);
    }
    ArrayNode warnings = document.putArray("warnings");
    vectors.warnings().forEach(warnings::add);
    return document;
  }

  private static void part(ObjectNode node, Verdict.Part part) {
    node.put("value", word(part.value()));
    node.put("gradient", word(part.gradient()));
    if (Double.isFinite(part.worst())) {
      node.put("worst", part.worst());
    }
  }

  private static String verdict(Verdict one) {
    if (one.isMet()) {
      return "met";
    }
    return one.isUnknown() ? "unknown" : "missed";
  }

  private static long count(List<Verdict> verdicts, String word) {
    return verdicts.stream().filter(one -> verdict(one).equals(word)).count();
  }

  private static String word(Verdict.Outcome outcome) {
    return outcome == Verdict.Outcome.ABSENT ? "-" : outcome.name().toLowerCase(Locale.ROOT);
  }
}
