package dev.hone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts measured tables into a page, between two HTML comments. */
record PerformancePage(Path file) {

  static final String BEGIN = "<!-- figures begin: written by ./hone bench all --write -->";
  static final String END = "<!-- figures end -->";

  /**
   * Checks before anything is measured that the page can take figures.
   *
   * @throws BenchException if it cannot
   */
  void check() {
    split(read());
  }

  /** Replaces what stands between the marks. */
  void write(String figures) {
    String[] parts = split(read());
    try {
      Files.writeString(
          file, parts[0] + BEGIN + "\n\n" + figures.strip() + "\n\n" + END + parts[1]);
    } catch (IOException e) {
      throw new BenchException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Replaces the figures of one benchmark, or adds them; those of others stay. */
  void write(String benchmark, String figures) {
    String page = read();
    String[] parts = split(page);
    String all = page.substring(parts[0].length() + BEGIN.length(), page.indexOf(END));
    String heading = heading(benchmark);
    int from = all.indexOf(heading);
    String own = heading + figures.strip() + "\n\n";
    if (from < 0) {
      write(all.strip() + "\n\n" + own);
      return;
    }
    int to = all.indexOf("\n### ", from);
    write(all.substring(0, from) + own + (to < 0 ? "" : all.substring(to + 1)));
  }

  static String heading(String benchmark) {
    return "### " + benchmark + "\n\n";
  }

  private String read() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new BenchException(
          file + " cannot be read; --write takes a page that is there already", e);
    }
  }

  private String[] split(String page) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new BenchException(file + " needs a line «" + BEGIN + "» and after it «" + END + "»");
    }
    return new String[] {page.substring(0, begin), page.substring(end + END.length())};
  }
}
