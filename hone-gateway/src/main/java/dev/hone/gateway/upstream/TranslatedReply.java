package dev.hone.gateway.upstream;

import dev.hone.gateway.answer.AnswerIds;
import dev.hone.gateway.capture.OpenStep;
import dev.hone.gateway.dialect.AnswerProfile;
import dev.hone.gateway.dialect.AnswerReader;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import java.time.Clock;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Hands on the answer of an upstream that speaks another dialect than the caller. Thread-safe. */
final class TranslatedReply {

  /** Names what the upstream's dialect has no words for and was left out. */
  private static final String DROPPED = "X-Hone-Dropped";

  private final Clock clock;

  TranslatedReply(Clock clock) {
    this.clock = clock;
  }

  void handOn(ModelCall call, Reply reply, Exchange exchange, OpenStep step) {
    Dialect from = call.dialect();
    Dialect to = reply.upstream().dialect();
    List<String> dropped = call.dropped(to);
    if (!dropped.isEmpty()) {
      exchange.header(DROPPED, ascii(String.join(", ", dropped)));
    }
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
    AnswerProfile profile = call.profile();
    TranslatedAnswer answer =
        new TranslatedAnswer(
            exchange,
            from.writer(profile),
            new TranslatedAnswer.Names(
                AnswerIds.of(from, step.id()), call.model(), clock.instant().getEpochSecond()),
            step,
            call.lessons().tokensSaved(),
            call.stream());
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

  private static String ascii(String text) {
    StringBuilder ascii = new StringBuilder(text);
    for (int i = 0; i < ascii.length(); i++) {
      if (ascii.charAt(i) < ' ' || ascii.charAt(i) > '~') {
        ascii.setCharAt(i, '?');
      }
    }
    return ascii.toString();
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
