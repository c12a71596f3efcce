package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import dev.hone.bench.Figures;
import dev.hone.bench.Goal;
import dev.hone.bench.Progress;
import dev.hone.bench.Race;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import dev.hone.bench.gateway.ClosedLoop.Turn;
import dev.hone.bench.store.LedgerSink;
import dev.hone.bench.store.RawSink;
import dev.hone.bench.store.StepSink;
import dev.hone.bench.store.StepSink.Payload;
import dev.hone.bench.store.TimedLoad;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Steps a second that the gateway keeps at full load, beside stores that nothing stands before. */
final class DurablePart {

  private static final double OF_RAW = 0.7;
  private static final int PAYLOADS = 512;
  private static final String HEAD_END = "\r\n\r\n";

  private final GatewayPlan plan;
  private final Caller.Shared shared;

  DurablePart(GatewayPlan plan, Caller.Shared shared) {
    this.plan = plan;
    this.shared = shared;
  }

  void run(Lineup.Served hone, Path folder, Report report, Progress progress) throws Exception {
    KeptSteps kept = KeptSteps.of(hone.data());
    TimedLoad load = new TimedLoad(plan.callers(), payloads());
    ClosedLoop loop = new ClosedLoop(shared, plan.callers());
    List<Double> gateway = new ArrayList<>();
    List<Double> ledgers = new ArrayList<>();
    List<Double> raws = new ArrayList<>();
    try (StepSink ledger = new LedgerSink(folder.resolve("ledger"), plan.callers());
        StepSink raw = new RawSink(folder.resolve("raw.db"))) {
      for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
        double ours = gatewayRate(hone.candidate(), loop, kept);
        double ledgerRate = load.rate(ledger, plan.seconds());
        double rawRate = load.rate(raw, plan.seconds());
        progress.say(
            "durable steps, %s: gateway %s, ledger %s, plain rows %s"
                .formatted(
                    round < 0 ? "warm-up" : "round " + (round + 1) + " of " + plan.rounds(),
                    Figures.rate(ours),
                    Figures.rate(ledgerRate),
                    Figures.rate(rawRate)));
        if (round >= 0) {
          gateway.add(ours);
          ledgers.add(ledgerRate);
          raws.add(rawRate);
        }
      }
    }
    describe(
        new Race.Result("hone's gateway, upstream and callers beside it", gateway),
        new Race.Result("hone's ledger, driven directly", ledgers),
        new Race.Result("plain rows of sqlite-jdbc", raws),
        report);
  }

  /** Steps a second, counted in the database. */
  private double gatewayRate(Candidate hone, ClosedLoop loop, KeptSteps kept) throws Exception {
    long before = kept.complete();
    Turn turn = loop.run(hone, AnswerKind.WHOLE, plan.seconds());
    long steps = kept.complete() - before;
    if (steps != turn.answers()) {
      throw new BenchException(
          "Hone gave " + turn.answers() + " answers, but kept " + steps + " of them as steps");
    }
    return steps / turn.seconds();
  }

  private void describe(Race.Result ours, Race.Result ledger, Race.Result raw, Report report) {
    ReportTable table =
        new ReportTable(
            "Durable steps per second, %d callers".formatted(plan.callers()),
            "what",
            "steps/s",
            "gateway / it");
    for (Race.Result each : List.of(ours, ledger, raw)) {
      table.row(each.name(), Figures.rate(each.median()), Figures.ratio(ours.ratioTo(each)));
    }
    report.add(table);
    report.figure("durable.gateway", ours.median());
    report.figure("durable.ledger", ledger.median());
    report.figure("durable.raw", raw.median());
    report.figure("durable.ledger.ratio", ours.ratioTo(ledger));
    report.figure("durable.raw.ratio", ours.ratioTo(raw));
    report.goal(
        Goal.atLeast("durable steps/s, gateway / raw store", ours.ratioTo(raw), OF_RAW, "×"));
    report.note(
        "Every answer that came through Hone in the durable part was counted as a step in its"
            + " database.");
  }

  /** What the gateway keeps of sessions as its callers have them. */
  private List<Payload> payloads() {
    Conversation conversation =
        new Conversation(
            new Way(0, Map.of()),
            AnswerKind.WHOLE,
            Script.PIECES,
            shared.script(),
            shared.phrases());
    List<Payload> payloads = new ArrayList<>();
    for (long number = 0; number < PAYLOADS; number++) {
      payloads.add(
          new Payload(
              shared.script().question(number),
              body(conversation.ask(number)),
              shared.script().answer(number),
              body(ScriptedAnswers.whole(shared.script().answer(number)))));
    }
    return payloads;
  }

  private static byte[] body(byte[] message) {
    byte[] end = HEAD_END.getBytes(StandardCharsets.US_ASCII);
    int at = Marks.indexOf(message, 0, message.length, end) + end.length;
    return Arrays.copyOfRange(message, at, message.length);
  }
}
