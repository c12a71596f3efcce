package dev.hone.app.demo;

import dev.hone.app.MarkedFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The table of demo runs in docs/results.md. */
final class ResultsFile {

  private ResultsFile() {}

  static void write(Path file, List<DemoResult> results, int interactions) {
    StringBuilder text = new StringBuilder();
    text.append("\nCommand: `./hone demo --seed ")
        .append(results.getFirst().seed())
        .append(" --seeds ")
        .append(results.size())
        .append(" --interactions ")
        .append(interactions)
        .append(" --write docs/results.md`\n\n")
        .append(
            "| seed | the user wants | before | with lesson | by weights | skills before | skills"
                + " after | requests | lesson after | trained and live after | swap: sent / refused"
                + " | whole demo |\n")
        .append("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (DemoResult one : results) {
      text.append(
          "| %d | %s | %s | %s | %s | %s | %s | %d | %.2f s | %.0f s | %d / %d | %.0f s |\n"
              .formatted(
                  one.seed(),
                  String.join("; ", one.preferences()),
                  Stage.percent(one.before()),
                  Stage.percent(one.withLesson()),
                  Stage.percent(one.byWeights()),
                  Stage.percent(one.skillsBefore()),
                  Stage.percent(one.skillsAfter()),
                  one.interactions(),
                  one.lessonSeconds(),
                  one.trainingSeconds(),
                  one.swapRequests(),
                  one.swapRefused(),
                  one.seconds()));
    }
    text.append(
        "| mean | | %s | %s | %s | %s | %s | | | %.0f s | | %.0f s |\n\n"
            .formatted(
                Stage.percent(mean(results, DemoResult::before)),
                Stage.percent(mean(results, DemoResult::withLesson)),
                Stage.percent(mean(results, DemoResult::byWeights)),
                Stage.percent(mean(results, DemoResult::skillsBefore)),
                Stage.percent(mean(results, DemoResult::skillsAfter)),
                mean(results, DemoResult::trainingSeconds),
                mean(results, DemoResult::seconds)));
    MarkedFile.replace(file, "demo", text.toString());
  }

  private static double mean(List<DemoResult> results, ToDoubleFunction<DemoResult> value) {
    return results.stream().mapToDouble(value).average().orElse(0);
  }
}
