package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.capture.CallContext;
import dev.hone.gateway.capture.Lessons;
import dev.hone.gateway.capture.OpenStep;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.AnswerStream;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.gateway.openai.ChatRequestReader;
import dev.hone.gateway.openai.MessageReader;
import dev.hone.gateway.openai.Replay;
import dev.hone.store.StepDraft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls that an upstream answers. Chat completions are captured; other calls are passed through.
 * Thread-safe.
 */
public final class UpstreamChat {

  /** As it stands in steps and metrics. */
  public static final String ENGINE = "upstream";

  private static final int BUFFER = 16 << 10;

  private final UpstreamClient client;
  private final GatewayMetrics metrics;

  public UpstreamChat(UpstreamClient client, GatewayMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  /** {@code POST /v1/chat/completions}. */
  public void chat(Exchange exchange, Caller caller) {
    byte[] body = exchange.body();
    ObjectNode tree = Json.requestObject(body);
    Fields fields = Fields.of(tree);
    CallContext context = CallContext.of(exchange, caller, ChatRequestReader.user(fields));
    Lessons lessons = Lessons.of(caller.ledger().lessons(), context, true);
    StepDraft draft =
        new StepDraft(
            context.agent(),
            context.user(),
            context.sessionKey(),
            context.idempotencyKey(),
            context.line(),
            fields.requiredText("model"),
            null,
            MessageReader.lenient().prompt(tree),
            body,
            lessons.ids(),
            ENGINE,
            caller.grant().consent());
    byte[] sent = LessonSplice.into(body, lessons.texts());
    boolean stream = tree.path("stream").asBoolean(false);
    boolean includeUsage = tree.path("stream_options").path("include_usage").asBoolean(false);
    OpenStep.answer(
        draft,
        exchange,
        caller,
        context,
        metrics,
        step -> {
          try (UpstreamClient.Reply reply =
              client.send(exchange, caller, exchange.target(), sent)) {
            relay(exchange, reply, step, lessons);
          }
        },
        replay -> Replay.send(exchange, replay.responseBody(), stream, includeUsage));
  }

  private void relay(
      Exchange exchange, UpstreamClient.Reply reply, OpenStep step, Lessons lessons) {
    reply.copyHeaders(exchange);
    if (reply.status() / 100 != 2) {
      byte[] error = readAll(reply);
      step.interrupt(null, "upstream answered " + reply.status());
      exchange.send(reply.status(), reply.contentType(), error);
    } else if (reply.isEventStream()) {
      relayEvents(exchange, reply, step, lessons);
    } else {
      relayWhole(exchange, reply, step, lessons);
    }
  }

  private void relayWhole(
      Exchange exchange, UpstreamClient.Reply reply, OpenStep step, Lessons lessons) {
    byte[] body = readAll(reply);
    step.sawFirstToken();
    UpstreamAnswer answer = new UpstreamAnswer();
    if (answer.whole(body)) {
      step.complete(answer.result(body, lessons.tokensSaved(), step.timings()));
    } else {
      step.interrupt(null, "the upstream's answer is no chat completion");
    }
    exchange.send(reply.status(), reply.contentType(), body);
  }

  private void relayEvents(
      Exchange exchange, UpstreamClient.Reply reply, OpenStep step, Lessons lessons) {
    UpstreamAnswer answer = new UpstreamAnswer();
    AnswerStream to = exchange.eventsAs(reply.status(), reply.contentType());
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
      InputStream in = reply.body();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        relay.feed(buffer, 0, read);
        if (answer.done() && !relay.released()) {
          finish(answer, relay, step, lessons);
        }
      }
      relay.end();
      if (!relay.released()) {
        finish(answer, relay, step, lessons);
      }
    } catch (RuntimeException e) {
      step.abandon(answer.result(null, lessons.tokensSaved(), step.timings()), e);
      throw e;
    } catch (IOException e) {
      GatewayException failure = brokeOff(e);
      step.abandon(answer.result(null, lessons.tokensSaved(), step.timings()), failure);
      throw failure;
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

  /** Any other call: passed through, not captured. */
  public void pass(Exchange exchange, Caller caller) {
    byte[] body = exchange.method().equals("GET") ? null : exchange.body();
    try (UpstreamClient.Reply reply = client.send(exchange, caller, exchange.target(), body)) {
      reply.copyHeaders(exchange);
      exchange.send(reply.status(), reply.contentType(), readAll(reply));
    }
  }

  private byte[] readAll(UpstreamClient.Reply reply) {
    int most = client.options().maxAnswerBytes();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = reply.body();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (all.size() + read > most) {
          throw new GatewayException(
              Code.UPSTREAM_BROKEN, "The upstream's answer is larger than " + most + " bytes.");
        }
        all.write(buffer, 0, read);
      }
      return all.toByteArray();
    } catch (IOException e) {
      throw brokeOff(e);
    }
  }

  private GatewayException brokeOff(IOException e) {
    String host = client.options().address().getAuthority();
    return e instanceof SocketTimeoutException
        ? new GatewayException(
            Code.TIMED_OUT,
            "The upstream "
                + host
                + " was silent for "
                + client.options().readTimeout().toSeconds()
                + " s in the middle of its answer.",
            e)
        : new GatewayException(
            Code.UPSTREAM_BROKEN,
            "The upstream " + host + " broke off in the middle of its answer.",
            e);
  }
}
