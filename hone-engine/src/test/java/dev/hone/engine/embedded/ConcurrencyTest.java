package dev.hone.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {

  private static final VersionRef ONE = new VersionRef("tiny", 1);
  private static final VersionRef TWO = new VersionRef("tiny", 2);
  private static final EmbeddedOptions OPTIONS = new EmbeddedOptions(1, 6, 64, 24, 8);

  @TempDir static Path folder;
  private static Path base;
  private EmbeddedEngine engine;
  private ExecutorService callers;

  @BeforeAll
  static void makeModel() throws IOException {
    base = TinyModel.folder(folder, 3);
    try (EmbeddedEngine engine = new EmbeddedEngine(OPTIONS)) {
      TinyModel.load(engine, TinyModel.BASE, base, null);
      TinyModel.adapter(engine, TinyModel.BASE, folder.resolve("one"), 1);
      TinyModel.adapter(engine, TinyModel.BASE, folder.resolve("two"), 2);
    }
  }

  @BeforeEach
  void begin() {
    engine = loaded(OPTIONS);
    callers = Executors.newVirtualThreadPerTaskExecutor();
  }

  private static EmbeddedEngine loaded(EmbeddedOptions options) {
    EmbeddedEngine engine = new EmbeddedEngine(options);
    TinyModel.load(engine, TinyModel.BASE, base, null);
    TinyModel.load(engine, ONE, base, folder.resolve("one"));
    TinyModel.load(engine, TWO, base, folder.resolve("two"));
    return engine;
  }

  @AfterEach
  void end() {
    callers.close();
    engine.close();
  }

  private static GenerationRequest request(VersionRef version, Prompt prompt, long seed, int most) {
    return new GenerationRequest(
        version, prompt, new ToolChoice.Auto(), Sampling.plain(1, seed, most), 0);
  }

  private static GenerationRequest endless(VersionRef version) {
    return request(version, TinyModel.prompt(TinyModel.random(1), List.of()), 1, 200);
  }

  /** What an answer is when nothing else runs. */
  private Generation alone(GenerationRequest request) {
    return engine.generate(request, GenerationListener.none());
  }

  private static void code(Throwable failure, EngineException.Code code) {
    assertThat(failure)
        .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void answersAreTheSameWhateverElseRuns() throws Exception {
    RandomGenerator random = TinyModel.random(77);
    List<GenerationRequest> requests = new ArrayList<>();
    List<Generation> expected = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      VersionRef version = List.of(TinyModel.BASE, ONE, TWO).get(i % 3);
      var request =
          request(version, TinyModel.prompt(random, TinyModel.TOOLS), i, 5 + random.nextInt(20));
      requests.add(request);
      expected.add(alone(request));
    }
    List<Callable<Generation>> calls = new ArrayList<>();
    requests.forEach(request -> calls.add(() -> alone(request)));
    List<Future<Generation>> answers = callers.invokeAll(calls);
    for (int i = 0; i < answers.size(); i++) {
      Generation answer = answers.get(i).get();
      assertThat(answer.responseIds()).isEqualTo(expected.get(i).responseIds());
      assertThat(answer.logprobs()).isEqualTo(expected.get(i).logprobs());
    }
  }

  @Test
  void unloadingLetsRunningAnswersEndOnTheirVersion() throws Exception {
    GenerationRequest first = request(ONE, TinyModel.prompt(TinyModel.random(2), List.of()), 4, 40);
    Generation expected = alone(first);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch unloaded = new CountDownLatch(1);
    List<Future<Generation>> answers = new ArrayList<>();
    answers.add(
        callers.submit(
            () ->
                engine.generate(
                    first,
                    event -> {
                      begun.countDown();
                      return passes(unloaded);
                    })));
    for (int i = 0; i < 49; i++) {
      VersionRef version = List.of(TinyModel.BASE, TWO).get(i % 2);
      var request = request(version, TinyModel.prompt(TinyModel.random(i), List.of()), i, 15);
      answers.add(callers.submit(() -> alone(request)));
    }
    begun.await();
    engine.unload(ONE);
    assertThat(engine.loaded()).containsExactlyInAnyOrder(TinyModel.BASE, TWO);
    assertThatThrownBy(() -> alone(first))
        .satisfies(e -> code(e, EngineException.Code.UNKNOWN_VERSION))
        .hasMessageContaining("tiny@1 is not loaded");
    unloaded.countDown();
    Generation answer = answers.getFirst().get();
    assertThat(answer.responseIds()).isEqualTo(expected.responseIds());
    assertThat(answer.spans().getFirst().version()).isEqualTo(ONE);
    for (Future<Generation> other : answers) {
      assertThat(other.get().finishReason()).isIn(FinishReason.LENGTH, FinishReason.STOP);
    }
  }

  private static boolean passes(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void aListenerThatSaysNoCancels() {
    List<String> seen = new ArrayList<>();
    Generation answer =
        engine.generate(
            endless(ONE),
            event -> {
              seen.add(event.toString());
              return seen.size() < 3;
            });
    assertThat(answer.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(seen).hasSize(3);
    assertThat(answer.logprobs()).hasSameSizeAs(answer.responseIds());
  }

  @Test
  void aListenerThatThrowsCancelsAndItsErrorComesOut() {
    assertThatThrownBy(
            () ->
                engine.generate(
                    endless(ONE),
                    event -> {
                      throw new IllegalStateException("mine");
                    }))
        .hasMessage("mine");
    assertThat(alone(request(ONE, endless(ONE).prompt(), 1, 3)).responseIds()).hasSizeBetween(1, 3);
  }

  @Test
  void anInterruptCancelsAndStaysSet() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Boolean> stillSet = new ArrayList<>();
    List<Generation> answers = new ArrayList<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  answers.add(
                      engine.generate(
                          endless(ONE),
                          event -> {
                            begun.countDown();
                            // So that the answer cannot end before the interrupt has come.
                            passes(goOn);
                            return true;
                          }));
                  stillSet.add(Thread.currentThread().isInterrupted());
                });
    begun.await();
    caller.interrupt();
    goOn.countDown();
    caller.join();
    assertThat(stillSet).containsExactly(true);
    assertThat(answers.getFirst().finishReason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void aFullLineIsOverloadedAndAWaitingCallCanBeCancelled() throws Exception {
    BlockedRounds blocked = new BlockedRounds();
    try (EmbeddedEngine small =
        new EmbeddedEngine(
            new EmbeddedOptions(1, 1, 2, 8, 8),
            java.time.Clock.systemUTC(),
            new java.security.SecureRandom(),
            versions -> blocked)) {
      TinyModel.load(small, TinyModel.BASE, base, null);
      Future<Generation> active =
          callers.submit(() -> small.generate(endless(TinyModel.BASE), e -> true));
      blocked.entered.await();
      List<Thread> waiting = new ArrayList<>();
      List<Generation> cancelled = java.util.Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 2; i++) {
        waiting.add(
            Thread.ofVirtual()
                .start(() -> cancelled.add(small.generate(endless(TinyModel.BASE), e -> true))));
      }
      await().until(() -> small.waitingCount() == 2);
      assertThatThrownBy(() -> small.generate(endless(TinyModel.BASE), e -> true))
          .satisfies(e -> code(e, EngineException.Code.OVERLOADED));
      waiting.forEach(Thread::interrupt);
      await().until(() -> small.waitingCount() == 0);
      blocked.open.countDown();
      for (Thread thread : waiting) {
        thread.join();
      }
      assertThat(cancelled)
          .allSatisfy(
              answer -> {
                assertThat(answer.finishReason()).isEqualTo(FinishReason.CANCELLED);
                assertThat(answer.responseIds()).isEmpty();
                assertThat(answer.spans()).isEmpty();
              });
      assertThatThrownBy(active::get).isInstanceOf(ExecutionException.class);
    }
  }

  /** Waits in its first round until it is opened, and then fails. */
  private static final class BlockedRounds implements Rounds {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public Lane open(Job job) {
      return () -> {};
    }

    @Override
    public void advance(List<Feed> feeds, LogitSink sink) {
      entered.countDown();
      if (!passes(open)) {
        throw new IllegalStateException("interrupted");
      }
      feeds.forEach(feed -> sink.take(feed.job(), 10_000, new float[0], 0, 0));
    }

    @Override
    public void close() {}
  }

  @Test
  void aCrashOfTheSchedulerFailsEveryCall() throws Exception {
    Rounds broken =
        new Rounds() {
          @Override
          public Lane open(Job job) {
            return () -> {};
          }

          @Override
          public void advance(List<Feed> feeds, LogitSink sink) {
            throw new IllegalStateException("kernel on fire");
          }

          @Override
          public void close() {}
        };
    try (EmbeddedEngine small =
        new EmbeddedEngine(
            new EmbeddedOptions(1, 1, 8, 8, 8),
            java.time.Clock.systemUTC(),
            new java.security.SecureRandom(),
            versions -> broken)) {
      TinyModel.load(small, TinyModel.BASE, base, null);
      List<Future<Generation>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        answers.add(callers.submit(() -> small.generate(endless(TinyModel.BASE), e -> true)));
      }
      for (Future<Generation> answer : answers) {
        assertThatThrownBy(answer::get)
            .cause()
            .satisfies(e -> code(e, EngineException.Code.CLOSED))
            .hasMessageContaining("kernel on fire")
            .hasRootCauseMessage("kernel on fire");
      }
    }
  }

  @Test
  void closingEndsRunningAndWaitingCalls() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    List<Future<Generation>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(
          callers.submit(
              () ->
                  engine.generate(
                      endless(TWO),
                      event -> {
                        begun.countDown();
                        return true;
                      })));
    }
    begun.await();
    engine.close();
    for (Future<Generation> answer : answers) {
      try {
        assertThat(answer.get().finishReason()).isIn(FinishReason.LENGTH, FinishReason.STOP);
      } catch (ExecutionException e) {
        code(java.util.Objects.requireNonNull(e.getCause()), EngineException.Code.CLOSED);
      }
    }
    assertThatThrownBy(() -> alone(endless(TWO)))
        .satisfies(e -> code(e, EngineException.Code.CLOSED));
  }

  @Test
  void basesAreSharedAndForgottenWithTheirLastVersion() {
    assertThat(engine.baseCount()).isEqualTo(1);
    engine.unload(TinyModel.BASE);
    engine.unload(ONE);
    assertThat(engine.baseCount()).isEqualTo(1);
    engine.unload(TWO);
    engine.unload(TWO);
    assertThat(engine.baseCount()).isZero();
    assertThat(engine.loaded()).isEmpty();
  }
}
