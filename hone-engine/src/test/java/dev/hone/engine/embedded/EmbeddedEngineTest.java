package dev.hone.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationEvent;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import dev.hone.core.engine.TokenInfo;
import dev.hone.core.engine.VersionSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedEngineTest {

  private static final VersionRef TUNED = new VersionRef("tiny", 1);

  @TempDir static Path folder;
  private static EmbeddedEngine engine;

  @BeforeAll
  static void begin() throws IOException {
    engine = new EmbeddedEngine(new EmbeddedOptions(1, 8, 64, 32, 16));
    Path base = TinyModel.folder(folder, 1);
    TinyModel.load(engine, TinyModel.BASE, base, null);
    TinyModel.load(
        engine, TUNED, base, TinyModel.adapter(engine, TinyModel.BASE, folder.resolve("a"), 5));
  }

  @AfterAll
  static void end() {
    engine.close();
  }

  private static GenerationRequest request(
      VersionRef version, Prompt prompt, ToolChoice choice, Sampling sampling) {
    return new GenerationRequest(version, prompt, choice, sampling, 3);
  }

  @Test
  void anAnswerHasEverythingThatTrainingNeeds() {
    RandomGenerator random = TinyModel.random(1);
    for (VersionRef version : List.of(TinyModel.BASE, TUNED)) {
      Prompt prompt = TinyModel.prompt(random, List.of());
      List<GenerationEvent> events = new ArrayList<>();
      Generation answer =
          engine.generate(
              request(version, prompt, new ToolChoice.Auto(), Sampling.plain(1, 3, 20)),
              events::add);
      assertThat(answer.promptIds()).isEqualTo(engine.encode(version, prompt).ids());
      assertThat(answer.templateHash()).isEqualTo(engine.encode(version, prompt).templateHash());
      int count = answer.responseIds().length;
      assertThat(count).isBetween(1, 20);
      assertThat(answer.logprobs()).hasSize(count);
      assertThat(answer.tokens()).hasSize(count);
      assertThat(answer.spans()).containsExactly(new VersionSpan(version, 0, count));
      assertThat(answer.finishReason()).isIn(FinishReason.LENGTH, FinishReason.STOP);
      StringBuilder streamed = new StringBuilder();
      for (GenerationEvent event : events) {
        streamed.append(((GenerationEvent.Text) event).delta());
      }
      assertThat(streamed.toString()).isEqualTo(answer.text());
      for (int i = 0; i < count; i++) {
        TokenInfo token = answer.tokens().get(i);
        assertThat(token.id()).isEqualTo(answer.responseIds()[i]);
        assertThat(token.logprob()).isEqualTo(answer.logprobs()[i]).isNegative();
        assertThat(token.top()).hasSize(3);
        assertThat(token.top().get(0).logprob()).isGreaterThanOrEqualTo(token.logprob());
      }
      assertThat(answer.timings().prefill()).isPositive();
    }
  }

  @Test
  void scoringAnAnswerGivesItsLogProbabilities() {
    RandomGenerator random = TinyModel.random(2);
    for (int i = 0; i < 6; i++) {
      VersionRef version = i % 2 == 0 ? TinyModel.BASE : TUNED;
      Generation answer =
          engine.generate(
              request(
                  version,
                  TinyModel.prompt(random, TinyModel.TOOLS),
                  i < 3 ? new ToolChoice.Required() : new ToolChoice.Auto(),
                  Sampling.plain(0.8, i, 25)),
              GenerationListener.none());
      int[] prompt = answer.promptIds();
      int[] all = java.util.Arrays.copyOf(prompt, prompt.length + answer.responseIds().length);
      System.arraycopy(answer.responseIds(), 0, all, prompt.length, answer.responseIds().length);
      Scores scores = engine.score(new ScoreRequest(version, all, prompt.length, 3));
      assertThat(scores.logprobs()).hasSameSizeAs(answer.logprobs());
      for (int t = 0; t < answer.logprobs().length; t++) {
        assertThat(scores.logprobs()[t])
            .isCloseTo(answer.logprobs()[t], org.assertj.core.api.Assertions.within(1e-3f));
        assertThat(scores.topIds()[t][0]).isEqualTo(answer.tokens().get(t).top().get(0).id());
      }
    }
  }

  @Test
  void callsThatARandomModelMakesHoldToTheirSchema() {
    RandomGenerator random = TinyModel.random(3);
    for (int i = 0; i < 12; i++) {
      ToolChoice choice = i % 2 == 0 ? new ToolChoice.Required() : new ToolChoice.Named("mail");
      List<GenerationEvent> events = new ArrayList<>();
      Generation answer =
          engine.generate(
              request(
                  i % 3 == 0 ? TUNED : TinyModel.BASE,
                  TinyModel.prompt(random, TinyModel.TOOLS),
                  choice,
                  Sampling.plain(1, 100 + i, 90)),
              events::add);
      assertThat(answer.text()).isEmpty();
      assertThat(answer.toolCalls()).isNotEmpty();
      assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
      for (int c = 0; c < answer.toolCalls().size(); c++) {
        ToolCall call = answer.toolCalls().get(c);
        assertThat(call.id()).matches("call_[0-9A-Za-z]{24}");
        ToolSpec tool =
            TinyModel.TOOLS.stream()
                .filter(t -> t.name().equals(call.name()))
                .findFirst()
                .orElseThrow();
        assertThat(SchemaCheck.errors(tool.parameters(), call.arguments())).isEmpty();
        StringBuilder arguments = new StringBuilder();
        for (GenerationEvent event : events) {
          if (event instanceof GenerationEvent.ToolArguments more && more.index() == c) {
            arguments.append(more.delta());
          }
        }
        assertThat(arguments.toString()).isEqualTo(call.arguments());
      }
      if (choice instanceof ToolChoice.Named) {
        assertThat(answer.toolCalls()).hasSize(1);
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameTokens() {
    Prompt prompt = TinyModel.prompt(TinyModel.random(4), List.of());
    Generation first =
        engine.generate(
            request(TUNED, prompt, new ToolChoice.Auto(), Sampling.plain(1, 9, 30)),
            GenerationListener.none());
    Generation second =
        engine.generate(
            request(TUNED, prompt, new ToolChoice.Auto(), Sampling.plain(1, 9, 30)),
            GenerationListener.none());
    assertThat(second.responseIds()).isEqualTo(first.responseIds());
    assertThat(second.logprobs()).isEqualTo(first.logprobs());
  }

  @Test
  void aCallIsFinishedHoweverLittleRoomThereIs() {
    RandomGenerator random = TinyModel.random(14);
    for (int i = 0; i < 15; i++) {
      // The shortest call of these tools has some fifty bytes, each at most one token.
      int room = 56 + random.nextInt(12);
      Generation answer =
          engine.generate(
              request(
                  TinyModel.BASE,
                  TinyModel.prompt(random, TinyModel.TOOLS),
                  new ToolChoice.Named("timer"),
                  Sampling.plain(1.5, i, room)),
              GenerationListener.none());
      assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
      assertThat(answer.toolCalls()).hasSize(1);
      assertThat(
              SchemaCheck.errors(
                  TinyModel.TOOLS.getFirst().parameters(),
                  answer.toolCalls().getFirst().arguments()))
          .isEmpty();
    }
  }

  @Test
  void aCallThatTheModelOpensByItselfIsHeldToItsSchema() {
    int calls = 0;
    for (int i = 0; i < 40; i++) {
      Prompt prompt = TinyModel.prompt(TinyModel.random(i), TinyModel.TOOLS);
      Generation free =
          engine.generate(
              request(TUNED, prompt, new ToolChoice.Auto(), Sampling.plain(1, i, 120)),
              GenerationListener.none());
      for (ToolCall call : free.toolCalls()) {
        calls++;
        ToolSpec tool =
            TinyModel.TOOLS.stream()
                .filter(t -> t.name().equals(call.name()))
                .findFirst()
                .orElseThrow();
        if (free.finishReason() == FinishReason.TOOL_CALLS) {
          assertThat(SchemaCheck.errors(tool.parameters(), call.arguments())).isEmpty();
        }
      }
      Generation none =
          engine.generate(
              request(TUNED, prompt, new ToolChoice.None(), Sampling.plain(1, i, 60)),
              GenerationListener.none());
      assertThat(none.toolCalls()).isEmpty();
      assertThat(none.text()).doesNotContain("<tool_call>");
    }
    assertThat(calls).isPositive();
  }

  @Test
  void stopTextsAreFoundAcrossTokens() {
    RandomGenerator random = TinyModel.random(8);
    int found = 0;
    for (int i = 0; i < 60; i++) {
      Prompt prompt = TinyModel.prompt(random, List.of());
      String whole =
          engine
              .generate(
                  request(TinyModel.BASE, prompt, new ToolChoice.Auto(), Sampling.plain(1, i, 40)),
                  GenerationListener.none())
              .text();
      int from = random.nextInt(Math.max(1, whole.length() - 3));
      String stop = whole.substring(from, Math.min(whole.length(), from + 1 + random.nextInt(5)));
      // A broken character in the answer shows as U+FFFD, which is not what the tokens say.
      if (stop.isEmpty()
          || stop.contains("\uFFFD")
          || Character.isSurrogate(stop.charAt(0))
          || Character.isSurrogate(stop.charAt(stop.length() - 1))) {
        continue;
      }
      found++;
      StringBuilder streamed = new StringBuilder();
      Generation stopped =
          engine.generate(
              request(
                  TinyModel.BASE,
                  prompt,
                  new ToolChoice.Auto(),
                  new Sampling(1, 1, 0, (long) i, List.of("never said", stop), 0, 0, 40)),
              event -> {
                streamed.append(((GenerationEvent.Text) event).delta());
                return true;
              });
      assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(stopped.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
      assertThat(streamed.toString()).isEqualTo(stopped.text());
    }
    assertThat(found).isGreaterThan(10);
  }

  @Test
  void aPromptThatIsTooLongIsRefusedWithNumbers() {
    Prompt prompt = Prompt.of(ChatMessage.user("xq ".repeat(300)));
    assertThatThrownBy(
            () ->
                engine.generate(
                    request(TinyModel.BASE, prompt, new ToolChoice.Auto(), Sampling.greedy(5)),
                    GenerationListener.none()))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.code()).isEqualTo(EngineException.Code.PROMPT_TOO_LONG))
        .hasMessageContaining("tokens")
        .hasMessageContaining(Integer.toString(TinyModel.CONTEXT));
  }
}
