package dev.hone.gateway.openai;

import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.Verdict;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.Feedback;
import dev.hone.store.StepLog;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /v1/feedback} and {@code POST /v1/sessions/{session}/done}: what is said of a step
 * outside the conversation. Thread-safe.
 */
public final class FeedbackApi {

  private static final int MAX_EVENT_ID = 200;

  private final Supplier<String> eventIds;

  /**
   * @param eventIds makes an event id when the sender gave none
   */
  public FeedbackApi(Supplier<String> eventIds) {
    this.eventIds = eventIds;
  }

  public void add(Exchange exchange, Caller caller) {
    Fields fields = Fields.of(Json.requestObject(exchange.body()));
    StepId step = step(fields, caller.ledger().steps());
    Verdict verdict = verdict(fields.node("verdict"));
    Double score = fields.number("score", -1, 1);
    String comment = fields.text("comment");
    String demonstration = fields.text("demonstration");
    if (verdict == null && score == null && comment == null && demonstration == null) {
      throw GatewayException.badRequest(
          "verdict",
          "The feedback says nothing: send at least one of verdict, score, comment,"
              + " demonstration.");
    }
    String event = fields.text("event_id");
    if (event == null) {
      event = eventIds.get();
    } else if (event.isBlank() || event.length() > MAX_EVENT_ID) {
      throw GatewayException.badRequest(
          "event_id", "'event_id' must have 1 to " + MAX_EVENT_ID + " characters.");
    }
    boolean fresh =
        caller
            .ledger()
            .signals()
            .add(new Feedback(event, step, verdict, score, comment, demonstration));
    exchange.sendJson(
        200,
        Json.object()
            .put("object", "feedback")
            .put("event_id", event)
            .put("step", step.toString())
            .put("known", !fresh));
  }

  private static StepId step(Fields fields, StepLog steps) {
    String step = either(fields, "step", "step_id");
    if (step != null) {
      StepId id;
      try {
        id = StepId.parse(step);
      } catch (IllegalArgumentException e) {
        throw new GatewayException(
            Code.BAD_REQUEST,
            "'step' must be a step id, as in the answer's header X-Hone-Step.",
            "step",
            e);
      }
      if (steps.find(id).isEmpty()) {
        throw new GatewayException(Code.NOT_FOUND, "There is no step " + step + ".", "step", null);
      }
      return id;
    }
    String session = either(fields, "session", "session_id");
    if (session == null) {
      throw GatewayException.badRequest(
          "step",
          "Name what the feedback is about: 'step' (header X-Hone-Step of the answer) or 'session'"
              + " (its id or your own key; the last answer is meant).");
    }
    return lastStep(steps, session);
  }

  private static @Nullable String either(Fields fields, String name, String longName) {
    String value = fields.text(name);
    return value != null ? value : fields.text(longName);
  }

  private static StepId lastStep(StepLog steps, String session) {
    return steps
        .lastStep(session)
        .orElseThrow(
            () ->
                new GatewayException(
                    Code.NOT_FOUND,
                    "There is no session '" + session + "' with an answer.",
                    "session",
                    null));
  }

  /** A verdict in any of its spellings. */
  public static @Nullable Verdict verdict(@Nullable JsonNode node) {
    if (node == null) {
      return null;
    }
    Optional<Verdict> verdict =
        switch (node.isString() ? node.stringValue().toLowerCase(Locale.ROOT) : Json.text(node)) {
          case "good", "1", "+1" -> Optional.of(Verdict.GOOD);
          case "neutral", "0" -> Optional.of(Verdict.NEUTRAL);
          case "bad", "-1" -> Optional.of(Verdict.BAD);
          default -> Optional.empty();
        };
    return verdict.orElseThrow(
        () ->
            GatewayException.badRequest(
                "verdict", "'verdict' must be good, neutral or bad (or 1, 0, -1)."));
  }

  /** Marks a session as finished, by its id or the caller's own key. */
  public void done(Exchange exchange, Caller caller) {
    StepLog steps = caller.ledger().steps();
    StepId last = lastStep(steps, exchange.pathParameter("session"));
    SessionId session =
        steps
            .find(last)
            .orElseThrow(() -> new GatewayException(Code.NOT_FOUND, "The session is gone."))
            .session();
    steps.finish(session);
    exchange.sendJson(
        200,
        Json.object().put("object", "session").put("id", session.toString()).put("done", true));
  }
}
