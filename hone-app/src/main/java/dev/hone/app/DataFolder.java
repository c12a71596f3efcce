package dev.hone.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/**
 * The folder that a service keeps everything in, and how commands on the same machine find the
 * service: {@code key} holds the first key's secret (readable by its owner only), {@code url} the
 * address while it runs.
 */
public record DataFolder(Path path) {

  /** Creates the folder if it is missing. */
  public DataFolder create() {
    try {
      Files.createDirectories(path);
      return this;
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP,
          "the data folder "
              + path
              + " cannot be made ("
              + e.getMessage()
              + "); choose another with --data",
          e);
    }
  }

  /** Adapters that the trainer wrote. */
  public Path versions() {
    return path.resolve("versions");
  }

  /** Checkpoints of training runs. */
  public Path runs() {
    return path.resolve("runs");
  }

  public Optional<String> key() {
    return read("key");
  }

  /** A name of its own for this folder, made when it is first asked for. */
  String name() {
    Optional<String> known = read("name");
    if (known.isPresent()) {
      return known.get();
    }
    String made = UUID.randomUUID().toString();
    write("name", made);
    return made;
  }

  public Optional<String> url() {
    return read("url");
  }

  public void writeKey(String secret) {
    write("key", secret);
  }

  public void writeUrl(String url) {
    write("url", url);
  }

  public void removeUrl() {
    try {
      Files.deleteIfExists(path.resolve("url"));
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.FAILED, path.resolve("url") + " cannot be removed: " + e.getMessage(), e);
    }
  }

  private Optional<String> read(String name) {
    Path file = path.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new SetupException(ExitCode.BAD_SETUP, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void write(String name, String text) {
    Path file = path.resolve(name);
    Path fresh = path.resolve(name + ".new");
    try {
      Files.deleteIfExists(fresh);
      boolean posix = Files.getFileStore(path).supportsFileAttributeView("posix");
      if (posix) {
        Files.createFile(
            fresh,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(fresh, text + "\n", StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP,
          file + " cannot be written (" + e.getMessage() + "); is the disk full?",
          e);
    }
  }
}
