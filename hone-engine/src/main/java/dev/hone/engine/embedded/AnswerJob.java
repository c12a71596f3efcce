package dev.hone.engine.embedded;

import dev.hone.core.engine.EncodedPrompt;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationEvent;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.TokenInfo;
import dev.hone.core.engine.TokenInfo.TopToken;
import dev.hone.core.engine.VersionSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one answer. The scheduler's thread chooses tokens and puts events into a queue; the
 * caller's thread takes them out ({@link #await}). The queue takes all of them, which the answer's
 * most tokens bound, so a slow listener never holds up the scheduler.
 */
final class AnswerJob extends Job {

  private static final int FIRST_SIZE = 64;

  private sealed interface Message {
    record Event(GenerationEvent event) implements Message {}

    record Done(Generation generation) implements Message {}

    record Failed(EngineException failure) implements Message {}
  }

  private final GenerationRequest request;
  private final EncodedPrompt prompt;
  private final CallRules rules;
  private final Sampler sampler;
  private final LongSupplier clock;
  private final int limit;
  private final LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final Vocabulary vocabulary;
  private final AnswerText text;

  private int[] ids = new int[0];
  private float[] logprobs = new float[0];
  private final List<TokenInfo> infos = new ArrayList<>();
  private final long submitted;
  private long begun;
  private long first;
  private long last;
  private @Nullable FinishReason reason;

  /**
   * @param limit most tokens to answer: the request's, or what is left of the context
   * @param clock nanoseconds
   */
  AnswerJob(
      GenerationRequest request,
      LoadedVersion version,
      EncodedPrompt prompt,
      CallRules rules,
      Sampler sampler,
      int limit,
      Supplier<String> callIds,
      LongSupplier clock) {
    super(version);
    this.request = request;
    this.prompt = prompt;
    this.rules = rules;
    this.sampler = sampler;
    this.limit = limit;
    this.clock = clock;
    this.vocabulary = version.text().vocabulary();
    this.text =
        new AnswerText(
            rules,
            request.sampling().stop(),
            callIds,
            event -> messages.add(new Message.Event(event)));
    this.submitted = clock.getAsLong();
    this.begun = submitted;
    this.first = submitted;
    this.last = submitted;
  }

  @Override
  void begin() {
    begun = clock.getAsLong();
    first = begun;
    last = begun;
  }

  @Override
  int length() {
    return prompt.ids().length + infos.size();
  }

  @Override
  int[] tokens(int from, int to) {
    int[] tokens = new int[to - from];
    int before = prompt.ids().length;
    for (int i = from; i < to; i++) {
      tokens[i - from] = i < before ? prompt.ids()[i] : ids[i - before];
    }
    return tokens;
  }

  @Override
  int wantedFrom() {
    return prompt.ids().length - 1;
  }

  @Override
  boolean wantsAll() {
    return false;
  }

  @Override
  boolean take(int place, float[] logits, int offset, int size) {
    int count = infos.size();
    int id = vocabulary.choose(sampler, logits, offset, size, text, rules, limit - count);
    last = clock.getAsLong();
    if (count == 0) {
      first = last;
    }
    double logSum = LogProbabilities.logSum(logits, offset, size);
    List<TopToken> top = new ArrayList<>();
    for (int likely : LogProbabilities.top(logits, offset, size, request.topLogprobs())) {
      float logprob = (float) (logits[offset + likely] - logSum);
      top.add(new TopToken(likely, vocabulary.bytes(likely), logprob));
    }
    if (count == ids.length) {
      int capacity = Math.min(limit, Math.max(FIRST_SIZE, 2 * count));
      ids = Arrays.copyOf(ids, capacity);
      logprobs = Arrays.copyOf(logprobs, capacity);
    }
    ids[count] = id;
    logprobs[count] = (float) (logits[offset + id] - logSum);
    TokenInfo info = new TokenInfo(id, vocabulary.bytes(id), logprobs[count], top);
    infos.add(info);
    sampler.answered(id);
    if (vocabulary.isEnd(id)) {
      reason = FinishReason.STOP;
    } else {
      text.feed(info);
      if (text.stopped() || vocabulary.mustStop(text, rules)) {
        reason = FinishReason.STOP;
      } else if (infos.size() == limit) {
        reason = FinishReason.LENGTH;
      }
    }
    return reason != null;
  }

  @Override
  void end() {
    text.finish();
    FinishReason why = reason == null ? FinishReason.CANCELLED : reason;
    if (why == FinishReason.STOP && text.callCount() > 0) {
      why = FinishReason.TOOL_CALLS;
    }
    int count = infos.size();
    List<VersionSpan> spans =
        count == 0 ? List.of() : List.of(new VersionSpan(version().ref(), 0, count));
    messages.add(
        new Message.Done(
            new Generation(
                prompt.ids(),
                Arrays.copyOf(ids, count),
                Arrays.copyOf(logprobs, count),
                spans,
                why,
                text.text(),
                text.calls(),
                infos,
                prompt.templateHash(),
                new Generation.Timings(begun - submitted, first - begun, last - first))));
  }

  @Override
  void fail(EngineException failure) {
    messages.add(new Message.Failed(failure));
  }

  /**
   * Hands events to the listener until the answer is complete. An interrupt cancels the answer and
   * stays set.
   *
   * @param canceller ends this job early; what was made until then is the result
   */
  Generation await(GenerationListener listener, Consumer<Job> canceller) {
    boolean interrupted = false;
    boolean listening = true;
    Throwable thrown = null;
    try {
      while (true) {
        Message message;
        try {
          message = messages.take();
        } catch (InterruptedException e) {
          interrupted = true;
          canceller.accept(this);
          continue;
        }
        switch (message) {
          case Message.Event(GenerationEvent event) -> {
            if (!listening) {
              continue;
            }
            try {
              listening = listener.on(event);
            } catch (RuntimeException | Error e) {
              thrown = e;
              listening = false;
            }
            if (!listening) {
              canceller.accept(this);
            }
          }
          case Message.Done(Generation generation) -> {
            rethrow(thrown);
            return listening && !interrupted ? generation : cancelled(generation);
          }
          case Message.Failed(EngineException failure) -> {
            rethrow(thrown);
            throw again(failure);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** An answer that was cancelled is told as such, even if its last token came before the word. */
  private static Generation cancelled(Generation made) {
    return new Generation(
        made.promptIds(),
        made.responseIds(),
        made.logprobs(),
        made.spans(),
        FinishReason.CANCELLED,
        made.text(),
        made.toolCalls(),
        made.tokens(),
        made.templateHash(),
        made.timings());
  }

  private static void rethrow(@Nullable Throwable thrown) {
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a listener throws no such thing", thrown);
    }
  }
}
