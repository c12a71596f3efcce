package dev.hone.learn.fakes;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.engine.EncodedPrompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/**
 * Answers by a script: what each version says to a prompt. One token for each word. Versions whose
 * folder is named {@code broken} cannot be loaded.
 */
public final class ScriptedEngine implements Engine {

  private final Set<VersionRef> loaded = ConcurrentHashMap.newKeySet();
  private final BiFunction<VersionRef, Prompt, ChatMessage> script;
  private final ToDoubleFunction<VersionRef> logprob;

  /**
   * An engine.
   *
   * @param logprob of every token under a version
   */
  public ScriptedEngine(
      BiFunction<VersionRef, Prompt, ChatMessage> script, ToDoubleFunction<VersionRef> logprob) {
    this.script = script;
    this.logprob = logprob;
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public void load(VersionRef version, VersionFiles files) {
    if (files.adapter() != null && files.adapter().endsWith("broken")) {
      throw new EngineException(EngineException.Code.BAD_MODEL, "broken on purpose");
    }
    loaded.add(version);
  }

  @Override
  public void unload(VersionRef version) {
    loaded.remove(version);
  }

  @Override
  public Set<VersionRef> loaded() {
    return Set.copyOf(loaded);
  }

  @Override
  public EncodedPrompt encode(VersionRef version, Prompt prompt) {
    StringBuilder all = new StringBuilder();
    prompt.messages().forEach(message -> all.append(message.content()).append(' '));
    return new EncodedPrompt(words(all.toString()), "hash");
  }

  private static int[] words(String text) {
    return Arrays.stream(text.strip().split("\\s+")).mapToInt(w -> w.hashCode() & 1023).toArray();
  }

  @Override
  public Generation generate(GenerationRequest request, GenerationListener listener) {
    if (!loaded.contains(request.version())) {
      throw new EngineException(
          EngineException.Code.UNKNOWN_VERSION, request.version() + " is not loaded");
    }
    ChatMessage answer = script.apply(request.version(), request.prompt());
    List<ToolCall> calls = answer.toolCalls();
    int[] ids = words(answer.content() + calls);
    float[] logprobs = new float[ids.length];
    Arrays.fill(logprobs, (float) logprob.applyAsDouble(request.version()));
    return new Generation(
        encode(request.version(), request.prompt()).ids(),
        ids,
        logprobs,
        List.of(),
        FinishReason.STOP,
        answer.content(),
        calls,
        List.of(),
        "hash",
        new Generation.Timings(1, 1, 1));
  }

  @Override
  public Scores score(ScoreRequest request) {
    float[] logprobs = new float[request.tokens().length - request.from()];
    Arrays.fill(logprobs, (float) logprob.applyAsDouble(request.version()));
    return new Scores(logprobs, new int[0][], new float[0][]);
  }

  @Override
  public TrainingRun train(TrainingSetup setup) {
    throw new EngineException(EngineException.Code.NOT_TRAINABLE, "a script cannot be trained");
  }

  @Override
  public void close() {}
}
