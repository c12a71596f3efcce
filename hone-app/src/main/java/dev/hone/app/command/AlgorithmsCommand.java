package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.Table;
import dev.hone.learn.algorithm.Algorithm;
import dev.hone.learn.algorithm.AlgorithmRegistry;
import dev.hone.learn.algorithm.AlgorithmTables;
import dev.hone.learn.algorithm.Knob;
import dev.hone.learn.algorithm.Preset;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone algorithms}: what can stand under training.algorithm in hone.yaml. */
@Command(
    name = "algorithms",
    description =
        "Lists the algorithms and presets that hone.yaml can name under"
            + " training.algorithm, what they need and their knobs.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AlgorithmsCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document.")
  boolean json;

  @Option(names = "--markdown", hidden = true, description = "Print the tables of the docs.")
  boolean markdown;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    AlgorithmRegistry registry = new AlgorithmRegistry();
    if (markdown) {
      out.print(new AlgorithmTables().markdown());
    } else if (json) {
      out.println(document(registry));
    } else {
      Table table = new Table("KIND", "NAME", "NEEDS", "KNOBS");
      for (Algorithm one : registry.all()) {
        table.row(
            one.kind().word(),
            one.name(),
            String.join(" ", one.inputs()),
            String.join(
                " ", one.knobs().stream().map(k -> k.name() + "=" + k.fallback()).toList()));
      }
      table.print(out);
      out.println(
          "presets: " + String.join(", ", Preset.all().stream().map(Preset::name).toList()));
    }
    out.flush();
    return ExitCode.OK;
  }

  private static ObjectNode document(AlgorithmRegistry registry) {
    ObjectNode document = Json.MAPPER.createObjectNode();
    ArrayNode algorithms = document.putArray("algorithms");
    for (Algorithm one : registry.all()) {
      ObjectNode node = algorithms.addObject();
      node.put("kind", one.kind().word());
      node.put("name", one.name());
      node.put("formula", one.formula());
      node.put("source", one.source());
      one.inputs().forEach(node.putArray("inputs")::add);
      ArrayNode knobs = node.putArray("knobs");
      for (Knob knob : one.knobs()) {
        knobs
            .addObject()
            .put("name", knob.name())
            .put("type", knob.type().about())
            .put("default", knob.fallback())
            .put("source", knob.source());
      }
    }
    ArrayNode presets = document.putArray("presets");
    for (Preset preset : Preset.all()) {
      ObjectNode node = presets.addObject();
      node.put("name", preset.name());
      node.put("source", preset.source());
      ObjectNode parts = node.putObject("parts");
      preset.parts().forEach((kind, name) -> parts.put(kind.word(), name));
      ObjectNode knobs = node.putObject("knobs");
      preset.knobs().forEach(knobs::put);
    }
    return document;
  }
}
