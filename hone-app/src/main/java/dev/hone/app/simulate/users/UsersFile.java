package dev.hone.app.simulate.users;

import dev.hone.app.ExitCode;
import dev.hone.app.SetupException;
import dev.hone.learn.simulate.SimulatedUser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of simulated users, in YAML or JSON. {@code docs/simulate.md} says what stands in it.
 *
 * @param users in the order of the file; at least one
 */
public record UsersFile(List<SimulatedUser> users) {

  /** Larger files are refused. */
  static final long MOST_BYTES = 4L << 20;

  private static final String BUILT_IN = "users.yaml";

  public UsersFile {
    users = List.copyOf(users);
  }

  /** The users that come with Hone. */
  public static UsersFile builtIn() {
    try (InputStream in = UsersFile.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        throw new IllegalStateException(BUILT_IN + " is missing from this build");
      }
      return read(
          Path.of("built-in-" + BUILT_IN), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new SetupException(ExitCode.FAILED, BUILT_IN + " cannot be read", e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws SetupException if it is missing, no YAML or JSON, or says something that is not known;
   *     the message has the line and the key
   */
  public static UsersFile load(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new SetupException(file + " is larger than " + (MOST_BYTES >> 20) + " MB");
      }
      return read(file, Files.readString(file));
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP, file + " cannot be read as text: " + e.getMessage(), e);
    }
  }

  /** Reads what stands in a file of this name. */
  static UsersFile read(Path name, String text) {
    return new UsersFile(
        new UsersReader(new Fields(name.toString())).users(LocatedReader.read(name, text)));
  }
}
