package dev.hone.gateway.admin;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.Erasure;
import dev.hone.store.Erasure.Counts;
import dev.hone.store.Erasure.Report;
import dev.hone.store.Erasure.Subject;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Erases what a user, a session or the caller's whole tenant has said. */
final class EraseApi {

  /** Of one request; the caller asks again until it is done, so no request is held for minutes. */
  private static final int BATCHES = 50;

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin(
            "POST",
            "/api/erase",
            "Erases a user, a session or the tenant; dry_run only counts. Ask again until done.",
            this::erase));
  }

  private void erase(Exchange exchange, Caller caller) {
    Fields fields = Fields.of(Json.requestObject(exchange.body()));
    Subject subject = subject(fields);
    Erasure erasure = caller.ledger().erasure();
    boolean dryRun = fields.flag("dry_run");
    ObjectNode root = Json.object().put("object", "erasure").put("dry_run", dryRun);
    Report report =
        dryRun
            ? erasure.preview(subject)
            : erasure.erase(subject, "person:" + caller.grant().agent(), BATCHES);
    root.put("done", report.done());
    if (!dryRun && report.done()) {
      root.put("scrubbed", erasure.scrub());
    }
    write(report.counts(), dryRun, root.putObject("counts"));
    ArrayNode versions = root.putArray("versions");
    for (Erasure.Shaped shaped : report.versions()) {
      versions
          .addObject()
          .put("version", shaped.ref().toString())
          .put("scope", shaped.scope().key())
          .put("state", View.lower(shaped.state()))
          .put("steps", shaped.steps());
    }
    exchange.sendJson(200, root);
  }

  private static Subject subject(Fields fields) {
    String user = fields.text("user");
    String session = fields.text("session");
    boolean tenant = fields.flag("tenant");
    if ((user == null ? 0 : 1) + (session == null ? 0 : 1) + (tenant ? 1 : 0) != 1) {
      throw GatewayException.badRequest(
          null, "Say what to erase with exactly one of 'user', 'session' and 'tenant': true.");
    }
    if (user != null) {
      return new Subject.OfUser(Ids.user(user));
    }
    return session != null ? new Subject.OfSession(session) : new Subject.OfTenant();
  }

  private static void write(Counts counts, boolean dryRun, ObjectNode node) {
    node.put("sessions", counts.sessions()).put("steps", counts.steps());
    if (!dryRun) {
      // Which messages others share is known only when they are removed.
      node.put("messages", counts.messages());
    }
    node.put("next_states", counts.nextStates())
        .put("judgements", counts.judgements())
        .put("feedback", counts.feedback())
        .put("lessons", counts.lessons())
        .put("leases", counts.leases());
  }
}
