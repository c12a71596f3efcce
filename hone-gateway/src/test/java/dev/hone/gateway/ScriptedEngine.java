package dev.hone.gateway;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.engine.EncodedPrompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationEvent;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import dev.hone.core.engine.TokenInfo;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import dev.hone.core.engine.VersionSpan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An engine that says what it is told to, and refuses whatever a real one would: versions that are
 * not loaded, folders that are not there. One token for each piece of text.
 */
final class ScriptedEngine implements Engine {

  static final String TEMPLATE = "template-hash";

  /**
   * What to answer.
   *
   * @param pieces text, one token each
   * @param between runs before each piece but the first, for holding an answer up
   */
  record Script(List<String> pieces, List<ToolCall> calls, Consumer<Integer> between) {

    static Script text(String... pieces) {
      return new Script(List.of(pieces), List.of(), index -> {});
    }

    static Script calling(ToolCall... calls) {
      return new Script(List.of(), List.of(calls), index -> {});
    }

    Script holding(Consumer<Integer> before) {
      return new Script(pieces, calls, before);
    }
  }

  final List<GenerationRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<VersionRef, VersionFiles> versions = new ConcurrentHashMap<>();
  private volatile Function<GenerationRequest, Script> script =
      request -> Script.text("Hello", ",", " world");

  void says(Function<GenerationRequest, Script> newScript) {
    script = newScript;
  }

  void says(String... pieces) {
    script = request -> Script.text(pieces);
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public void load(VersionRef version, VersionFiles files) {
    if (!Files.isDirectory(files.base())
        || (files.adapter() != null && !Files.isDirectory(files.adapter()))) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL, "the files of " + version + " are corrupt");
    }
    versions.put(version, files);
  }

  @Override
  public void unload(VersionRef version) {
    versions.remove(version);
  }

  @Override
  public Set<VersionRef> loaded() {
    return Set.copyOf(versions.keySet());
  }

  /** 10 for an adapter. */
  @Override
  public long memory(VersionRef version) {
    VersionFiles files = versions.get(version);
    return files == null || files.adapter() == null ? 0 : 10;
  }

  private void require(VersionRef version) {
    if (!versions.containsKey(version)) {
      throw new EngineException(EngineException.Code.UNKNOWN_VERSION, version + " is not loaded");
    }
  }

  @Override
  public EncodedPrompt encode(VersionRef version, Prompt prompt) {
    require(version);
    return new EncodedPrompt(ids(prompt), TEMPLATE);
  }

  private static int[] ids(Prompt prompt) {
    return prompt.messages().stream().mapToInt(message -> message.content().length()).toArray();
  }

  @Override
  public Generation generate(GenerationRequest request, GenerationListener listener) {
    require(request.version());
    requests.add(request);
    Script plan = script.apply(request);
    Answer answer = new Answer(request);
    int index = 0;
    boolean cut = false;
    for (String piece : plan.pieces()) {
      plan.between().accept(index++);
      if (answer.tokens.size() == request.sampling().maxTokens()) {
        cut = true;
        break;
      }
      TokenInfo token = answer.token(piece);
      answer.text.append(piece);
      if (!listener.on(new GenerationEvent.Text(piece, List.of(token)))) {
        return answer.end(FinishReason.CANCELLED);
      }
    }
    int number = 0;
    for (ToolCall call : plan.calls()) {
      TokenInfo start = answer.token("<call>" + call.name());
      answer.calls.add(call);
      if (!listener.on(
          new GenerationEvent.ToolCallStarted(number, call.id(), call.name(), List.of(start)))) {
        return answer.end(FinishReason.CANCELLED);
      }
      int half = call.arguments().length() / 2;
      for (String part :
          List.of(call.arguments().substring(0, half), call.arguments().substring(half))) {
        if (!listener.on(
            new GenerationEvent.ToolArguments(number, part, List.of(answer.token(part))))) {
          return answer.end(FinishReason.CANCELLED);
        }
      }
      number++;
    }
    if (cut) {
      return answer.end(FinishReason.LENGTH);
    }
    answer.token("");
    return answer.end(plan.calls().isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS);
  }

  private static final class Answer {
    private final GenerationRequest request;
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private final List<TokenInfo> tokens = new ArrayList<>();

    Answer(GenerationRequest request) {
      this.request = request;
    }

    TokenInfo token(String piece) {
      byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
      List<TokenInfo.TopToken> top = new ArrayList<>();
      for (int i = 0; i < request.topLogprobs(); i++) {
        top.add(new TokenInfo.TopToken(i, bytes, -0.25f - i));
      }
      TokenInfo token = new TokenInfo(100 + tokens.size(), bytes, -0.25f, top);
      tokens.add(token);
      return token;
    }

    Generation end(FinishReason reason) {
      int[] ids = tokens.stream().mapToInt(TokenInfo::id).toArray();
      float[] logprobs = new float[ids.length];
      for (int i = 0; i < ids.length; i++) {
        logprobs[i] = tokens.get(i).logprob();
      }
      return new Generation(
          ids(request.prompt()),
          ids,
          logprobs,
          List.of(new VersionSpan(request.version(), 0, ids.length)),
          reason,
          text.toString(),
          calls,
          tokens,
          TEMPLATE,
          new Generation.Timings(1, 2, 3));
    }
  }

  @Override
  public Scores score(ScoreRequest request) {
    throw new UnsupportedOperationException("the gateway scores nothing");
  }

  @Override
  public TrainingRun train(TrainingSetup setup) {
    throw new EngineException(EngineException.Code.NOT_TRAINABLE, "scripted");
  }

  @Override
  public void close() {}

  static @Nullable String lastUserText(GenerationRequest request) {
    return request.prompt().messages().getLast().content();
  }
}
