package dev.hone.gateway.answer;

import dev.hone.core.LessonBlock;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayOptions;
import dev.hone.gateway.capture.CallContext;
import dev.hone.gateway.capture.Lessons;
import dev.hone.gateway.capture.MeteredCall;
import dev.hone.gateway.capture.OpenStep;
import dev.hone.gateway.dialect.Answer;
import dev.hone.gateway.dialect.AnswerEvent;
import dev.hone.gateway.dialect.AnswerProfile;
import dev.hone.gateway.dialect.AnswerWriter;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dialect.EndReason;
import dev.hone.gateway.dialect.EngineCall;
import dev.hone.gateway.dialect.Part;
import dev.hone.gateway.dialect.TokenCounts;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.lesson.LessonChooser;
import dev.hone.gateway.lesson.LessonTokens;
import dev.hone.gateway.money.Tariff;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.gateway.route.CallSession;
import dev.hone.gateway.route.Pin;
import dev.hone.gateway.route.Router;
import dev.hone.store.CallBound;
import dev.hone.store.StepDraft;
import dev.hone.store.StepResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Model calls that the engine answers: one way for all dialects. Thread-safe. */
public final class EngineAnswers {

  private final Engine engine;
  private final Router router;
  private final CallReader reader;
  private final GatewayOptions.Answers options;
  private final Tariff tariff;
  private final GatewayMetrics metrics;
  private final Clock clock;
  private final LessonChooser chooser;

