package dev.hone.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.engine.model.ModelConfig;
import dev.hone.engine.model.ModelFolder;
import dev.hone.engine.model.ModelWeights;
import dev.hone.engine.model.Precision;
import dev.hone.engine.text.StarterTokenizer;
import dev.hone.engine.text.TokenizerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadModelTest {

  private static final VersionRef VERSION = new VersionRef("bad", 1);

  @TempDir Path folder;
  private Path base;
  private EmbeddedEngine engine;

  @BeforeEach
  void begin() throws IOException {
    base = TinyModel.folder(folder, 6);
    engine = new EmbeddedEngine(new EmbeddedOptions(1, 2, 4, 16, 8));
  }

  @AfterEach
  void end() {
    engine.close();
  }

  private static void fails(ThrowingCallable call, EngineException.Code code, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.code()).isEqualTo(code))
        .message()
        .contains(words);
  }

  private void isBad(Path adapter, String... words) {
    fails(
        () -> TinyModel.load(engine, VERSION, base, adapter),
        EngineException.Code.BAD_MODEL,
        words);
    assertThat(engine.loaded()).isEmpty();
    assertThat(engine.baseCount()).isZero();
  }

  private void isBad(String... words) {
    fails(() -> TinyModel.load(engine, VERSION, base, null), EngineException.Code.BAD_MODEL, words);
    assertThat(engine.loaded()).isEmpty();
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      Path file = base.resolve(name);
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      isBad(name);
      Files.write(file, content);
    }
    TinyModel.load(engine, VERSION, base, null);
    assertThat(engine.loaded()).containsExactly(VERSION);
  }

  @Test
  void aMissingFolderIsNamed() {
    fails(
        () -> TinyModel.load(engine, VERSION, folder.resolve("nowhere"), null),
        EngineException.Code.BAD_MODEL,
        "nowhere");
    isBad(folder.resolve("no-adapter"), "no-adapter");
  }

  @Test
  void cutAndGarbledFilesAreRefused() throws IOException {
    for (String name :
        List.of("config.json", "model.safetensors", "tokenizer.json", "generation_config.json")) {
      Path file = base.resolve(name);
      byte[] content = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(content, content.length / 2));
      isBad(name);
      Files.write(file, "\u0000\u0001garbage{{{".getBytes(StandardCharsets.UTF_8));
      isBad(name);
      Files.write(file, content);
    }
  }

  @Test
  void aTokenizerOfAnotherModelIsRefused() throws IOException {
    Path file = base.resolve("config.json");
    String config = Files.readString(file);
    Files.writeString(file, config.replaceFirst("\"vocab_size\" ?: ?\\d+", "\"vocab_size\": 300"));
    isBad("config.json");
    Files.writeString(file, config);
    Path other = folder.resolve("other");
    ModelFolder.write(
        ModelWeights.random(ModelConfig.llama(300, 32, 64, 1, 2, 2, 64, List.of()), 1),
        other,
        Precision.FLOAT32);
    TokenizerFiles.write(other, TinyModel.tokenizer(), StarterTokenizer.config(64));
    fails(
        () -> TinyModel.load(engine, VERSION, other, null),
        EngineException.Code.BAD_MODEL,
        "belong to different models");
  }

  @Test
  void requestsThatCannotBeMetAreRefusedWithAReason() {
    TinyModel.load(engine, VERSION, base, null);
    var prompt = TinyModel.prompt(TinyModel.random(1), TinyModel.TOOLS);
    Sampling good = Sampling.greedy(5);
    var none = GenerationListener.none();
    var auto = new ToolChoice.Auto();
    var bad = EngineException.Code.BAD_REQUEST;
    fails(
        () ->
            engine.generate(
                new GenerationRequest(VERSION, prompt, new ToolChoice.Named("x"), good, 0), none),
        bad,
        "'x'",
        "not among the tools");
    fails(
        () ->
            engine.generate(
                new GenerationRequest(VERSION, prompt, auto, Sampling.greedy(0), 0), none),
        bad,
        "max_tokens");
    fails(
        () -> engine.generate(new GenerationRequest(VERSION, prompt, auto, good, 21), none),
        bad,
        "top_logprobs");
    fails(
        () ->
            engine.generate(
                new GenerationRequest(
                    VERSION, prompt, auto, new Sampling(1, 1, 0, null, List.of(""), 0, 0, 5), 0),
                none),
        bad,
        "stop text");
    fails(
        () -> engine.score(new ScoreRequest(VERSION, new int[] {1, 2}, 2, 0)), bad, "token 2 of 2");
    fails(() -> engine.score(new ScoreRequest(VERSION, new int[] {1, 9999}, 1, 0)), bad, "9999");
    fails(
        () -> engine.score(new ScoreRequest(VERSION, new int[TinyModel.CONTEXT + 1], 1, 0)),
        EngineException.Code.PROMPT_TOO_LONG,
        "257",
        "256");
    fails(
        () -> engine.encode(new VersionRef("other", 1), prompt),
        EngineException.Code.UNKNOWN_VERSION,
        "other@1");
  }
}
