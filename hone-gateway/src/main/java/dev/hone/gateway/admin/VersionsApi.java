package dev.hone.gateway.admin;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.VersionRef;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.VersionBook;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Versions of the caller's tenant: what they are, how they came to be, promotion and rollback. */
final class VersionsApi {

  private static final int MAX_REASON = 2000;

  private final VersionBook book;
  private final Runnable refreshRoutes;

  /**
   * @param refreshRoutes makes what was decided hold for the next request
   */
  VersionsApi(VersionBook book, Runnable refreshRoutes) {
    this.book = book;
    this.refreshRoutes = refreshRoutes;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin("GET", "/api/versions", "Lists versions; ?policy= narrows.", this::list),
        Endpoint.admin(
            "GET",
            "/api/versions/{ref}",
            "One version: history, evidence, lineage; ?lineage=1 lists the steps.",
            this::get),
        Endpoint.admin(
            "GET",
            "/api/versions/{ref}/explain",
            "Where a version comes from, who shaped it, every decision with its evidence.",
            this::explain),
        Endpoint.admin(
            "POST", "/api/versions/{ref}/promote", "Makes a version live by hand.", this::promote),
        Endpoint.admin(
            "POST", "/api/rollback", "Takes the live version of a scope back.", this::rollback));
  }

  private void list(Exchange exchange, Caller caller) {
    List<String> policies = exchange.query("policy").map(List::of).orElseGet(book::policies);
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("versions");
    for (String policy : policies) {
      book.list(caller.tenant(), policy).forEach(version -> array.add(View.version(version)));
    }
    exchange.sendJson(200, root);
  }

  private PolicyVersion named(Exchange exchange, Caller caller) {
    VersionRef ref = Ids.version(exchange);
    return book.find(caller.tenant(), ref).orElseThrow(() -> Ids.none("version", ref));
  }

  private void get(Exchange exchange, Caller caller) {
    PolicyVersion version = named(exchange, caller);
    ObjectNode root = View.version(version);
    ArrayNode history = root.putArray("history");
    for (ReleaseEvent event : book.history(caller.tenant(), version.ref())) {
      history.add(View.event(event));
    }
    List<StepId> steps = book.lineage(caller.tenant(), version.ref());
    ObjectNode lineage = root.putObject("lineage").put("steps", steps.size());
    if (exchange.query("lineage").isPresent()) {
      ArrayNode ids = lineage.putArray("step_ids");
      steps.forEach(step -> ids.add(step.toString()));
    }
    exchange.sendJson(200, root);
  }

  private void explain(Exchange exchange, Caller caller) {
    exchange.sendJson(200, new Explanation(book).of(caller.tenant(), named(exchange, caller)));
  }

  private void promote(Exchange exchange, Caller caller) {
    PolicyVersion version = named(exchange, caller);
    byte[] body = exchange.body();
    Fields fields = Fields.of(body.length == 0 ? Json.object() : Json.requestObject(body));
    if (version.state() == ReleaseState.LIVE) {
      throw new GatewayException(Code.CONFLICT, version.ref() + " is live already.");
    }
    if (!version.state().mayBecome(ReleaseState.LIVE)) {
      throw new GatewayException(
          Code.CONFLICT,
          version.ref() + " is " + View.lower(version.state()) + " and cannot become live.");
    }
    ReleaseEvent event =
        book.move(
            caller.tenant(),
            version.ref(),
            version.state(),
            ReleaseState.LIVE,
            actor(caller),
            byHand(fields));
    refreshRoutes.run();
    ObjectNode root =
        View.version(
            book.find(caller.tenant(), version.ref())
                .orElseThrow(() -> Ids.none("version", version.ref())));
    root.set("event", View.event(event));
    exchange.sendJson(200, root);
  }

  private void rollback(Exchange exchange, Caller caller) {
    Fields fields = Fields.of(Json.requestObject(exchange.body()));
    String policy = fields.requiredText("policy");
    Scope scope = Ids.scope(fields.requiredText("scope"));
    VersionRef serving =
        book.rollback(caller.tenant(), policy, scope, actor(caller), byHand(fields));
    refreshRoutes.run();
    exchange.sendJson(
        200,
        Json.object()
            .put("policy", policy)
            .put("scope", scope.key())
            .put("serving", serving.toString()));
  }

  private static String actor(Caller caller) {
    return "person:" + caller.grant().agent();
  }

  private static String byHand(Fields fields) {
    @Nullable String reason = fields.text("reason");
    if (reason != null && reason.length() > MAX_REASON) {
      throw GatewayException.badRequest(
          "reason", "'reason' must have at most " + MAX_REASON + " characters.");
    }
    return Json.text(Json.object().put("by", "hand").put("reason", reason));
  }
}
