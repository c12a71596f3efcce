package dev.hone.app.command;

import dev.hone.app.config.HoneConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a command finds the configuration and the data folder; {@code serve} hands it on to the
 * trainer process.
 */
class SetupOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration; default: hone.yaml here, if there is one.")
  @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Data folder; default: 'data', or as configured.")
  @Nullable Path data;

  /** The file's, or the defaults, with what the command line says instead. */
  HoneConfig configuration() {
    Path here = Path.of("hone.yaml");
    Path file = config;
    if (file == null && Files.isRegularFile(here)) {
      file = here;
    }
    HoneConfig read = file == null ? HoneConfig.defaults() : HoneConfig.load(file);
    return read.withData(data);
  }

  /** The same options for a child process. */
  List<String> forChild(HoneConfig resolved) {
    List<String> arguments =
        new ArrayList<>(List.of("--data", resolved.data().toAbsolutePath().toString()));
    if (config != null) {
      arguments.addAll(List.of("--config", config.toAbsolutePath().toString()));
    }
    return arguments;
  }
}
