package dev.hone.learn.starter;

import dev.hone.core.VersionRef;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.engine.model.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Scratch: the exam through the engine. Arguments: folder, size, show, model card (optional). */
final class SitScratch {

  private SitScratch() {}

  public static void main(String[] a) throws Exception {
    VersionRef base = new VersionRef("starter", 0);
    try (EmbeddedEngine engine = new EmbeddedEngine(EmbeddedOptions.defaults())) {
      engine.load(base, new VersionFiles(Path.of(a[0]), null));
      long began = System.nanoTime();
      StarterExam.Report report =
          StarterExam.sit(Answerer.greedy(engine, base), 99, Integer.parseInt(a[1]));
      int show = Integer.parseInt(a[2]);
      for (StarterExam.Suite suite : report.suites()) {
        suite.mistakes().stream()
            .limit(show)
            .forEach(
                m ->
                    System.out.println(
                        suite.name()
                            + " | "
                            + m.prompt().messages().stream().map(RoughEncoder::body).toList()
                            + " | want "
                            + RoughEncoder.body(m.expected())
                            + " | got "
                            + RoughEncoder.body(m.got())));
      }
      System.out.println(report.table());
      System.out.println((System.nanoTime() - began) / 1_000_000_000L + " s");
      double skills = SkillSuite.of(5, 300).share(Answerer.greedy(engine, base));
      System.out.println("skill suite " + skills);
      if (a.length > 3) {
        long parameters = ModelFolder.readConfig(Path.of(a[0])).parameters();
        Files.writeString(
            Path.of(a[3]),
            ModelCard.of(StarterPretraining.Settings.shipped(), parameters, 99, report));
      }
    }
  }
}
