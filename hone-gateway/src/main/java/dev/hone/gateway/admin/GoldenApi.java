package dev.hone.gateway.admin;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.GoldenCase;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Golden cases: what the caller's tenant demands of each version before it goes live. */
final class GoldenApi {

  private static final int MAX_NAME = 200;

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin("GET", "/api/golden", "Lists the tenant's golden cases.", this::list),
        Endpoint.admin("POST", "/api/golden", "Adds or changes a golden case.", this::put),
        Endpoint.admin("DELETE", "/api/golden/{id}", "Removes a golden case.", this::remove));
  }

  private void list(Exchange exchange, Caller caller) {
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("golden");
    caller.ledger().golden().all().forEach(one -> array.add(view(one)));
    exchange.sendJson(200, root);
  }

  private void put(Exchange exchange, Caller caller) {
    ObjectNode body = Json.requestObject(exchange.body());
    Fields fields = Fields.of(body);
    String name = fields.requiredText("name");
    String policy = fields.requiredText("policy");
    if (name.isBlank() || name.length() > MAX_NAME || policy.length() > MAX_NAME) {
      throw GatewayException.badRequest(
          "name", "'name' and 'policy' must have 1 to " + MAX_NAME + " characters.");
    }
    JsonNode messages = body.path("messages");
    if (messages.isMissingNode()) {
      ArrayNode one = Json.array();
      one.addObject().put("role", "user").put("content", fields.requiredText("prompt"));
      messages = one;
    }
    String asked = messages.toString();
    String checks = body.path("check").toString();
    exchange.sendJson(
        200,
        view(
            Ids.parsed(
                "check", checks, text -> caller.ledger().golden().put(policy, name, asked, text))));
  }

  private void remove(Exchange exchange, Caller caller) {
    UUID id = Ids.inPath(exchange, "id", "golden case", UUID::fromString);
    if (!caller.ledger().golden().remove(id)) {
      throw Ids.none("golden case", id);
    }
    exchange.sendJson(200, Json.object().put("id", id.toString()).put("removed", true));
  }

  private static ObjectNode view(GoldenCase one) {
    ObjectNode root =
        Json.object()
            .put("id", one.id().toString())
            .put("policy", one.policy())
            .put("name", one.name())
            .put("created", one.created().toString());
    root.set("messages", Json.read(one.messages()));
    root.set("check", Json.read(one.checks()));
    return root;
  }
}
