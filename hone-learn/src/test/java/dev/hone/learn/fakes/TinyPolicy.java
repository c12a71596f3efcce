package dev.hone.learn.fakes;

import dev.hone.engine.embedded.StarterFolder;
import dev.hone.engine.model.ModelConfig;
import dev.hone.engine.text.BpeTrainer;
import dev.hone.engine.text.StarterTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A random model that speaks nonsense: enough to check that every wheel turns. */
public final class TinyPolicy {

  private static final int CONTEXT = 256;

  private TinyPolicy() {}

  /** Writes its folder. */
  public static Path in(Path parent, long seed) throws IOException {
    return in(parent, seed, CONTEXT);
  }

  /** Writes its folder; it reads so many tokens. */
  public static Path in(Path parent, long seed, int context) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      texts.add("set a timer for " + i + " minutes please, and tell me the weather in Rome");
      texts.add("{\"name\":\"timer\",\"arguments\":{\"minutes\":" + i + "}}");
    }
    BpeTrainer.Learned tokenizer = BpeTrainer.train(texts, StarterTokenizer.settings(340));
    int end =
        StarterTokenizer.specialTokens().stream()
            .map(BpeTrainer.Added::content)
            .toList()
            .indexOf(StarterTokenizer.END);
    ModelConfig config =
        ModelConfig.llama(
            tokenizer.vocabulary().size() + 4, 32, 64, 2, 4, 2, context, List.of(end));
    Path folder = parent.resolve("tiny-" + seed);
    StarterFolder.create(folder, config, tokenizer, StarterTokenizer.config(context), seed);
    return folder;
  }
}
