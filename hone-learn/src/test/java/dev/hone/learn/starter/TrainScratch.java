package dev.hone.learn.starter;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.engine.model.LocalTrainingRun;
import dev.hone.engine.model.LookBackWeights;
import dev.hone.engine.model.ModelConfig;
import dev.hone.engine.text.BpeTrainer;
import dev.hone.engine.text.ChatEncoder;
import dev.hone.engine.text.StarterTokenizer;
import dev.hone.engine.text.TokenizerFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Scratch: trains a starter. Arguments: folder, steps, batch, copySteps, rate, threads, layers. */
final class TrainScratch {

  private TrainScratch() {}

  public static void main(String[] a) throws Exception {
    Path folder = Path.of(a[0]);
    Files.createDirectories(folder);
    var settings =
        new StarterPretraining.Settings(
            1,
            Integer.parseInt(a[1]),
            Integer.parseInt(a[2]),
            Integer.parseInt(a[3]),
            100,
            Double.parseDouble(a[4]),
            100);
    int threads = Integer.parseInt(a[5]);
    int layers = Integer.parseInt(a[6]);
    if (!Files.exists(folder.resolve("tokenizer.json"))) {
      StarterCurriculum curriculum = new StarterCurriculum(settings.seed());
      List<String> texts = new ArrayList<>();
      for (long i = 0; i < 20000; i++) {
        Example e = curriculum.example(1_000_000_000L + i);
        texts.add(RoughEncoder.all(e.messages(), e.tools()));
      }
      TokenizerFiles.write(
          folder,
          BpeTrainer.train(texts, StarterTokenizer.settings(1536)),
          StarterTokenizer.config(1024));
    }
    ChatEncoder encoder = ChatEncoder.read(folder, Clock.systemUTC());
    ModelConfig config =
        ModelConfig.llama(
            encoder.tokenizer().vocabSize(), 192, 512, layers, 6, 3, 1024, List.of(1));
    System.out.println(config.parameters() + " parameters");
    VersionRef name = new VersionRef("starter", 0);
    TrainingSetup setup =
        new TrainingSetup(
            name,
            new TrainingSetup.Trained.Full(),
            new TrainingSetup.Optimizer(0.9, 0.98, 1e-8, 0.1, 1.0),
            1,
            threads);
    try (LocalTrainingRun run =
        new LocalTrainingRun(
            LookBackWeights.random(config, settings.seed()), null, setup, (v, w, l) -> {})) {
      new StarterPretraining(run, (e, i) -> encode(encoder, e, i), settings, System::nanoTime)
          .train(folder.resolve("checkpoint"), p -> System.out.println(p.line()));
      run.save(folder.resolve("float32"));
    }
  }

  static TrainingSequence encode(ChatEncoder encoder, Example example, int index) {
    List<ChatMessage> messages = example.messages();
    int[] ids = encoder.encode(new Prompt(messages, example.tools()), false);
    boolean[] trained = new boolean[ids.length];
    for (int m = 1; m < messages.size(); m++) {
      if (messages.get(m).role() == Role.ASSISTANT) {
        Prompt before = new Prompt(messages.subList(0, m), example.tools());
        int from = encoder.encode(before, true).length;
        int length = encoder.encodeAnswer(before, messages.get(m)).length;
        for (int i = 0; i < length; i++) {
          trained[from + i] = true;
        }
      }
    }
    return new TrainingSequence(ids, trained, index);
  }
}