  public EngineAnswers(
      Engine engine,
      Router router,
      GatewayOptions.Answers options,
      Tariff tariff,
      LessonChooser chooser,
      GatewayMetrics metrics,
      Clock clock) {
    this.chooser = chooser;
    this.engine = engine;
    this.router = router;
    this.reader = new CallReader(options);
    this.options = options;
    this.tariff = tariff;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** {@code POST} of a model call in a dialect. */
  public void handle(Dialect dialect, Exchange exchange, Caller caller) {
    byte[] body = exchange.body();
    ObjectNode tree = Json.requestObject(body);
    EngineCall call = reader.read(dialect, tree, caller.ledger().steps());
    CallContext context = CallContext.of(exchange, caller, dialect, tree, call.user());
    try (Pin pin = pin(caller, context, call)) {
      Lessons lessons = lessons(caller, context, pin, call);
      StepDraft draft =
          new StepDraft(
                  context.agent(),
                  context.user(),
                  context.sessionKey(),
                  context.idempotencyKey(),
                  context.line(),
                  pin.ref().policy(),
                  pin.ref(),
                  call.prompt(),
                  body,
                  lessons.ids(),
                  engine.name(),
                  caller.grant().consent())
              .trying(lessons.arms());
      AnswerProfile profile =
          new AnswerProfile(
              tree, pin.templateHash(), call.includeUsage(), options.responsesDoneMark());
      OpenStep.answer(
          draft,
          bound(caller, pin, call, lessons, tree, body.length),
          exchange,
          caller,
          context,
          metrics,
          step -> {
            step.begin();
            answer(dialect, exchange, call, profile, pin, lessons, step);
          },
          replay -> Replays.send(dialect, profile, exchange, replay.responseBody(), call.stream()));
    }
  }

  private Lessons lessons(Caller caller, CallContext context, Pin pin, EngineCall call) {
    return chooser.choose(
        caller.ledger().lessons(),
        context,
        pin.live(),
        call::prompt,
        LessonTokens.counted(engine, pin.ref()));
  }

  private Pin pin(Caller caller, CallContext context, EngineCall call) {
    return router.pin(
        caller.tenant(),
        context.agent(),
        context.user(),
        call.model(),
        new CallSession(
            caller.ledger().steps(),
            context.agent(),
            context.user(),
            context.sessionKey(),
            call.prompt()));
  }

  /** Counted where it matters, else from the length of the texts, which is no work. */
  private CallBound bound(
      Caller caller, Pin pin, EngineCall call, Lessons lessons, ObjectNode tree, int bytes) {
    String policy = pin.ref().policy();
    long maxTokens = call.sampling().maxTokens();
    if (!caller.countsTokens()) {
      return tariff.own(policy, bytes, added(tree, call, lessons), maxTokens);
    }
    Prompt seen = LessonBlock.into(call.prompt(), lessons.texts());
    return tariff.counted(policy, engine.encode(pin.ref(), seen).ids().length, bytes, maxTokens);
  }

  /** {@code POST /v1/messages/count_tokens}: what the prompt of such a call would cost. */
  public void count(Exchange exchange, Caller caller) {
    ObjectNode tree = Json.requestObject(exchange.body());
    EngineCall call = reader.readCount(tree);
    CallContext context = CallContext.of(exchange, caller, Dialect.MESSAGES, tree, call.user());
    try (Pin pin = pin(caller, context, call)) {
      Lessons lessons = lessons(caller, context, pin, call);
      Prompt seen = LessonBlock.into(call.prompt(), lessons.texts());
      MeteredCall.answer(
          pin.ref().policy(),
          CallBound.NOTHING,
          exchange,
          caller,
          context,
          metered -> {
            int tokens = engine.encode(pin.ref(), seen).ids().length;
            metered.used(0, 0);
            exchange.sendJson(200, Json.object().put("input_tokens", tokens));
          });
    }
  }

  private void answer(
      Dialect dialect,
      Exchange exchange,
      EngineCall call,
      AnswerProfile profile,
      Pin pin,
      Lessons lessons,
      OpenStep step) {
    String id = AnswerIds.of(dialect, step.id());
    long created = clock.instant().getEpochSecond();
    AnswerSender sender =
        call.stream() ? new AnswerSender(exchange, dialect.writer(profile)) : null;
    if (sender != null) {
      sender.send(new AnswerEvent.Start(id, pin.ref().toString(), created, 0));
    }
    long deadline = exchange.arrived() + options.timeout().toNanos();
    EngineListener listener = new EngineListener(step, call.logprobs(), deadline, sender);
    Prompt seen = LessonBlock.into(call.prompt(), lessons.texts());
    Generation generation =
        engine.generate(
            new GenerationRequest(
                pin.ref(), seen, call.toolChoice(), call.sampling(), call.topLogprobs()),
            listener);
    Answer answer =
        new Answer(
            id,
            pin.ref().toString(),
            created,
            parts(generation),
            listener.logprobs(),
            reason(generation.finishReason()),
            null,
            TokenCounts.of(generation.promptIds().length, generation.responseIds().length));
    StepResult result = result(dialect.writer(profile), answer, generation, lessons, step);
    if (generation.finishReason() == FinishReason.CANCELLED) {
      GatewayException reason = listener.cancelled(options.timeout());
      step.abandon(result, reason);
      throw reason;
    }
    step.complete(result);
    if (sender == null) {
      exchange.send(200, "application/json", result.responseBody());
    } else {
      listener.finish(sender, new AnswerEvent.Finish(answer.reason(), null, answer.usage()));
    }
  }

  /** Texts of the prompt that do not stand in the request's body. */
  private static List<String> added(ObjectNode tree, EngineCall call, Lessons lessons) {
    List<String> added = new ArrayList<>(lessons.texts());
    if (tree.hasNonNull("previous_response_id")) {
      call.prompt().messages().forEach(message -> added.add(message.toString()));
    }
    return added;
  }

  private static List<Part> parts(Generation generation) {
    List<Part> parts = new ArrayList<>();
    if (!generation.text().isEmpty()) {
      parts.add(new Part.Text(generation.text()));
    }
    for (ToolCall call : generation.toolCalls()) {
      parts.add(new Part.Call(call.id(), call.name(), call.arguments()));
    }
    return parts;
  }

  private static EndReason reason(FinishReason reason) {
    return switch (reason) {
      case STOP, CANCELLED -> EndReason.STOP;
      case LENGTH -> EndReason.LENGTH;
      case TOOL_CALLS -> EndReason.TOOL_CALLS;
    };
  }

  private static StepResult result(
      AnswerWriter writer, Answer answer, Generation generation, Lessons lessons, OpenStep step) {
    return new StepResult(
        ChatMessage.assistant(generation.text(), generation.toolCalls()),
        writer.whole(answer),
        generation.promptIds(),
        generation.responseIds(),
        generation.logprobs(),
        generation.spans(),
        generation.finishReason().wireName(),
        generation.promptIds().length,
        generation.responseIds().length,
        generation.templateHash(),
        untrainable(generation),
        lessons.tokensSaved(),
        step.timings());
  }

  private static @Nullable String untrainable(Generation generation) {
    return generation.responseIds().length == 0 ? "the answer has no tokens" : null;
  }
}
