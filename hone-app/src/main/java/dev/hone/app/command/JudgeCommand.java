package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.SetupException;
import dev.hone.app.Table;
import dev.hone.app.config.HoneConfig;
import dev.hone.core.Verdict;
import dev.hone.learn.calibrate.Calibration;
import dev.hone.learn.calibrate.CalibrationSet;
import dev.hone.learn.calibrate.Confusion;
import dev.hone.learn.judge.Judge;
import dev.hone.learn.judge.ModelJudge;
import dev.hone.learn.judge.ModelJudgeOptions;
import dev.hone.learn.judge.RuleJudge;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone judge --calibrate}: how well a judge agrees with labelled cases. */
@Command(
    name = "judge",
    description = "Shows how well the judge agrees with labelled cases.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class JudgeCommand implements Callable<Integer> {

  private static final List<Verdict> SHOWN =
      List.of(Verdict.GOOD, Verdict.NEUTRAL, Verdict.BAD, Verdict.UNKNOWN);

  @Spec CommandSpec spec;
  @Mixin SetupOptions setup;

  @Option(names = "--calibrate", required = true, description = "Ask it about every case.")
  boolean calibrate;

  @Option(
      names = "--judge",
      defaultValue = "rules",
      description =
          "rules, model, or both: the model where the rules are silent. Default: ${DEFAULT-VALUE}.")
  String judge;

  @Option(
      names = "--cases",
      paramLabel = "FILE",
      description = "Cases of your own, one JSON object a line; default: those of Hone.")
  @Nullable Path cases;

  @Option(names = "--url", description = "The model judge's server; default: judge.url.")
  @Nullable String url;

  @Option(names = "--model", description = "Its model; default: judge.model.")
  @Nullable String model;

  @Option(
      names = "--key-variable",
      description = "Environment variable with its key; default: judge.key-variable.")
  @Nullable String keyVariable;

  @Option(names = "--votes", description = "Votes for each case; default: judge.votes.")
  @Nullable Integer votes;

  @Option(
      names = "--mistakes",
      description = "Print the wrong verdicts too, of the part that rules may be tuned on.")
  boolean mistakes;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    CalibrationSet set;
    try {
      set = cases == null ? CalibrationSet.own() : CalibrationSet.read(cases);
    } catch (IllegalArgumentException wrong) {
      throw new SetupException(String.valueOf(wrong.getMessage()));
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (judge) {
      case "rules" -> print(out, Calibration.of(new RuleJudge(), set), null);
      case "model", "both" -> {
        try (ModelJudge asked = modelJudge()) {
          Judge rules = new RuleJudge();
          Judge both = occasion -> rules.judge(occasion).or(() -> asked.judge(occasion));
          print(out, Calibration.of(judge.equals("both") ? both : asked, set), asked);
        }
      }
      default ->
          throw new ParameterException(
              spec.commandLine(), "--judge is rules, model or both, not '" + judge + "'");
    }
    out.flush();
    return ExitCode.OK;
  }

  private ModelJudge modelJudge() {
    HoneConfig.Judge configured = setup.configuration().judge();
    String address = url == null ? configured.url() : url;
    if (address.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "no model judge is known; name its server with --url or judge.url in hone.yaml");
    }
    String variable = keyVariable == null ? configured.keyVariable() : keyVariable;
    String key = variable.isEmpty() ? null : System.getenv(variable);
    if (!variable.isEmpty() && (key == null || key.isBlank())) {
      throw new SetupException("the environment variable " + variable + " is not set");
    }
    ModelJudgeOptions bounds =
        ModelJudgeOptions.of(URI.create(address), model == null ? configured.model() : model, key);
    Duration timeout = configured.timeout();
    return new ModelJudge(
        new ModelJudgeOptions(
            bounds.address(),
            bounds.model(),
            bounds.key(),
            votes == null ? configured.votes() : votes,
            timeout,
            configured.characters(),
            configured.messages()));
  }

  private void print(PrintWriter out, Calibration calibration, @Nullable ModelJudge asked) {
    Map<String, Calibration.Part> parts = new TreeMap<>();
    parts.put("held_out", calibration.heldOut());
    parts.put("tuning", calibration.tuning());
    if (json) {
      ObjectNode all = Json.MAPPER.createObjectNode();
      all.put("judge", judge);
      parts.forEach((name, part) -> describe(all.putObject(name), part));
      if (asked != null) {
        ObjectNode counted = all.putObject("votes");
        asked.counts().forEach(counted::put);
      }
      out.println(all);
      return;
    }
    print(out, "Tuning part: rules may be improved on these.", calibration.tuning());
    print(out, "Held-out part: kept apart.", calibration.heldOut());
    if (asked != null) {
      out.println("votes: " + asked.counts());
    }
    if (mistakes) {
      for (Calibration.Mistake mistake : calibration.tuning().mistakes()) {
        out.println(
            mistake.one().id()
                + ": "
                + name(mistake.opinion().verdict())
                + " ("
                + mistake.opinion().source()
                + "), but "
                + name(mistake.one().label())
                + ": "
                + mistake.one().reason());
      }
    }
  }

  private static void print(PrintWriter out, String title, Calibration.Part part) {
    out.println(title);
    out.println();
    Table figures =
        new Table(
            "",
            "CASES",
            "ACCURACY",
            "KAPPA",
            "GOOD: PRECISION",
            "RECALL",
            "BAD: PRECISION",
            "RECALL");
    row(figures, "all", part.all());
    part.sources().forEach((name, one) -> row(figures, name, one));
    part.languages().forEach((name, one) -> row(figures, name, one));
    figures.print(out);
    out.println();
    Table confusion = new Table("LABEL", "judged good", "neutral", "bad", "unknown");
    for (Verdict label : SHOWN) {
      if (label != Verdict.NEUTRAL) {
        confusion.row(
            name(label),
            part.all().count(label, Verdict.GOOD),
            part.all().count(label, Verdict.NEUTRAL),
            part.all().count(label, Verdict.BAD),
            part.all().count(label, Verdict.UNKNOWN));
      }
    }
    confusion.print(out);
    out.println();
  }

  private static void row(Table table, String name, Confusion one) {
    table.row(
        name,
        one.cases(),
        number(one.accuracy()),
        number(one.kappa()),
        number(one.precision(Verdict.GOOD)),
        number(one.recall(Verdict.GOOD)),
        number(one.precision(Verdict.BAD)),
        number(one.recall(Verdict.BAD)));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static void describe(ObjectNode node, Calibration.Part part) {
    describe(node, part.all());
    ObjectNode sources = node.putObject("sources");
    part.sources().forEach((name, one) -> describe(sources.putObject(name), one));
    ObjectNode languages = node.putObject("languages");
    part.languages().forEach((name, one) -> describe(languages.putObject(name), one));
  }

  private static void describe(ObjectNode node, Confusion one) {
    node.put("cases", one.cases());
    put(node, "accuracy", one.accuracy());
    put(node, "kappa", one.kappa());
    for (Verdict verdict : List.of(Verdict.GOOD, Verdict.BAD)) {
      put(node, name(verdict) + "_precision", one.precision(verdict));
      put(node, name(verdict) + "_recall", one.recall(verdict));
    }
    ObjectNode confusion = node.putObject("confusion");
    for (Verdict label : SHOWN) {
      ObjectNode row = confusion.putObject(name(label));
      SHOWN.forEach(verdict -> row.put(name(verdict), one.count(label, verdict)));
    }
  }

  /** JSON has no NaN: what is not defined is null. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  private static String name(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}
