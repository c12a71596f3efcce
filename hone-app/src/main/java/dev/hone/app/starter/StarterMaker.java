package dev.hone.app.starter;

import dev.hone.app.ExitCode;
import dev.hone.app.SetupException;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.engine.model.CrossEntropyLoss;
import dev.hone.engine.model.LocalTrainingRun;
import dev.hone.engine.model.LookBackWeights;
import dev.hone.engine.model.ModelConfig;
import dev.hone.engine.model.ModelFolder;
import dev.hone.engine.model.ModelWeights;
import dev.hone.engine.model.Precision;
import dev.hone.engine.text.BpeTrainer;
import dev.hone.engine.text.ChatEncoder;
import dev.hone.engine.text.ChatTemplate;
import dev.hone.engine.text.StarterTokenizer;
import dev.hone.engine.text.TokenizerFiles;
import dev.hone.learn.starter.Answerer;
import dev.hone.learn.starter.Example;
import dev.hone.learn.starter.ModelCard;
import dev.hone.learn.starter.StarterCurriculum;
import dev.hone.learn.starter.StarterExam;
import dev.hone.learn.starter.StarterPretraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the starter policy, from nothing or from an earlier one: learns a tokenizer from the
 * curriculum's texts or keeps the one that is there, trains, rounds to bf16, sits the held-out exam
 * with what will be shipped, and writes the model card. The same settings and number of threads
 * give the same files.
 *
 * <p>Killed at any moment, it goes on from its work folder.
 */
public final class StarterMaker {

  private static final String POLICY = "starter";

  /** Examples that the tokenizer is learned from; far beyond those that are trained on. */
  private static final long FIRST_TEXT = 1_000_000_000L;

  private static final int TEXTS = 20_000;
  private static final long EXAM_SEED = 20_261_120L;

  private final Path work;
  private final @Nullable Path from;
  private final StarterShape shape;
  private final StarterPretraining.Settings settings;
  private final int threads;
  private final int examSize;
  private final Consumer<String> say;

  /**
   * @param work where checkpoints are kept; may hold those of a run that was killed
   * @param from model folder whose weights and tokenizer it begins with; null: random weights
   * @param threads results are the same for the same number
   * @param examSize questions in each suite of the exam
   * @param say takes lines of progress
   */
  public StarterMaker(
      Path work,
      @Nullable Path from,
      StarterShape shape,
      StarterPretraining.Settings settings,
      int threads,
      int examSize,
      Consumer<String> say) {
    this.work = work;
    this.from = from;
    this.shape = shape;
    this.settings = settings;
    this.threads = threads;
    this.examSize = examSize;
    this.say = say;
  }

  /** Makes it and writes the folder, which appears whole or not at all. */
  public StarterExam.Report make(Path folder) {
    try {
      long started = System.nanoTime();
      Files.createDirectories(work);
      Path text = work.resolve("text");
      if (!Files.exists(text.resolve("tokenizer.json"))) {
        if (from != null) {
          Files.createDirectories(text);
          ModelFolders.copyText(from, text);
        } else {
          say.accept("learning the vocabulary from " + TEXTS + " conversations");
          learnVocabulary(text);
        }
      }
      ChatEncoder encoder = ChatEncoder.read(text, Clock.systemUTC());
      ModelWeights first = from == null ? random(encoder) : ModelFolder.read(from);
      say.accept(first.config().parameters() + " parameters, " + threads + " threads");
      ModelWeights trained = train(encoder, first);
      say.accept(
          "trained in " + Duration.ofNanos(System.nanoTime() - started).toMinutes() + " minutes");
      return publish(folder, text, trained);
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP, "the starter policy cannot be written: " + e.getMessage(), e);
    }
  }

  private ModelWeights random(ChatEncoder encoder) {
    ModelConfig config =
        shape.config(
            encoder.tokenizer().vocabSize(),
            encoder.tokenizer().id(StarterTokenizer.END).orElseThrow());
    return LookBackWeights.random(config, settings.seed());
  }

  private void learnVocabulary(Path text) throws IOException {
    StarterCurriculum curriculum = new StarterCurriculum(settings.seed());
    ChatTemplate template =
        ChatTemplate.parse(
            StarterTokenizer.chatTemplate(),
            new ChatTemplate.SpecialNames("", StarterTokenizer.END),
            Clock.systemUTC());
    List<String> texts = new ArrayList<>();
    for (long i = 0; i < TEXTS; i++) {
      Example example = curriculum.example(FIRST_TEXT + i);
      texts.add(
          template.render(new Prompt(example.messages(), example.tools()), false).characters());
    }
    TokenizerFiles.write(
        text,
        BpeTrainer.train(texts, StarterTokenizer.settings(shape.vocabulary())),
        StarterTokenizer.config(shape.context()));
  }

  private ModelWeights train(ChatEncoder encoder, ModelWeights first) {
    TrainingSetup setup =
        new TrainingSetup(
            new VersionRef(POLICY, 0),
            new TrainingSetup.Trained.Full(),
            TrainingSetup.Optimizer.defaults(),
            settings.seed(),
            threads);
    AtomicReference<ModelWeights> result = new AtomicReference<>();
    try (LocalTrainingRun run =
        new LocalTrainingRun(first, null, setup, (name, weights, adapter) -> result.set(weights))) {
      new StarterPretraining(
              run,
              new ExampleEncoder(encoder, shape.context()),
              CrossEntropyLoss::new,
              settings,
              System::nanoTime)
          .train(work.resolve("checkpoint"), progress -> say.accept(progress.line()));
      run.publish(new VersionRef(POLICY, 0));
    }
    return Objects.requireNonNull(result.get(), "the run published its weights");
  }

  private StarterExam.Report publish(Path folder, Path text, ModelWeights trained)
      throws IOException {
    Path fresh = work.resolve("model");
    ModelFolders.delete(fresh);
    ModelFolder.write(trained, fresh, Precision.BFLOAT16);
    ModelFolders.copyText(text, fresh);
    ModelFolders.writeGenerationConfig(fresh, trained.config().endTokens());
    say.accept("sitting the exam");
    StarterExam.Report report = exam(fresh, threads, examSize);
    ModelFolders.writeCard(
        fresh,
        ModelCard.of(settings, from != null, trained.config().parameters(), EXAM_SEED, report));
    ModelFolders.writeChecksums(fresh);
    ModelFolders.replace(fresh, folder);
    return report;
  }

  /**
   * The held-out exam on a model folder.
   *
   * @param size questions in each suite
   */
  public static StarterExam.Report exam(Path folder, int threads, int size) {
    EmbeddedOptions bounds = EmbeddedOptions.defaults();
    try (EmbeddedEngine engine =
        new EmbeddedEngine(
            new EmbeddedOptions(
                threads,
                bounds.maxStreams(),
                bounds.maxWaiting(),
                bounds.batchTokens(),
                bounds.prefillChunk()))) {
      VersionRef version = new VersionRef(POLICY, 0);
      engine.load(version, new VersionFiles(folder, null));
      return StarterExam.sit(Answerer.greedy(engine, version), EXAM_SEED, size);
    }
  }
}
