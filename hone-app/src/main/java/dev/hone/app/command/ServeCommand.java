package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.Service;
import dev.hone.app.config.HoneConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hone serve}: the service itself. */
@Command(
    name = "serve",
    description = "Runs the service until it is told to end.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ServeCommand implements Callable<Integer> {

  @Spec CommandSpec spec;
  @Mixin SetupOptions setup;

  @Option(names = "--host", description = "Address to listen on; default: 127.0.0.1.")
  @Nullable String host;

  @Option(names = "--port", description = "Port; 0 takes a free one; default: 8420.")
  @Nullable Integer port;

  @Option(
      names = "--upstream",
      paramLabel = "URL",
      description = "Stand before this OpenAI-compatible server instead of the embedded engine.")
  @Nullable String upstream;

  @Option(names = "--no-training", description = "Do not run the trainer process.")
  boolean noTraining;

  @Override
  public Integer call() throws InterruptedException {
    HoneConfig config =
        setup
            .configuration()
            .withServer(host, port)
            .withUpstream(upstream)
            .withTraining(!noTraining);
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch end = new CountDownLatch(1);
    Service service = Service.start(config, setup.forChild(config.data()), System.getenv());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  service.close();
                  end.countDown();
                },
                "shutdown"));
    out.println("Hone serves on " + service.url());
    out.println("  data  " + config.data().toAbsolutePath());
    service
        .freshKey()
        .ifPresentOrElse(
            key ->
                out.println("  key   " + key + "  (kept in " + config.data().resolve("key") + ")"),
            () -> out.println("  key   in " + config.data().resolve("key")));
    out.println("  model " + what(config));
    out.flush();
    end.await();
    return ExitCode.OK;
  }

  private static String what(HoneConfig config) {
    HoneConfig.Upstream before = config.upstream();
    return before == null ? config.policy().name() : "those of " + before.url();
  }

  /** The options that the trainer process shares with {@code serve}. */
  static final class SetupOptions {

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

    @Option(
        names = "--model",
        paramLabel = "FOLDER",
        description = "Model folder in Hugging Face layout; default: the starter policy.")
    @Nullable Path model;

    HoneConfig configuration() {
      HoneConfig read;
      if (config != null) {
        read = HoneConfig.load(config);
      } else {
        Path here = Path.of("hone.yaml");
        read = here.toFile().isFile() ? HoneConfig.load(here) : HoneConfig.defaults();
      }
      return read.withData(data).withModel(model);
    }

    List<String> forChild(Path resolvedData) {
      List<String> arguments =
          new ArrayList<>(List.of("--data", resolvedData.toAbsolutePath().toString()));
      if (config != null) {
        arguments.addAll(List.of("--config", config.toAbsolutePath().toString()));
      }
      if (model != null) {
        arguments.addAll(List.of("--model", model.toAbsolutePath().toString()));
      }
      return arguments;
    }
  }
}
