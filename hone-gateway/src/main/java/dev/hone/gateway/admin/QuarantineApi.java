package dev.hone.gateway.admin;

import dev.hone.core.UserId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.QuarantineBook;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Users of the caller's tenant whose steps are kept but not trained on. */
final class QuarantineApi {

  private static final int MAX_REASON = 2000;

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin("GET", "/api/quarantine", "Lists users in quarantine.", this::list),
        Endpoint.admin("POST", "/api/quarantine", "Puts a user in quarantine by hand.", this::hold),
        Endpoint.admin(
            "POST", "/api/quarantine/{user}/release", "Lets a user train again.", this::release));
  }

  private void list(Exchange exchange, Caller caller) {
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("quarantine");
    caller.ledger().quarantine().all().forEach(held -> array.add(view(held)));
    exchange.sendJson(200, root);
  }

  private void hold(Exchange exchange, Caller caller) {
    Fields fields = Fields.of(Json.requestObject(exchange.body()));
    UserId user = Ids.user(fields.requiredText("user"));
    String given = fields.text("reason");
    String reason = given == null ? "by hand" : given;
    if (reason.length() > MAX_REASON) {
      throw GatewayException.badRequest(
          "reason", "'reason' must have at most " + MAX_REASON + " characters.");
    }
    QuarantineBook book = caller.ledger().quarantine();
    book.hold(user, reason, "{}", actor(caller));
    exchange.sendJson(200, view(book.find(user).orElseThrow(() -> Ids.none("user", user))));
  }

  private void release(Exchange exchange, Caller caller) {
    UserId user = Ids.inPath(exchange, "user", "user", UserId::new);
    QuarantineBook book = caller.ledger().quarantine();
    if (!book.release(user, actor(caller))) {
      throw Ids.none("user in quarantine", user);
    }
    exchange.sendJson(200, view(book.find(user).orElseThrow(() -> Ids.none("user", user))));
  }

  private static String actor(Caller caller) {
    return "person:" + caller.grant().agent();
  }

  private static ObjectNode view(QuarantineBook.Held held) {
    ObjectNode root =
        Json.object()
            .put("user", held.user().value())
            .put("held", held.held())
            .put("reason", held.reason())
            .put("since", held.since().toString())
            .put("released", held.released() == null ? null : held.released().toString())
            .put("actor", held.actor());
    root.set("evidence", Json.read(held.evidence()));
    return root;
  }
}
