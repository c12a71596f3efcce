package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.capture.Lessons;
import dev.hone.gateway.capture.OpenStep;
import dev.hone.gateway.dialect.AnswerProfile;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.AnswerStream;
import dev.hone.gateway.http.Exchange;

/** Hands on, byte for byte, the answer of an upstream that speaks the caller's dialect. */
final class RelayedReply {

  private final Exchange exchange;
  private final Reply reply;
  private final UpstreamAnswer answer;
  private final OpenStep step;
  private final Lessons lessons;

  private RelayedReply(ModelCall call, Reply reply, Exchange exchange, OpenStep step) {
    this.exchange = exchange;
    this.reply = reply;
    this.step = step;
    this.lessons = call.lessons();
    this.answer =
        call.dialect() == Dialect.CHAT
            ? new ChatUpstreamAnswer()
            : new DialectUpstreamAnswer(call.dialect(), call.profile());
  }

  static void handOn(ModelCall call, Reply reply, Exchange exchange, OpenStep step) {
    new RelayedReply(call, reply, exchange, step).handOn();
  }

  private void handOn() {
    reply.copyHeaders(exchange);
    if (reply.status() / 100 != 2) {
      byte[] error = reply.readAll();
      step.interrupt(null, "upstream answered " + reply.status());
      exchange.send(reply.status(), reply.contentType(), error);
    } else if (reply.isEventStream()) {
      events();
    } else {
      whole();
    }
  }

  private void whole() {
    byte[] body = reply.readAll();
    step.sawFirstToken();
    if (answer.whole(body)) {
      step.complete(answer.result(body, lessons.tokensSaved(), step.timings()));
    } else {
      step.interrupt(null, "the upstream's answer is not one in its dialect");
    }
    exchange.send(reply.status(), reply.contentType(), body);
  }

  private void events() {
    AnswerStream to = exchange.eventsAs(reply.status(), reply.contentType());
    Dialect dialect = reply.upstream().dialect();
    exchange.failsWith(
        failure -> dialect.writer(AnswerProfile.plain()).failure(failure, exchange.requestId()));
    EventRelay relay =
        new EventRelay(
            answer,
            read -> {
              if (read.began()) {
                step.sawFirstToken();
              }
            },
            to::write,
            reply.upstream().options().bounds().maxAnswerBytes());
    try {
      reply.readTo(
          (bytes, length) -> {
            relay.feed(bytes, 0, length);
            if (answer.done() && !relay.released()) {
              finish(relay);
            }
          });
      relay.end();
      if (!relay.released()) {
        finish(relay);
      }
    } catch (RuntimeException e) {
      step.abandon(answer.result(null, lessons.tokensSaved(), step.timings()), e);
      throw e;
    }
  }

  private void finish(EventRelay relay) {
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
              + reply.upstream().options().address().getAuthority()
              + " ended its stream before the end of the answer.");
    }
    relay.release();
  }
}
