package dev.hone.gateway.upstream;

import dev.hone.gateway.answer.AnswerIds;
import dev.hone.gateway.answer.PreviousResponse;
import dev.hone.gateway.answer.Replays;
import dev.hone.gateway.capture.CallContext;
import dev.hone.gateway.capture.Lessons;
import dev.hone.gateway.capture.OpenStep;
import dev.hone.gateway.dialect.AnswerProfile;
import dev.hone.gateway.dialect.AnswerReader;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dialect.DialectRequest;
import dev.hone.gateway.dialect.PromptText;
import dev.hone.gateway.dialect.WrittenRequest;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.money.Tariff;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.store.StepDraft;
import java.time.Clock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Model calls in one dialect, answered by an upstream that speaks another. Thread-safe. */
final class TranslatedCalls {

  /** Names what the upstream's dialect has no words for and was left out. */
  private static final String DROPPED = "X-Hone-Dropped";

  private final UpstreamClient client;
  private final Tariff tariff;
  private final GatewayMetrics metrics;
  private final Clock clock;

  TranslatedCalls(UpstreamClient client, Tariff tariff, GatewayMetrics metrics, Clock clock) {
    this.client = client;
    this.tariff = tariff;
    this.metrics = metrics;
    this.clock = clock;
  }

  void handle(Dialect from, Exchange exchange, Caller caller) {
    Dialect to = client.options().dialect();
    byte[] body = exchange.body();
    ObjectNode tree = Json.requestObject(body);
    DialectRequest request =
        PreviousResponse.before(from.readRequest(tree), caller.ledger().steps());
    CallContext context = CallContext.of(exchange, caller, from, tree, request.user());
    Lessons lessons = Lessons.of(caller.ledger().lessons(), context, true);
    WrittenRequest sent = to.writeRequest(LessonMessage.into(request, lessons.texts()));
    if (!sent.dropped().isEmpty()) {
      exchange.header(DROPPED, String.join(", ", sent.dropped()).replaceAll("[^ -~]", "?"));
    }
    StepDraft draft =
        new StepDraft(
            context.agent(),
            context.user(),
            context.sessionKey(),
            context.idempotencyKey(),
            context.line(),
            request.model(),
            null,
            PromptText.lenient(request),
            body,
            lessons.ids(),
            UpstreamCalls.ENGINE,
            caller.grant().consent());
    AnswerProfile profile = new AnswerProfile(tree, null, request.includeUsage(), false);
    byte[] bytes = Json.bytes(sent.body());
    OpenStep.answer(
        draft,
        tariff.upstream(request.model(), sent.body(), bytes.length),
        exchange,
        caller,
        context,
        metrics,
        step -> {
          try (UpstreamClient.Reply reply = client.send(exchange, caller, to.path(), bytes)) {
            answer(from, exchange, request, profile, reply, step, lessons);
          }
        },
        replay -> Replays.send(from, profile, exchange, replay.responseBody(), request.stream()));
  }

  private void answer(
      Dialect from,
      Exchange exchange,
      DialectRequest request,
      AnswerProfile profile,
      UpstreamClient.Reply reply,
      OpenStep step,
      Lessons lessons) {
    reply.header("Retry-After").ifPresent(value -> exchange.header("Retry-After", value));
    if (reply.status() / 100 != 2) {
      byte[] error = reply.readAll();
      step.interrupt(null, "upstream answered " + reply.status());
      exchange.send(
          reply.status(),
          "application/json",
          from.error(reply.status(), message(error, reply.status()), exchange.requestId()));
      return;
    }
    TranslatedAnswer answer =
        new TranslatedAnswer(
            exchange,
            from.writer(profile),
            new TranslatedAnswer.Names(
                AnswerIds.of(from, step.id()), request.model(), clock.instant().getEpochSecond()),
            step,
            lessons.tokensSaved(),
            request.stream());
    Dialect to = client.options().dialect();
    try {
      if (reply.isEventStream()) {
        AnswerReader reader = to.reader(answer);
        reply.readTo((bytes, length) -> reader.feed(bytes, 0, length));
        reader.end();
      } else {
        to.readAnswer(reply.readAll()).events().forEach(answer);
      }
    } catch (RuntimeException e) {
      step.abandon(answer.partial(), e);
      throw e;
    }
    answer.send(from.writer(profile));
  }

  /** What the upstream says went wrong; all dialects have it in the same place. */
  private static String message(byte[] body, int status) {
    try {
      JsonNode message = Json.read(body).path("error").path("message");
      if (message.isString()) {
        return message.stringValue();
      }
    } catch (JacksonException e) {
      return "The upstream answered " + status + " without an error that can be read.";
    }
    return "The upstream answered " + status + ".";
  }
}
