package dev.hone.gateway.admin;

import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.gateway.capture.TokenJson;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.LessonArm;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sessions and steps of the caller's tenant. */
final class SessionsApi {

  private static final int LISTED = 50;
  private static final int MOST_LISTED = 1000;

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin(
            "GET", "/api/sessions", "Lists sessions, newest first; ?user= ?limit=.", this::list),
        Endpoint.admin(
            "GET", "/api/sessions/{id}", "A session's steps, by its id or key.", this::session),
        Endpoint.admin(
            "GET",
            "/api/steps/{id}",
            "One step with what came after it; ?tokens=1 adds token ids and log-probs.",
            this::step));
  }

  private void list(Exchange exchange, Caller caller) {
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("sessions");
    caller
        .ledger()
        .steps()
        .sessions(
            exchange.query("user").map(Ids::user).orElse(null),
            Ids.limit(exchange, LISTED, MOST_LISTED))
        .forEach(session -> array.add(View.session(session)));
    exchange.sendJson(200, root);
  }

  private void session(Exchange exchange, Caller caller) {
    String name = exchange.pathParameter("id");
    StepLog log = caller.ledger().steps();
    Optional<StepRecord> last = log.lastStep(name).flatMap(log::find);
    SessionId id =
        last.map(StepRecord::session)
            .orElseGet(() -> Ids.inPath(exchange, "id", "session", SessionId::parse));
    List<StepRecord> steps = log.ofSession(id);
    if (steps.isEmpty()) {
      throw Ids.none("session", name);
    }
    ObjectNode root = Json.object().put("id", id.toString());
    root.put("user", steps.getFirst().user().value());
    ArrayNode array = root.putArray("steps");
    for (StepRecord step : steps) {
      ObjectNode one = View.step(step);
      one.set("asked", View.messages(List.of(step.prompt().messages().getLast())).get(0));
      array.add(one);
    }
    exchange.sendJson(200, root);
  }

  private void step(Exchange exchange, Caller caller) {
    StepId id = Ids.inPath(exchange, "id", "step", StepId::parse);
    StepRecord step = caller.ledger().steps().find(id).orElseThrow(() -> Ids.none("step", id));
    ObjectNode root = View.step(step);
    root.set("prompt", View.prompt(step.prompt()));
    ArrayNode nextStates = root.putArray("next_states");
    caller
        .ledger()
        .steps()
        .nextStates(id)
        .forEach(
            next ->
                nextStates
                    .addObject()
                    .put("repeated", next.repeated())
                    .set("messages", View.messages(next.messages())));
    ArrayNode judgements = root.putArray("judgements");
    caller.ledger().signals().judgements(id).forEach(one -> judgements.add(View.judgement(one)));
    ArrayNode withheld = root.putArray("lessons_withheld");
    for (LessonArm arm : caller.ledger().lessons().arms(id)) {
      if (arm.withheld()) {
        withheld.add(arm.lesson().toString());
      }
    }
    ArrayNode feedback = root.putArray("feedback");
    caller.ledger().signals().feedback(id).forEach(one -> feedback.add(View.feedback(one)));
    StepResult result = step.result();
    if (result != null && exchange.query("tokens").isPresent()) {
      TokenJson.into(root, result);
    }
    exchange.sendJson(200, root);
  }
}
