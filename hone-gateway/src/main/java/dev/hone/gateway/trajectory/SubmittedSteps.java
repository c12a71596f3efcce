package dev.hone.gateway.trajectory;

import dev.hone.core.Line;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.Feedback;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog;
import dev.hone.store.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /submit_steps}: steps of agents that call a model without the gateway. All are read
 * before one is kept. They are not trained on, whatever tokens they bring: only those of an engine
 * of this installation are known to be what a version said.
 */
final class SubmittedSteps {

  /** Most steps in one request. */
  static final int MAX_STEPS = 1000;

  /** Who answered, for submitted steps. */
  static final String ENGINE = "submitted";

  static final String UNTRAINABLE =
      "submitted: the tokens do not come from an engine of this installation";

  private static final String DEFAULT_USER = "default";

  private SubmittedSteps() {}

  static void add(Exchange exchange, Caller caller) {
    TrajectoryApi.requireTrain(exchange.query("channel").orElse(null), caller);
    ObjectNode body = Json.requestObject(exchange.body());
    JsonNode array = body.path("steps");
    if (!array.isArray() || array.size() > MAX_STEPS) {
      throw GatewayException.badRequest(
          "steps", "'steps' must be an array of at most " + MAX_STEPS + " steps.");
    }
    List<SubmittedStep> steps = new ArrayList<>(array.size());
    TreeSet<String> notKept = new TreeSet<>();
    for (JsonNode node : array) {
      String path = "steps[" + steps.size() + "]";
      if (!(node instanceof ObjectNode object)) {
        throw GatewayException.badRequest(path, "'" + path + "' must be an object.");
      }
      SubmittedStep step = SubmittedStep.read(object, path);
      steps.add(step);
      notKept.addAll(step.notKept());
    }
    UserId user = user(exchange);
    int known = 0;
    for (SubmittedStep step : steps) {
      known += keep(step, user, caller) ? 0 : 1;
    }
    exchange.sendJson(
        200,
        NotKept.ok(notKept)
            .put("accepted", steps.size())
            .put("submitted", steps.size())
            .put("known", known));
  }

  private static UserId user(Exchange exchange) {
    String name = exchange.header("X-User-Id").orElse(DEFAULT_USER);
    try {
      return new UserId(name);
    } catch (IllegalArgumentException e) {
      throw new GatewayException(
          Code.BAD_REQUEST, "'X-User-Id': " + e.getMessage() + ".", "X-User-Id", e);
    }
  }

  /** False if it was known. */
  private static boolean keep(SubmittedStep step, UserId user, Caller caller) {
    StepLog log = caller.ledger().steps();
    return switch (log.open(draft(step, user, caller))) {
      case OpenedStep.Fresh fresh -> {
        log.complete(fresh.step(), result(step));
        finish(step, fresh.step(), fresh.session(), caller);
        yield true;
      }
      case OpenedStep.Replay replay -> {
        // A sender that was cut off before the reward was kept sends it again.
        finish(step, replay.step(), replay.session(), caller);
        yield false;
      }
      case OpenedStep.InProgress running ->
          throw new GatewayException(
              Code.CONFLICT, name(step) + " is being kept right now; send it again in a moment.");
      case OpenedStep.OverBudget over ->
          throw new IllegalStateException("a submitted step has no bound, so no budget refuses it");
      case OpenedStep.Mismatch other ->
          throw new GatewayException(
              Code.CONFLICT,
              name(step)
                  + " is kept already with another content (step "
                  + other.step()
                  + "); those before it are kept. Give each step a 'step_index' of its own.");
    };
  }

  private static String name(SubmittedStep step) {
    return "The step " + step.index() + " of trajectory '" + step.trajectory() + "'";
  }

  private static void finish(SubmittedStep step, StepId id, SessionId session, Caller caller) {
    if (step.reward() != null) {
      caller
          .ledger()
          .signals()
          .add(new Feedback("submitted:" + id, id, null, step.reward(), null, null));
    }
    if (step.last()) {
      caller.ledger().steps().finish(session);
    }
  }

  private static StepDraft draft(SubmittedStep step, UserId user, Caller caller) {
    return new StepDraft(
        caller.grant().agent(),
        user,
        step.trajectory(),
        "submitted:" + step.trajectory() + ":" + step.index(),
        Line.MAIN,
        step.model(),
        null,
        step.prompt(),
        Json.bytes(step.json()),
        List.of(),
        ENGINE,
        caller.grant().consent());
  }

  private static StepResult result(SubmittedStep step) {
    // Tokens were counted and paid for elsewhere: they are no usage of today's.
    return new StepResult(
        step.response(),
        Json.bytes(step.json().path("response")),
        step.promptIds(),
        step.responseIds(),
        step.logprobs(),
        List.of(),
        "",
        0,
        0,
        "",
        UNTRAINABLE,
        0,
        new StepResult.Timings(0, 0));
  }
}
