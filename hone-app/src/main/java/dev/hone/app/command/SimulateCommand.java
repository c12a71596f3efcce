package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.LogLevel;
import dev.hone.app.SetupException;
import dev.hone.app.StarterLocation;
import dev.hone.app.config.NearestName;
import dev.hone.app.simulate.Method;
import dev.hone.app.simulate.SimulationOptions;
import dev.hone.app.simulate.SimulationOptions.Weights;
import dev.hone.app.simulate.SimulationRuns;
import dev.hone.app.simulate.users.UsersFile;
import dev.hone.learn.simulate.SimulatedUser;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hone simulate}: the personalisation experiment. */
@Command(
    name = "simulate",
    description =
        "Simulated users with hidden preferences correct the starter policy in free words: how many"
            + " sessions until it does as they like, by lessons, by weights and by both.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SimulateCommand implements Callable<Integer> {

  private static final int QUICK_USERS = 5;
  private static final int GATE_PROMPTS = 100;
  private static final int HELD_OUT_PROMPTS = 100;

  @Spec CommandSpec spec;

  @Option(
      names = "--users",
      paramLabel = "FILE",
      description = "Users of your own, in YAML or JSON (docs/simulate.md); default: the built-in.")
  @Nullable Path users;

  @Option(
      names = "--only-users",
      split = ",",
      paramLabel = "NAME",
      description = "Only these of the file's users.")
  List<String> only = List.of();

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "NAME",
      description = "Of none, lessons, scalar, opd, combined, lessons+weights; default: all.")
  List<String> methods = List.of();

  @Option(
      names = "--scope",
      split = ",",
      paramLabel = "NAME",
      description = "separate, joint or both: whose weights are trained. Default: both.")
  List<String> scopes = List.of();

  @Option(names = "--seed", description = "The first seed. Default: 1.")
  long seed = 1;

  @Option(names = "--seeds", description = "Repetitions. Default: 5, quick 1.")
  @Nullable Integer seeds;

  @Option(names = "--sessions", description = "Sessions of each user. Default: 10, quick 8.")
  @Nullable Integer sessions;

  @Option(
      names = "--quick",
      description = "A small run: one seed, five users, fewer sessions, one scope.")
  boolean quick;

  @Option(
      names = "--threads",
      description = "Worlds that run at the same time. Default: the processors, at most 8.")
  @Nullable Integer threads;

  @Option(
      names = "--model",
      paramLabel = "FOLDER",
      description = "Another model folder than the starter policy's.")
  @Nullable Path model;

  @Option(names = "--show", description = "Print every session, word for word, and the log.")
  boolean show;

  @Option(names = "--json", description = "Print one line of JSON in the end.")
  boolean json;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description =
          "Put the tables into a file (docs/results.md) between its marks, curves beside.")
  @Nullable Path write;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    LogLevel.set(show ? "info" : "error");
    return new SimulationRuns(out, show).run(options(), commandLine(), write, json);
  }

  private SimulationOptions options() {
    List<SimulatedUser> known =
        (users == null ? UsersFile.builtIn() : UsersFile.load(users)).users();
    List<SimulatedUser> chosen = chosen(known);
    List<Weights> weights = chosenScopes(chosen.size());
    return new SimulationOptions(
        chosen,
        seed,
        atLeastOne("--seeds", seeds, quick ? 1 : 5),
        chosenMethods(),
        weights,
        atLeastOne("--sessions", sessions, quick ? 8 : 10),
        GATE_PROMPTS,
        HELD_OUT_PROMPTS,
        new SimulationOptions.Month(quick ? 10 : 30, 3),
        atLeastOne("--threads", threads, Math.min(8, Runtime.getRuntime().availableProcessors())),
        SimulationOptions.smallTrainer(seed),
        SimulationOptions.smallGate(),
        model == null ? StarterLocation.locate() : model.toAbsolutePath(),
        model == null);
  }

  private int atLeastOne(String name, @Nullable Integer given, int fallback) {
    if (given != null && given < 1) {
      throw new ParameterException(spec.commandLine(), name + " must be at least 1");
    }
    return given == null ? fallback : given;
  }

  private List<SimulatedUser> chosen(List<SimulatedUser> known) {
    if (only.isEmpty()) {
      return quick && users == null ? known.subList(0, Math.min(QUICK_USERS, known.size())) : known;
    }
    List<String> names = known.stream().map(SimulatedUser::name).toList();
    List<SimulatedUser> chosen = new ArrayList<>();
    for (String name : only) {
      chosen.add(known.get(index("user", name.strip(), names)));
    }
    return chosen;
  }

  private List<Method> chosenMethods() {
    if (methods.isEmpty()) {
      return List.of(Method.values());
    }
    List<Method> chosen = new ArrayList<>();
    for (String name : methods) {
      chosen.add(Method.values()[index("method", name.strip(), Method.labels())]);
    }
    return chosen.stream().distinct().toList();
  }

  private List<Weights> chosenScopes(int ofUsers) {
    boolean fewUsers = ofUsers < SimulationOptions.LEAST_USERS;
    if (scopes.isEmpty()) {
      return fewUsers || quick ? List.of(Weights.SEPARATE) : List.of(Weights.values());
    }
    List<String> names = List.of("separate", "joint", "both");
    List<Weights> chosen = new ArrayList<>();
    for (String name : scopes) {
      switch (index("scope", name.strip(), names)) {
        case 0 -> chosen.add(Weights.SEPARATE);
        case 1 -> chosen.add(Weights.JOINT);
        default -> chosen.addAll(List.of(Weights.values()));
      }
    }
    if (fewUsers && chosen.contains(Weights.JOINT)) {
      throw new SetupException(
          "a version that users share needs at least "
              + SimulationOptions.LEAST_USERS
              + " of them; use --scope separate");
    }
    return chosen.stream().distinct().toList();
  }

  private static int index(String what, String name, List<String> names) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new SetupException(
          ExitCode.BAD_SETUP,
          "there is no "
              + what
              + " '"
              + name
              + "'; "
              + NearestName.of(name, names)
                  .map(near -> "did you mean '" + near + "'?")
                  .orElseGet(() -> "there are " + String.join(", ", names)),
          null);
    }
    return index;
  }

  /** As it was typed, for the file. */
  private String commandLine() {
    return "./hone "
        + spec.commandLine().getParseResult().originalArgs().stream()
            .map(one -> one.contains(" ") ? "'" + one + "'" : one)
            .collect(Collectors.joining(" "));
  }
}
