package dev.hone.gateway.openai;

import dev.hone.core.LessonBlock;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayOptions;
import dev.hone.gateway.capture.CallContext;
import dev.hone.gateway.capture.Lessons;
import dev.hone.gateway.capture.OpenStep;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.gateway.route.Pin;
import dev.hone.gateway.route.Router;
import dev.hone.store.StepDraft;
import dev.hone.store.StepResult;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}, answered by the engine. Thread-safe. */
public final class EngineChat {

  private final Engine engine;
  private final Router router;
  private final ChatRequestReader reader;
  private final GatewayOptions.Answers options;
  private final GatewayMetrics metrics;
  private final Clock clock;

  public EngineChat(
      Engine engine,
      Router router,
      GatewayOptions.Answers options,
      GatewayMetrics metrics,
      Clock clock) {
    this.engine = engine;
    this.router = router;
    this.reader = new ChatRequestReader(options);
    this.options = options;
    this.metrics = metrics;
    this.clock = clock;
  }

  public void handle(Exchange exchange, Caller caller) {
    byte[] body = exchange.body();
    ChatRequest request = reader.read(Json.requestObject(body));
    CallContext context = CallContext.of(exchange, caller, request.user());
    try (Pin pin = router.pin(caller.tenant(), context.agent(), context.user(), request.model())) {
      Lessons lessons = Lessons.of(caller.ledger().lessons(), context, pin.live());
      StepDraft draft =
          new StepDraft(
              context.agent(),
              context.user(),
              context.sessionKey(),
              context.idempotencyKey(),
              context.line(),
              pin.ref().policy(),
              pin.ref(),
              request.prompt(),
              body,
              lessons.ids(),
              engine.name(),
              caller.grant().consent());
      OpenStep.answer(
          draft,
          exchange,
          caller,
          context,
          metrics,
          step -> answer(exchange, request, pin, lessons, step),
          replay ->
              Replay.send(
                  exchange, replay.responseBody(), request.stream(), request.includeUsage()));
    }
  }

  private void answer(
      Exchange exchange, ChatRequest request, Pin pin, Lessons lessons, OpenStep step) {
    ChatFormat format =
        new ChatFormat(
            "chatcmpl-" + step.id(),
            clock.instant().getEpochSecond(),
            pin.ref().toString(),
            pin.templateHash(),
            request.includeUsage());
    long deadline = exchange.arrived() + options.timeout().toNanos();
    ChatListener listener =
        new ChatListener(
            step,
            request.logprobs(),
            deadline,
            request.stream() ? new ChunkWriter(exchange, format) : null);
    Prompt seen = LessonBlock.into(request.prompt(), lessons.texts());
    Generation generation =
        engine.generate(
            new GenerationRequest(
                pin.ref(), seen, request.toolChoice(), request.sampling(), request.topLogprobs()),
            listener);
    StepResult result = result(format, generation, listener, lessons, step);
    if (generation.finishReason() == FinishReason.CANCELLED) {
      GatewayException reason = listener.cancelled(options.timeout());
      step.abandon(result, reason);
      throw reason;
    }
    step.complete(result);
    ChunkWriter chunks = listener.chunks();
    if (chunks == null) {
      exchange.send(200, "application/json", result.responseBody());
    } else {
      chunks.end(result.finishReason(), usage(generation));
    }
  }

  private static ChatFormat.Usage usage(Generation generation) {
    return new ChatFormat.Usage(generation.promptIds().length, generation.responseIds().length);
  }

  private static StepResult result(
      ChatFormat format,
      Generation generation,
      ChatListener listener,
      Lessons lessons,
      OpenStep step) {
    String finish = generation.finishReason().wireName();
    ChatFormat.Usage usage = usage(generation);
    byte[] body =
        format.whole(generation.text(), generation.toolCalls(), finish, listener.logprobs(), usage);
    return new StepResult(
        ChatMessage.assistant(generation.text(), generation.toolCalls()),
        body,
        generation.promptIds(),
        generation.responseIds(),
        generation.logprobs(),
        generation.spans(),
        finish,
        usage.prompt(),
        usage.completion(),
        generation.templateHash(),
        untrainable(generation),
        lessons.tokensSaved(),
        step.timings());
  }

  private static @Nullable String untrainable(Generation generation) {
    return generation.responseIds().length == 0 ? "the answer has no tokens" : null;
  }
}
