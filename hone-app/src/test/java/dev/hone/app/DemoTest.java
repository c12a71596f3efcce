package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.app.demo.DemoRuns;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The README's first command, with everything in it really computed: a user's wishes are followed
 * with a lesson, then by weights alone, nothing is refused on the way.
 */
class DemoTest {

  @TempDir Path folder;

  @Test
  void theLoopConcludes() {
    StringWriter out = new StringWriter();

    int code = new DemoRuns(new PrintWriter(out, true), true, 48, folder).run(1, 1, null);

    System.out.println("DemoTest: " + out);
    assertThat(code).isEqualTo(ExitCode.OK);
    JsonNode result = Json.MAPPER.readTree(out.toString());
    double before = result.path("before").asDouble();
    assertThat(before).as("nobody has told the agent").isLessThan(0.1);
    assertThat(result.path("with_lesson").asDouble()).isGreaterThan(0.8);
    assertThat(result.path("by_weights").asDouble()).isGreaterThan(0.8);
    assertThat(result.path("swap_refused").asInt(-1)).isZero();
    assertThat(result.path("swap_requests").asInt()).isPositive();
  }
}
