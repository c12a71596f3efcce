package dev.hone.app.starter;

import dev.hone.engine.model.ModelConfig;
import dev.hone.learn.starter.StarterExam;
import dev.hone.learn.starter.StarterPretraining;
import java.time.Duration;

/** What a stranger should know of the starter policy. */
final class ModelCard {

  private ModelCard() {}

  static String of(
      ModelConfig config,
      StarterPretraining.Settings settings,
      int threads,
      int examSize,
      Duration took,
      StarterExam.Report report) {
    return """
        # Hone's starter policy

        A Llama-style decoder of %,d parameters, trained from nothing by `hone pretrain-starter`
        (seed %d, %d steps of %d conversations, %d threads, %d minutes on the machine that made it) on
        conversations that Hone's own curriculum makes up. Apache-2.0.

        It is meant to show Hone's loop on any machine: it does a small assistant's job in English
        (calendar, timers, weather, notes, mail, lights, search, files) by calling tools, and changes its
        ways when told so in the system prompt or in a lesson. It knows nothing of the world, cannot
        reason, and says plainly what it cannot do. Nothing it says is advice.

        Checksums: `sha256sum -c SHA256SUMS`.

        ## Held-out exam

        `hone eval --size %d`: names, words, numbers and (in `new-words-…`) instructions that were never
        trained on; greedy answers. `untold-…` is the share that shows a preference nobody asked for.

        ```
        %s```
        """
        .formatted(
            config.parameters(),
            settings.seed(),
            settings.steps(),
            settings.batch(),
            threads,
            took.toMinutes(),
            examSize,
            report.table());
  }
}
