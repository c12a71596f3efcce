package dev.hone.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Replaces the part of a text file between two marks, so that figures in docs come from runs. */
public final class MarkedFile {

  private MarkedFile() {}

  /**
   * Puts {@code text} between {@code <!-- name -->} and {@code <!-- /name -->}.
   *
   * @throws SetupException if the file or a mark is missing
   */
  public static void replace(Path file, String name, String text) {
    String open = "<!-- " + name + " -->";
    String close = "<!-- /" + name + " -->";
    try {
      String whole = Files.readString(file);
      int from = whole.indexOf(open);
      int to = whole.indexOf(close);
      if (from < 0 || to < from) {
        throw new SetupException(file + " has no part between " + open + " and " + close);
      }
      Files.writeString(
          file, whole.substring(0, from + open.length()) + "\n" + text + whole.substring(to));
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP, file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
