package dev.hone.learn.starter;

import dev.hone.core.VersionRef;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.engine.model.LocalTrainingRun;
import dev.hone.engine.model.ModelConfig;
import dev.hone.engine.model.ModelFolder;
import dev.hone.engine.model.ModelWeights;
import dev.hone.engine.model.Precision;
import dev.hone.engine.text.ChatEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Scratch: a checkpoint as a model folder in bf16. Arguments: folder, layers, checkpoint, target.
 */
final class ExportScratch {

  private ExportScratch() {}

  public static void main(String[] a) throws Exception {
    Path folder = Path.of(a[0]);
    ChatEncoder encoder = ChatEncoder.read(folder, Clock.systemUTC());
    ModelConfig config =
        ModelConfig.llama(
            encoder.tokenizer().vocabSize(),
            192,
            512,
            Integer.parseInt(a[1]),
            6,
            3,
            1024,
            List.of(1));
    TrainingSetup setup =
        new TrainingSetup(
            new VersionRef("starter", 0),
            new TrainingSetup.Trained.Full(),
            new TrainingSetup.Optimizer(0.9, 0.98, 1e-8, 0.1, 1.0),
            1,
            1);
    Path plain = Path.of(a[3] + ".float32");
    try (LocalTrainingRun run =
        new LocalTrainingRun(ModelWeights.random(config, 1), null, setup, (v, w, l) -> {})) {
      run.restore(folder.resolve(a[2]));
      System.out.println("step " + run.steps());
      run.save(plain);
    }
    for (String file : List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")) {
      Files.copy(folder.resolve(file), plain.resolve(file));
    }
    Files.writeString(plain.resolve("generation_config.json"), "{\"eos_token_id\":[1]}\n");
    ModelFolder.write(ModelFolder.read(plain), Path.of(a[3]), Precision.BFLOAT16);
  }
}
