package dev.hone.app.command;

import dev.hone.app.ConfiguredStore;
import dev.hone.app.DataFolder;
import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.ServiceException;
import dev.hone.app.SetupException;
import dev.hone.app.Table;
import dev.hone.app.config.ConfigException;
import dev.hone.app.config.HoneConfig;
import dev.hone.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import jdk.incubator.vector.FloatVector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code hone doctor}: looks at what a service needs and says what to put right. */
@Command(
    name = "doctor",
    description = "Checks the machine, the configuration and the data folder.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DoctorCommand implements Callable<Integer> {

  private static final long LEAST_MEGABYTES = 512;
  private static final int WIDE_VECTOR_BITS = 256;

  @Spec CommandSpec spec;
  @Mixin ServiceOptions service;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  /** One line of the report. */
  record Finding(String what, boolean good, String detail) {}

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    findings.add(new Finding("java", true, Runtime.version() + ", " + cores() + " cores"));
    findings.add(vectors());
    Optional<HoneConfig> config = configuration(findings);
    config.ifPresent(
        known -> {
          DataFolder folder = new DataFolder(known.data());
          findings.add(disk(folder.path()));
          findings.add(store(known));
          findings.add(runningOrFree(folder, known.server()));
          adapters(folder).ifPresent(findings::add);
          if (!known.policy().path().isEmpty()) {
            findings.add(model(Path.of(known.policy().path())));
          }
        });
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.MAPPER.writeValueAsString(findings));
    } else {
      Table table = new Table("WHAT", "", "DETAIL");
      findings.forEach(found -> table.row(found.what, found.good ? "ok" : "!!", found.detail));
      table.print(out);
    }
    return findings.stream().allMatch(Finding::good) ? ExitCode.OK : ExitCode.FAILED;
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static Finding vectors() {
    int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    return new Finding(
        "vectors",
        true,
        bits
            + " bits"
            + (bits < WIDE_VECTOR_BITS ? "; the engine works, but slowly, on this processor" : ""));
  }

  private Optional<HoneConfig> configuration(List<Finding> findings) {
    try {
      HoneConfig config = service.configuration();
      findings.add(new Finding("configuration", true, "every key is known"));
      return Optional.of(config);
    } catch (ConfigException e) {
      findings.add(new Finding("configuration", false, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private static Finding disk(Path folder) {
    Path existing = folder.toAbsolutePath();
    while (existing != null && !Files.isDirectory(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isWritable(existing)) {
      return new Finding("data folder", false, folder + " cannot be written; choose another");
    }
    try {
      long megabytes = Files.getFileStore(existing).getUsableSpace() >> 20;
      return new Finding(
          "data folder",
          megabytes >= LEAST_MEGABYTES,
          folder
              + ": "
              + megabytes
              + " MB free"
              + (megabytes < LEAST_MEGABYTES ? "; make room" : ""));
    } catch (IOException e) {
      return new Finding("data folder", false, folder + ": " + e.getMessage());
    }
  }

  private static Finding store(HoneConfig config) {
    try {
      return new Finding("store", true, new ConfiguredStore(config, System.getenv()).reach());
    } catch (StoreException | SetupException e) {
      return new Finding("store", false, String.valueOf(e.getMessage()));
    }
  }

  private static Finding runningOrFree(DataFolder folder, HoneConfig.Server server) {
    Optional<String> url = folder.url();
    if (url.isPresent()) {
      try (ServiceClient client = new ServiceClient(url.get(), folder.key().orElse(""))) {
        return new Finding("service", true, url.get() + " is " + client.get("/readyz"));
      } catch (ServiceException e) {
        return new Finding("service", false, String.valueOf(e.getMessage()));
      }
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getByName(server.host()), server.port()));
      return new Finding("port", true, server.port() + " is free");
    } catch (IOException e) {
      return new Finding(
          "port",
          false,
          server.host()
              + ":"
              + server.port()
              + " cannot be taken ("
              + e.getMessage()
              + "); choose another");
    }
  }

  /** Of a service that runs: whether its adapters have room. */
  private static Optional<Finding> adapters(DataFolder folder) {
    Optional<String> url = folder.url();
    if (url.isEmpty()) {
      return Optional.empty();
    }
    try (ServiceClient client = new ServiceClient(url.get(), folder.key().orElse(""))) {
      JsonNode adapters = client.get("/api/status").path("adapters");
      return adapters.isObject()
          ? Optional.of(
              new Finding(
                  "adapters",
                  true,
                  AdapterLine.of(adapters)
                      + (adapters.path("evictions").asLong(0) > adapters.path("loaded").asLong(0)
                          ? "; engine.adapter-memory would keep more of them"
                          : "")))
          : Optional.empty();
    } catch (ServiceException unreachable) {
      // The line of the service says so.
      return Optional.empty();
    }
  }

  private static Finding model(Path folder) {
    for (String name : List.of("config.json", "tokenizer.json")) {
      if (!Files.isRegularFile(folder.resolve(name))) {
        return new Finding("model", false, folder + " has no " + name);
      }
    }
    return new Finding("model", true, folder.toString());
  }
}
