package dev.hone.app.command;

import dev.hone.app.config.HoneConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code serve} and its trainer process must agree on: setup and model. */
final class ModelOptions extends SetupOptions {

  @Option(
      names = "--model",
      paramLabel = "FOLDER",
      description = "Model folder in Hugging Face layout; default: the starter policy.")
  @Nullable Path model;

  @Override
  HoneConfig configuration() {
    return super.configuration().withModel(model);
  }

  @Override
  List<String> forChild(HoneConfig resolved) {
    List<String> arguments = new ArrayList<>(super.forChild(resolved));
    if (model != null) {
      arguments.addAll(List.of("--model", model.toAbsolutePath().toString()));
    }
    return arguments;
  }
}
