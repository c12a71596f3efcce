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
}
