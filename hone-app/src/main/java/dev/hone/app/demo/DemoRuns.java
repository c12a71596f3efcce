package dev.hone.app.demo;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.ServiceProcess;
import dev.hone.app.SetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the demo for one seed or several, each on a fresh data folder. */
public final class DemoRuns {

  private final PrintWriter out;
  private final boolean json;
  private final int interactions;
  private final @Nullable Path keep;

  /**
   * @param json print only one line of JSON for each seed
   * @param keep where to leave the data folders, or null for temporary ones
   */
  public DemoRuns(PrintWriter out, boolean json, int interactions, @Nullable Path keep) {
    this.out = out;
    this.json = json;
    this.interactions = interactions;
    this.keep = keep;
  }

  /**
   * Runs the seeds.
   *
   * @param write a file to put the table into, or null
   * @return an exit code
   */
  public int run(long first, int count, @Nullable Path write) {
    List<DemoResult> results = new ArrayList<>();
    for (long seed = first; seed < first + count; seed++) {
      DemoResult result = one(seed);
      results.add(result);
      out.println(Json.MAPPER.writeValueAsString(result.json()));
      out.flush();
    }
    if (write != null) {
      ResultsFile.write(write, results, interactions);
    }
    return ExitCode.OK;
  }

  private DemoResult one(long seed) {
    Path folder = folder(seed);
    try {
      Path config = folder.resolve("hone.yaml");
      // One training run for the whole user: it begins when the user has said nearly everything.
      Files.writeString(
          config, "training:\n  min-samples: " + (interactions * 3 / 4) + "\n  lesson-age: 1h\n");
      Stage stage = new Stage(out, json, System.console() != null);
      try (ServiceProcess service =
              ServiceProcess.start(folder, List.of("--config", config.toString()));
          ServiceClient client = service.client()) {
        return new Demo(stage, service, client, seed, interactions).run();
      }
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP, folder + " cannot be written: " + e.getMessage(), e);
    } finally {
      if (keep == null) {
        remove(folder);
      }
    }
  }

  private Path folder(long seed) {
    try {
      if (keep == null) {
        return Files.createTempDirectory("hone-demo-");
      }
      Path folder = keep.resolve("seed-" + seed);
      if (Files.exists(folder)) {
        throw new SetupException(folder + " exists already; remove it or name another --data");
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP, "a data folder cannot be made: " + e.getMessage(), e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.FAILED, folder + " cannot be removed: " + e.getMessage(), e);
    }
  }
}
