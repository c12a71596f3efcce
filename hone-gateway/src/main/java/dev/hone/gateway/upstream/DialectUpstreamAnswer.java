package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Answer;
import dev.hone.gateway.dialect.AnswerFold;
import dev.hone.gateway.dialect.AnswerProfile;
import dev.hone.gateway.dialect.AnswerReader;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Json;
import dev.hone.store.StepResult;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** An upstream's answer in Responses or Messages. */
final class DialectUpstreamAnswer implements UpstreamAnswer {

  private final Dialect dialect;
  private final AnswerProfile profile;
  private final AnswerFold fold = new AnswerFold();
  private final AnswerReader reader;
  private byte @Nullable [] last;
  private boolean lost;

  DialectUpstreamAnswer(Dialect dialect, AnswerProfile profile) {
    this.dialect = dialect;
    this.profile = profile;
    this.reader = dialect.reader(fold);
  }

  @Override
  public void chunk(String data) {
    if (lost) {
      return;
    }
    try {
      reader.event(data);
    } catch (GatewayException e) {
      // Not ours to judge: it is passed on as it is, the caller sees what the upstream sent.
      lost = true;
    }
    if (fold.finished() && last == null && dialect == Dialect.RESPONSES) {
      last = response(data);
    }
  }

  /** The terminal event holds the whole response, with all that this reader does not know. */
  private static byte @Nullable [] response(String data) {
    try {
      JsonNode response = Json.read(data).path("response");
      return response.isObject() ? Json.bytes(response) : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  @Override
  public boolean whole(byte[] body) {
    try {
      dialect.readAnswer(body).events().forEach(fold);
      return true;
    } catch (GatewayException e) {
      return false;
    }
  }

  @Override
  public boolean began() {
    return fold.began();
  }

  @Override
  public boolean ending() {
    return reader.ending() || fold.finished();
  }

  @Override
  public boolean done() {
    return fold.finished();
  }

  @Override
  public boolean failed() {
    return fold.failure() != null;
  }

  @Override
  public StepResult result(
      byte @Nullable [] body, long lessonTokensSaved, StepResult.Timings timings) {
    Answer answer = fold.answer();
    byte[] kept = body != null ? body : last;
    return UpstreamResult.of(
        answer,
        kept != null ? kept : dialect.writer(profile).whole(answer),
        fold.finished(),
        lessonTokensSaved,
        timings);
  }
}
