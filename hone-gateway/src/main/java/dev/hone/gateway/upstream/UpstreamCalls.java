package dev.hone.gateway.upstream;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.answer.Replays;
import dev.hone.gateway.answer.StoredResponses;
import dev.hone.gateway.capture.CallContext;
import dev.hone.gateway.capture.Lessons;
import dev.hone.gateway.capture.MeteredCall;
import dev.hone.gateway.capture.OpenStep;
import dev.hone.gateway.dialect.AnswerProfile;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dialect.PromptText;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.AnswerStream;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.money.Tariff;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.gateway.openai.ChatRequestReader;
import dev.hone.gateway.openai.MessageReader;
import dev.hone.store.CallBound;
import dev.hone.store.StepDraft;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls that an upstream answers. Model calls are captured: passed on byte for byte if the upstream
 * speaks the caller's dialect, else translated. Other calls are passed through. Thread-safe.
 */
public final class UpstreamCalls {

  /** As it stands in steps and metrics. */
  public static final String ENGINE = "upstream";

  /** Under which calls are counted that name no model: the upstream may have only one. */
  private static final String UNNAMED = "-";

  private final UpstreamClient client;
  private final Tariff tariff;
  private final GatewayMetrics metrics;
  private final TranslatedCalls translated;

  public UpstreamCalls(UpstreamClient client, Tariff tariff, GatewayMetrics metrics, Clock clock) {
    this.client = client;
    this.tariff = tariff;
    this.metrics = metrics;
    this.translated = new TranslatedCalls(client, tariff, metrics, clock);
  }

  /** {@code POST} of a model call in a dialect. */
  public void handle(Dialect dialect, Exchange exchange, Caller caller) {
    if (dialect != client.options().dialect()) {
      translated.handle(dialect, exchange, caller);
      return;
    }
    byte[] body = exchange.body();
    ObjectNode tree = Json.requestObject(body);
    CallContext context = CallContext.of(exchange, caller, dialect, tree, user(dialect, tree));
    Lessons lessons = Lessons.of(caller.ledger().lessons(), context, true);
    StepDraft draft =
        new StepDraft(
            context.agent(),
            context.user(),
            context.sessionKey(),
            context.idempotencyKey(),
            context.line(),
            Fields.of(tree).requiredText("model"),
            null,
            prompt(dialect, tree, body),
            body,
            lessons.ids(),
            ENGINE,
            caller.grant().consent());
    byte[] sent = LessonSplice.into(dialect, body, lessons.texts());
    boolean stream = tree.path("stream").asBoolean(false);
    boolean includeUsage = tree.path("stream_options").path("include_usage").asBoolean(false);
    AnswerProfile profile = new AnswerProfile(tree, null, includeUsage, false);
    OpenStep.answer(
        draft,
        tariff.upstream(draft.policy(), tree, sent.length),
        exchange,
        caller,
        context,
        metrics,
        step -> {
          try (UpstreamClient.Reply reply =
              client.send(exchange, caller, exchange.target(), sent)) {
            relay(exchange, reply, answer(dialect, profile), step, lessons);
          }
        },
        replay -> Replays.send(dialect, profile, exchange, replay.responseBody(), stream));
  }

  private static @Nullable String user(Dialect dialect, ObjectNode tree) {
    if (dialect != Dialect.MESSAGES) {
      return ChatRequestReader.user(Fields.of(tree));
    }
    JsonNode user = tree.path("metadata").path("user_id");
    return user.isString() ? user.stringValue() : null;
  }

  private static Prompt prompt(Dialect dialect, ObjectNode tree, byte[] body) {
    if (dialect == Dialect.CHAT) {
      return MessageReader.lenient().prompt(tree);
    }
    try {
      return PromptText.lenient(dialect.readRequest(tree));
    } catch (GatewayException e) {
      // The upstream may understand more than we do; what was said is kept as it is.
      return Prompt.of(ChatMessage.user(new String(body, StandardCharsets.UTF_8)));
    }
  }

  private static UpstreamAnswer answer(Dialect dialect, AnswerProfile profile) {
    return dialect == Dialect.CHAT
        ? new ChatUpstreamAnswer()
        : new DialectUpstreamAnswer(dialect, profile);
  }

  private void relay(
      Exchange exchange,
      UpstreamClient.Reply reply,
      UpstreamAnswer answer,
      OpenStep step,
      Lessons lessons) {
    reply.copyHeaders(exchange);
    if (reply.status() / 100 != 2) {
      byte[] error = reply.readAll();
      step.interrupt(null, "upstream answered " + reply.status());
      exchange.send(reply.status(), reply.contentType(), error);
    } else if (reply.isEventStream()) {
      relayEvents(exchange, reply, answer, step, lessons);
    } else {
      relayWhole(exchange, reply, answer, step, lessons);
    }
  }

