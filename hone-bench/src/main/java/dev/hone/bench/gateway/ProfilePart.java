package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import dev.hone.bench.Figures;
import dev.hone.bench.Progress;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records where the CPU time of a Hone under load goes, apart from what is measured. */
final class ProfilePart {

  private static final int TOP = 20;
  private static final String THROTTLE = "5ms";

  /** Turns before the samples count: the compiler's first work is not the gateway's. */
  private static final int WARM_UPS = 2;

  private final GatewayPlan plan;
  private final Caller.Shared shared;

  ProfilePart(GatewayPlan plan, Caller.Shared shared) {
    this.plan = plan;
    this.shared = shared;
  }

  void run(Lineup lineup, Path recording, Report report, Progress progress) throws Exception {
    Path file = recording.toAbsolutePath();
    progress.say("profile, into " + file);
    Lineup.Served hone =
        lineup.hone(
            plan,
            List.of(
                "-XX:StartFlightRecording:filename="
                    + file
                    + ","
                    + Profile.EVENT
                    + "#enabled=true,"
                    + Profile.EVENT
                    + "#throttle="
                    + THROTTLE));
    ClosedLoop loop = new ClosedLoop(shared, plan.connections());
    for (int turn = 0; turn < WARM_UPS; turn++) {
      ClosedLoop.Turn _ = loop.run(hone.candidate(), AnswerKind.WHOLE, plan.seconds());
      ClosedLoop.Turn _ = loop.run(hone.candidate(), AnswerKind.STREAM, plan.seconds());
    }
    Instant from = Instant.now();
    ClosedLoop.Turn _ = loop.run(hone.candidate(), AnswerKind.WHOLE, plan.seconds());
    ClosedLoop.Turn _ = loop.run(hone.candidate(), AnswerKind.STREAM, plan.seconds());
    // The recording is written when it ends.
    hone.candidate().close();
    if (!Files.isReadable(file)) {
      throw new BenchException("no recording was written to " + file);
    }
    describe(Profile.read(file, from), report);
  }

  private static void describe(Profile profile, Report report) {
    double all = Math.max(1, profile.samples());
    ReportTable groups =
        new ReportTable("Where Hone's CPU time goes, by package", "package", "in it", "under it");
    for (Map.Entry<String, Integer> group : Profile.top(profile.underGroup(), Integer.MAX_VALUE)) {
      int self = profile.selfOfGroup().getOrDefault(group.getKey(), 0);
      groups.row(
          group.getKey(), Figures.percent(self / all), Figures.percent(group.getValue() / all));
    }
    report.add(groups);
    report.add(table("Methods on top", profile.selfOfMethod(), all));
    report.add(
        table("Hone's methods, with what they call of others", profile.nearestHoneMethod(), all));
    report.add(table("Hone's methods, with all that they call", profile.underHoneMethod(), all));
    report.figure("profile.samples", profile.samples());
    report.note(
        "%d samples of CPU time (%s), %d of them without a stack: the JVM's own threads (compiler,"
                .formatted(profile.samples(), Profile.EVENT, profile.withoutStack())
            + " garbage collector) are not among them.");
  }

  private static ReportTable table(String title, Map<String, Integer> counts, double all) {
    ReportTable table = new ReportTable(title, "method", "of the samples");
    for (Map.Entry<String, Integer> method : Profile.top(counts, TOP)) {
      table.row(method.getKey(), Figures.percent(method.getValue() / all));
    }
    return table;
  }
}
