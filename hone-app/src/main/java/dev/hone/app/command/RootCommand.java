package dev.hone.app.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hone} itself: only its subcommands do something. */
@Command(
    name = "hone",
    description = "Agents that get better by being used.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ServeCommand.class,
      ChatCommand.class,
      DemoCommand.class,
      SimulateCommand.class,
      VersionsCommand.class,
      ExplainCommand.class,
      PromoteCommand.class,
      RollbackCommand.class,
      GoldenCommand.class,
      QuarantineCommand.class,
      LessonsCommand.class,
      KeysCommand.class,
      BudgetsCommand.class,
      LimitsCommand.class,
      UsageCommand.class,
      SessionsCommand.class,
      StepsCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      EraseCommand.class,
      PrivacyCommand.class,
      StatusCommand.class,
      TrainCommand.class,
      EvalCommand.class,
      JudgeCommand.class,
      PretrainStarterCommand.class,
      ConfigCommand.class,
      AlgorithmsCommand.class,
      VectorsCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class,
    },
    footer = {
      "",
      "Exit codes: 0 done; 1 failed, the message says why; 2 wrong command line; 3 no JDK or Maven;",
      "4 the build failed; 5 no service or wrong key; 6 configuration, data folder or model unusable."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the field
public final class RootCommand implements Runnable {

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do; 'hone --help' lists it.");
  }
}
