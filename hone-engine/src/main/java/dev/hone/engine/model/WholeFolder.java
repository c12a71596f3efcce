package dev.hone.engine.model;

import dev.hone.core.engine.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Writes folders that appear whole or not at all: filled under another name, then renamed. */
final class WholeFolder {

  private WholeFolder() {}

  /** Fills a folder. */
  @FunctionalInterface
  interface Content {
    void write(Path folder) throws IOException;
  }

  /**
   * Makes a folder that is not there yet.
   *
   * @throws UncheckedIOException if the disk is full or the place cannot be written
   */
  static void write(Path folder, Content content) {
    Path target = folder.toAbsolutePath().normalize();
    Path name = target.getFileName();
    Path parent = target.getParent();
    if (name == null || parent == null || Files.exists(target)) {
      throw new EngineException(
          EngineException.Code.BAD_REQUEST,
          folder + " is there already; versions never change, so choose another name");
    }
    Path partial = parent.resolve("." + name + ".partial");
    try {
      Files.createDirectories(parent);
      delete(partial);
      Files.createDirectory(partial);
      content.write(partial);
      sync(partial);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      sync(parent);
    } catch (IOException e) {
      throw failure(folder, partial, e);
    }
  }

  private static UncheckedIOException failure(Path folder, Path partial, IOException e) {
    try {
      delete(partial);
    } catch (IOException second) {
      e.addSuppressed(second);
    }
    return new UncheckedIOException(
        folder + " could not be written (" + e + "); check free space and rights", e);
  }

  /** Makes the names in a folder durable, where the system can. */
  static void sync(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> all;
      try (Stream<Path> paths = Files.walk(folder)) {
        all = paths.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : all) {
        Files.delete(path);
      }
    }
  }
}
