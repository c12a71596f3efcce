package dev.hone.bench.engine;

import dev.hone.bench.RandomText;
import dev.hone.bench.ScratchFolder;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.engine.embedded.StarterFolder;
import dev.hone.engine.text.BpeTrainer;
import dev.hone.engine.text.StarterTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The engine as the gateway calls it, with the network's weights and a tokenizer made for it. */
final class ServedAnswers implements AutoCloseable {

  private static final int TEXTS = 200;
  private static final int TEXT_LENGTH = 400;

  /** Short, so that prompt and answer fit into the shortest network's positions. */
  private static final int QUESTION_LENGTH = 12;

  private static final int RANK = 8;
  private static final Set<String> TARGETS =
      Set.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  private static final VersionRef VERSION = new VersionRef("bench", 0);

  private final ScratchFolder scratch = ScratchFolder.create();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final RandomText text = new RandomText(1);
  private final EmbeddedEngine engine;

  ServedAnswers(NetworkWeights weights, int threads) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      texts.add(text.ofLength(TEXT_LENGTH));
    }
    Path folder = scratch.path().resolve("model");
    StarterFolder.create(
        folder,
        HoneContender.read(weights),
        BpeTrainer.train(texts, StarterTokenizer.settings(weights.shape().vocabulary())),
        StarterTokenizer.config(weights.shape().sequence()));
    EmbeddedOptions defaults = EmbeddedOptions.defaults();
    engine =
        new EmbeddedEngine(
            new EmbeddedOptions(
                threads,
                defaults.maxStreams(),
                defaults.maxWaiting(),
                defaults.batchTokens(),
                defaults.prefillChunk()));
    engine.load(VERSION, new VersionFiles(folder, null));
  }

  /**
   * Asks several questions at once.
   *
   * @param most tokens of an answer; it may end earlier by itself
   * @return how many tokens were answered
   */
  double answer(int questions, int most) throws Exception {
    return answer(questions, most, List.of(VERSION));
  }

  /** The base alone. */
  static List<VersionRef> base() {
    return List.of(VERSION);
  }

  /** Rank-8 adapters on every projection, as the trainer makes them; they change nothing yet. */
  List<VersionRef> adapters(int count) {
    List<VersionRef> versions = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      VersionRef version = new VersionRef(VERSION.policy(), i);
      versions.add(version);
      if (!engine.loaded().contains(version)) {
        try (TrainingRun run =
            engine.train(
                new TrainingSetup(
                    VERSION,
                    new TrainingSetup.Trained.Lora(RANK, 2 * RANK, TARGETS),
                    TrainingSetup.Optimizer.defaults(),
                    i,
                    1))) {
          run.publish(version);
        }
      }
    }
    return versions;
  }

  /** Bytes of one of them in memory. */
  long adapterBytes() {
    return engine.memory(adapters(1).getFirst());
  }

  /** The same, from several versions in turn. */
  double answer(int questions, int most, List<VersionRef> versions) throws Exception {
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < questions; i++) {
      GenerationRequest request =
          new GenerationRequest(
              versions.get(i % versions.size()),
              Prompt.of(ChatMessage.user(text.ofLength(QUESTION_LENGTH))),
              new ToolChoice.None(),
              Sampling.greedy(most),
              0);
      answers.add(
          callers.submit(
              () -> engine.generate(request, GenerationListener.none()).responseIds().length));
    }
    double tokens = 0;
    for (Future<Integer> answer : answers) {
      tokens += answer.get();
    }
    return tokens;
  }

  @Override
  public void close() {
    callers.close();
    engine.close();
    scratch.close();
  }
}
