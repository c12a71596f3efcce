package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {

  @Test
  void replacesOnlyWhatStandsBetweenTheMarks(@TempDir Path folder) throws Exception {
    String before = "# Title\n\n" + PerformancePage.BEGIN;
    String after = PerformancePage.END + "\n\nMore.\n";
    Path file = Files.writeString(folder.resolve("page.md"), before + "\nold\n" + after);

    new PerformancePage(file).write("first");
    new PerformancePage(file).write("new\n");

    assertThat(file).hasContent(before + "\n\nnew\n\n" + after);
  }

  @Test
  void replacesTheFiguresOfOneBenchmark(@TempDir Path folder) throws Exception {
    String before = "# Title\n\n" + PerformancePage.BEGIN;
    String after = PerformancePage.END + "\n\nMore.\n";
    Path file =
        Files.writeString(
            folder.resolve("page.md"),
            before + "\n\nMachine\n\n### one\n\n1\n\n### two\n\n2\n\n### three\n\n3\n\n" + after);
    PerformancePage page = new PerformancePage(file);

    page.write("two", "22\n");
    page.write("three", "33\n");
    page.write("four", "44\n");

    assertThat(file)
        .hasContent(
            before
                + "\n\nMachine\n\n### one\n\n1\n\n### two\n\n22\n\n### three\n\n33\n\n### four\n\n44\n\n"
                + after);
  }
}
