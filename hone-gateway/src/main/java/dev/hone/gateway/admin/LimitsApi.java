package dev.hone.gateway.admin;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.limit.LimitOptions;
import dev.hone.store.AuditLog;
import dev.hone.store.CallLimit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Limits that the caller's tenant sets itself, and its audit. */
final class LimitsApi {

  private static final int MAX_NAME = 200;
  private static final int USUAL_LINES = 100;
  private static final int MOST_LINES = 1000;

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin("GET", "/api/limits", "Lists the tenant's own limits.", this::list),
        Endpoint.admin("POST", "/api/limits", "Sets a limit.", this::set),
        Endpoint.admin("DELETE", "/api/limits/{id}", "Removes a limit.", this::remove),
        Endpoint.admin(
            "GET",
            "/api/audit",
            "What was changed by hand or tried in vain, newest first; ?limit= narrows.",
            this::audit));
  }

  private void list(Exchange exchange, Caller caller) {
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("limits");
    caller.ledger().limits().all().forEach(limit -> array.add(view(limit)));
    exchange.sendJson(200, root);
  }

  private void set(Exchange exchange, Caller caller) {
    Fields fields = Fields.of(Json.requestObject(exchange.body()));
    CallLimit.Kind kind =
        MoneyApi.word("kind", fields.requiredText("kind"), CallLimit.Kind.values());
    String name = name(kind, fields.text("name"));
    Long requests = bound(fields, "requests_per_minute");
    Long tokens = bound(fields, "tokens_per_minute");
    Long concurrent = bound(fields, "concurrent");
    if (requests == null && tokens == null && concurrent == null) {
      throw GatewayException.badRequest(
          "requests_per_minute",
          "Send at least one of 'requests_per_minute', 'tokens_per_minute' and 'concurrent'.");
    }
    exchange.sendJson(
        200, view(caller.ledger().limits().set(kind, name, requests, tokens, concurrent)));
  }

  private static @Nullable Long bound(Fields fields, String name) {
    return fields.whole(name, 1, LimitOptions.Bounds.MOST);
  }

  private static String name(CallLimit.Kind kind, @Nullable String name) {
    if (kind == CallLimit.Kind.TENANT) {
      if (name != null && !name.isEmpty()) {
        throw GatewayException.badRequest("name", "A limit of the tenant has no 'name'.");
      }
      return "";
    }
    if (name == null || name.isBlank() || name.length() > MAX_NAME) {
      throw GatewayException.badRequest(
          "name",
          "'name' says whom the limit bounds, or * for each; 1 to " + MAX_NAME + " characters.");
    }
    return kind == CallLimit.Kind.KEY && !name.equals(CallLimit.EACH)
        ? Ids.parsed("name", name, UUID::fromString).toString()
        : name;
  }

  private void remove(Exchange exchange, Caller caller) {
    UUID id = Ids.inPath(exchange, "id", "limit", UUID::fromString);
    if (!caller.ledger().limits().remove(id)) {
      throw Ids.none("limit", id);
    }
    exchange.sendJson(200, Json.object().put("id", id.toString()).put("removed", true));
  }

  private static ObjectNode view(CallLimit limit) {
    return Json.object()
        .put("id", limit.id().toString())
        .put("kind", limit.kind().name().toLowerCase(Locale.ROOT))
        .put("name", limit.name())
        .put("requests_per_minute", limit.requests())
        .put("tokens_per_minute", limit.tokens())
        .put("concurrent", limit.concurrent());
  }

  private void audit(Exchange exchange, Caller caller) {
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("audit");
    for (AuditLog.Line line :
        caller.ledger().audit().newest(Ids.limit(exchange, USUAL_LINES, MOST_LINES))) {
      array
          .addObject()
          .put("at", line.at().toString())
          .put("action", line.action())
          .put("subject", line.subject())
          .put("detail", line.detail());
    }
    exchange.sendJson(200, root);
  }
}
