package dev.hone.engine.embedded;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.model.CrossEntropyLoss;
import dev.hone.engine.model.ModelConfig;
import dev.hone.engine.text.BpeTrainer;
import dev.hone.engine.text.StarterTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** Makes tiny random models and adapters for tests. */
final class TinyModel {

  static final VersionRef BASE = new VersionRef("tiny", 0);
  static final int CONTEXT = 256;

  static final List<ToolSpec> TOOLS =
      List.of(
          new ToolSpec(
              "timer",
              "sets a timer",
              "{\"type\":\"object\",\"properties\":{\"minutes\":{\"type\":\"integer\"},"
                  + "\"label\":{\"type\":\"string\",\"maxLength\":12},"
                  + "\"kind\":{\"enum\":[\"soft\",\"loud\"]}},\"required\":[\"minutes\",\"kind\"]}"),
          new ToolSpec(
              "mail",
              "",
              "{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"array\",\"items\":"
                  + "{\"type\":\"string\"},\"minItems\":1,\"maxItems\":3},"
                  + "\"body\":{\"type\":\"string\"}},\"required\":[\"to\"]}"));

  private TinyModel() {}

  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static final BpeTrainer.Learned TOKENIZER = learn();

  static BpeTrainer.Learned tokenizer() {
    return TOKENIZER;
  }

  private static BpeTrainer.Learned learn() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      texts.add("set a timer for " + i + " minutes please, the label is tea");
      texts.add("{\"name\":\"timer\",\"arguments\":{\"minutes\":" + i + ",\"label\":\"tea\"}}");
    }
    return BpeTrainer.train(texts, StarterTokenizer.settings(340));
  }

  /** A folder under {@code parent} with a model whose weights come from the seed. */
  static Path folder(Path parent, long seed) throws IOException {
    BpeTrainer.Learned tokenizer = tokenizer();
    int end =
        StarterTokenizer.specialTokens().stream()
            .map(BpeTrainer.Added::content)
            .toList()
            .indexOf(StarterTokenizer.END);
    ModelConfig config =
        ModelConfig.llama(
            tokenizer.vocabulary().size() + 4, 32, 64, 2, 4, 2, CONTEXT, List.of(end));
    Path folder = parent.resolve("tiny-" + seed);
    StarterFolder.create(folder, config, tokenizer, StarterTokenizer.config(CONTEXT), seed);
    return folder;
  }

  /** Trains an adapter for a few steps on noise, so that it changes what the model says. */
  static Path adapter(Engine engine, VersionRef from, Path folder, long seed) {
    RandomGenerator random = random(seed);
    var setup =
        new TrainingSetup(
            from,
            new TrainingSetup.Trained.Lora(
                4, 8, Set.of("q_proj", "v_proj", "o_proj", "up_proj", "down_proj")),
            TrainingSetup.Optimizer.defaults(),
            seed,
            1);
    try (TrainingRun run = engine.train(setup)) {
      for (int step = 0; step < 4; step++) {
        int[] tokens = random.ints(24, 10, 300).toArray();
        boolean[] trained = new boolean[tokens.length];
        Arrays.fill(trained, 1, tokens.length, true);
        run.step(
            List.of(new TrainingSequence(tokens, trained, 0)), new CrossEntropyLoss(0.1), 0.05);
      }
      run.save(folder);
    }
    return folder;
  }

  static void load(Engine engine, VersionRef version, Path base, @Nullable Path adapter) {
    engine.load(version, new VersionFiles(base, adapter));
  }

  /** A prompt of random words. */
  static Prompt prompt(RandomGenerator random, List<ToolSpec> tools) {
    StringBuilder words = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      words.append(Integer.toString(random.nextInt(40_000), 36)).append(' ');
    }
    return new Prompt(List.of(ChatMessage.user(words.toString())), tools);
  }
}
