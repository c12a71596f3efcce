package dev.hone.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A temporary folder that goes with everything in it when it is closed. */
public record ScratchFolder(Path path) implements AutoCloseable {

  public static ScratchFolder create() {
    try {
      return new ScratchFolder(Files.createTempDirectory("hone-bench-"));
    } catch (IOException e) {
      throw new BenchException(
          "no temporary folder can be made ("
              + e.getMessage()
              + "); choose another place with HONE_JAVA_OPTIONS=-Djava.io.tmpdir=FOLDER",
          e);
    }
  }

  @Override
  public void close() {
    try (var files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be removed", e);
    }
  }
}