  private static void relayWhole(
      Exchange exchange,
      UpstreamClient.Reply reply,
      UpstreamAnswer answer,
      OpenStep step,
      Lessons lessons) {
    byte[] body = reply.readAll();
    step.sawFirstToken();
    if (answer.whole(body)) {
      step.complete(answer.result(body, lessons.tokensSaved(), step.timings()));
    } else {
      step.interrupt(null, "the upstream's answer is not one in its dialect");
    }
    exchange.send(reply.status(), reply.contentType(), body);
  }

  private void relayEvents(
      Exchange exchange,
      UpstreamClient.Reply reply,
      UpstreamAnswer answer,
      OpenStep step,
      Lessons lessons) {
    AnswerStream to = exchange.eventsAs(reply.status(), reply.contentType());
    exchange.failsWith(
        failure ->
            client
                .options()
                .dialect()
                .writer(AnswerProfile.plain())
                .failure(failure, exchange.requestId()));
    EventRelay relay =
        new EventRelay(
            answer,
            read -> {
              if (read.began()) {
                step.sawFirstToken();
              }
            },
            to::write,
            client.options().maxAnswerBytes());
    try {
      reply.readTo(
          (bytes, length) -> {
            relay.feed(bytes, 0, length);
            if (answer.done() && !relay.released()) {
              finish(answer, relay, step, lessons);
            }
          });
      relay.end();
      if (!relay.released()) {
        finish(answer, relay, step, lessons);
      }
    } catch (RuntimeException e) {
      step.abandon(answer.result(null, lessons.tokensSaved(), step.timings()), e);
      throw e;
    }
  }

  private void finish(UpstreamAnswer answer, EventRelay relay, OpenStep step, Lessons lessons) {
    if (answer.failed()) {
      // The upstream told its failure in the stream; the caller gets to see that, word for word.
      step.interrupt(
          answer.result(null, lessons.tokensSaved(), step.timings()), "the upstream failed");
    } else if (answer.ending()) {
      step.complete(answer.result(null, lessons.tokensSaved(), step.timings()));
    } else {
      throw new GatewayException(
          Code.UPSTREAM_BROKEN,
          "The upstream "
              + client.options().address().getAuthority()
              + " ended its stream before the end of the answer.");
    }
    relay.release();
  }

  /** {@code POST /v1/messages/count_tokens}. */
  public void count(Exchange exchange, Caller caller) {
    Dialect dialect = client.options().dialect();
    if (dialect != Dialect.MESSAGES) {
      throw new GatewayException(
          Code.UNSUPPORTED,
          "The upstream speaks '"
              + dialect.wireName()
              + "', which has no way to count tokens; only an upstream with the dialect 'messages'"
              + " has.");
    }
    metered(dialect, CallBound.NOTHING, exchange, caller);
  }

  /** {@code POST /v1/embeddings}: passed through, counted by what the upstream says it used. */
  public void embed(Exchange exchange, Caller caller) {
    metered(Dialect.CHAT, null, exchange, caller);
  }

  /**
   * A call that is no step.
   *
   * @param bound null: reckoned from the request
   */
  private void metered(
      Dialect dialect, @Nullable CallBound bound, Exchange exchange, Caller caller) {
    byte[] body = exchange.body();
    ObjectNode tree = Json.requestObject(body);
    String named = Fields.of(tree).text("model");
    String model = named == null ? UNNAMED : named;
    MeteredCall.answer(
        model,
        bound == null ? tariff.promptOnly(model, body.length) : bound,
        exchange,
        caller,
        CallContext.of(exchange, caller, dialect, tree, user(dialect, tree)),
        metered -> {
          try (UpstreamClient.Reply reply =
              client.send(exchange, caller, exchange.target(), body)) {
            reply.copyHeaders(exchange);
            byte[] answer = reply.readAll();
            if (reply.status() / 100 == 2) {
              settle(metered, answer);
            }
            exchange.send(reply.status(), reply.contentType(), answer);
          }
        });
  }

  private static void settle(MeteredCall call, byte[] answer) {
    JsonNode usage;
    try {
      usage = Json.read(answer).path("usage");
    } catch (JacksonException notJson) {
      usage = Json.object();
    }
    JsonNode prompt = usage.path("prompt_tokens");
    if (prompt.isIntegralNumber() && prompt.asLong() >= 0) {
      call.used(prompt.asLong(), Math.max(0, usage.path("completion_tokens").asLong(0)));
    } else {
      call.usedUnsaid();
    }
  }

  /** {@code GET /v1/responses/{response}}: the upstream's own, or one that was translated. */
  public void stored(Exchange exchange, Caller caller) {
    if (client.options().dialect() == Dialect.RESPONSES) {
      pass(exchange, caller);
    } else {
      StoredResponses.get(exchange, caller);
    }
  }

  /** Any other call: passed through, not captured. */
  public void pass(Exchange exchange, Caller caller) {
    byte[] body = exchange.method().equals("GET") ? null : exchange.body();
    try (UpstreamClient.Reply reply = client.send(exchange, caller, exchange.target(), body)) {
      reply.copyHeaders(exchange);
      exchange.send(reply.status(), reply.contentType(), reply.readAll());
    }
  }
}
