package dev.hone.gateway.signal;

import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.answer.AnswerIds;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.openai.FeedbackApi;
import dev.hone.store.LateSignal;
import dev.hone.store.Ledger;
import dev.hone.store.SignalLog;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/signals/{source}}: takes what another program says of a step, signed with the
 * source's secret. Thread-safe.
 *
 * <p>Until its signature is checked a signal costs little: what has no signature, or an old one, is
 * refused by its headers alone; bodies are small, must come fast, and few are read at once.
 */
public final class SignalApi {

  /** Of a body. */
  static final int MOST_BYTES = 256 << 10;

  /** Bodies that are read at once: 64 MiB at most. */
  private static final int MOST_READ = 256;

  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_NAME = 200;
  private static final int UNKNOWN_SECRET = 32;

  private final SignalOptions options;
  private final Ledger ledger;
  private final Clock clock;
  private final Semaphore reading = new Semaphore(MOST_READ);

  /** Checked against where there is no source, so that its absence takes as long. */
  private final byte[] nobody = new byte[UNKNOWN_SECRET];

  public SignalApi(SignalOptions options, Ledger ledger, Clock clock) {
    this.options = options;
    this.ledger = ledger;
    this.clock = clock;
    new SecureRandom().nextBytes(nobody);
  }

  /** Its endpoint. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(
            "POST", "/v1/signals/{source}", "Takes a signed late signal of a source.", this::take));
  }

  private void take(Exchange exchange) {
    String name = exchange.pathParameter("source");
    String timestamp = exchange.header("X-Hone-Timestamp").orElse("");
    String signature = exchange.header("X-Hone-Signature").orElse("");
    if (!Signatures.hasShape(signature)) {
      throw unauthorized(
          "The header X-Hone-Signature must be 'v1=' and the HMAC-SHA256 in 64 lower-case"
              + " hexadecimal digits.");
    }
    if (!Signatures.isTimely(timestamp, clock.instant())) {
      throw unauthorized(
          "The header X-Hone-Timestamp must be the time of sending in seconds since 1970, at most "
              + Signatures.MOST_AGE.toMinutes()
              + " minutes ago and not in the future.");
    }
    byte[] body = body(exchange);
    SignalOptions.Source source = options.sources().get(name);
    byte[] secret = source == null ? nobody : source.secret();
    boolean right = Signatures.matches(Signatures.of(secret, name, timestamp, body), signature);
    if (source == null || !right) {
      throw unauthorized("The signature is not one of the source that the path names.");
    }
    LateSignal signal = read(name, Fields.of(Json.requestObject(body)));
    SignalLog.Taken taken = ledger.tenant(source.tenant()).signals().add(signal);
    exchange.sendJson(
        taken == SignalLog.Taken.WAITING ? 202 : 200,
        Json.object()
            .put("object", "signal")
            .put("event_id", signal.eventId())
            .put("state", taken.name().toLowerCase(Locale.ROOT)));
  }

  private byte[] body(Exchange exchange) {
    if (!reading.tryAcquire()) {
      throw new GatewayException(
          Code.OVERLOADED, "Too many signals are being read; send it again in a moment.");
    }
    try {
      return exchange.body(MOST_BYTES, BODY_TIMEOUT);
    } finally {
      reading.release();
    }
  }

  private static GatewayException unauthorized(String why) {
    return new GatewayException(Code.UNAUTHORIZED, why);
  }

  private static LateSignal read(String source, Fields fields) {
    String event = fields.requiredText("event_id");
    if (event.isBlank() || event.length() > MAX_NAME) {
      throw GatewayException.badRequest(
          "event_id", "'event_id' must have 1 to " + MAX_NAME + " characters.");
    }
    String session = fields.text("session");
    StepId step = step(fields);
    if ((step == null) == (session == null)) {
      throw GatewayException.badRequest(
          "step",
          "Name what the signal is about, once: 'step' (header X-Hone-Step of the answer),"
              + " 'response' (the answer's id) or 'session' (its id or your own key).");
    }
    if (session != null && (session.isBlank() || session.length() > MAX_NAME)) {
      throw GatewayException.badRequest(
          "session", "'session' must have 1 to " + MAX_NAME + " characters.");
    }
    LateSignal signal =
        new LateSignal(
            "signal:" + source + ":" + event,
            step,
            session,
            user(fields.text("user")),
            FeedbackApi.verdict(fields.node("verdict")),
            fields.number("score", -1, 1),
            fields.text("comment"),
            fields.text("demonstration"));
    if (signal.verdict() == null
        && signal.score() == null
        && signal.comment() == null
        && signal.demonstration() == null) {
      throw GatewayException.badRequest(
          "verdict",
          "The signal says nothing: send at least one of verdict, score, comment,"
              + " demonstration.");
    }
    return signal;
  }

  private static @Nullable StepId step(Fields fields) {
    String step = fields.text("step");
    String response = fields.text("response");
    if (step != null && response != null) {
      throw GatewayException.badRequest("response", "Send 'step' or 'response', not both.");
    }
    String field = step == null ? "response" : "step";
    String text = step == null ? response : step;
    if (text == null) {
      return null;
    }
    try {
      return step == null ? AnswerIds.stepOf(text) : StepId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new GatewayException(
          Code.BAD_REQUEST,
          "'" + field + "' must be an id that Hone gave with the answer.",
          field,
          e);
    }
  }

  private static @Nullable UserId user(@Nullable String name) {
    try {
      return name == null ? null : new UserId(name);
    } catch (IllegalArgumentException e) {
      throw new GatewayException(Code.BAD_REQUEST, "'user': " + e.getMessage() + ".", "user", e);
    }
  }
}
