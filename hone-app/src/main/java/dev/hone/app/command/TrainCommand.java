package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.TrainerWorker;
import dev.hone.app.config.HoneConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone train}: the trainer process; {@code serve} starts one. */
@Command(
    name = "train",
    description = "Trains on what a service has kept; 'serve' runs this by itself.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TrainCommand implements Callable<Integer> {

  @Mixin ModelOptions setup;

  @Option(
      names = "--worker",
      description = "Go on until standard input ends, as a child of 'serve'; else one look.")
  boolean worker;

  @Override
  public Integer call() {
    HoneConfig config = setup.configuration();
    try (TrainerWorker trainer = TrainerWorker.open(config, System.getenv())) {
      if (worker) {
        trainer.untilInputEnds(System.in);
      } else {
        System.out.println(trainer.once());
      }
    }
    return ExitCode.OK;
  }
}
