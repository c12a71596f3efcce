package dev.hone.app.command;

import dev.hone.app.ConfiguredStore;
import dev.hone.app.ExitCode;
import dev.hone.app.Service;
import dev.hone.app.config.HoneConfig;
import dev.hone.gateway.UpstreamPlan;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
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
  @Mixin ModelOptions setup;

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
    Service service = Service.start(config, setup.forChild(config), System.getenv());
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
    out.println("  store " + new ConfiguredStore(config, System.getenv()).name());
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
    UpstreamPlan before = config.upstreams();
    return before == null
        ? config.policy().name()
        : "those of "
            + before.upstreams().stream()
                .map(upstream -> upstream.address().toString())
                .collect(Collectors.joining(", "));
  }
}
