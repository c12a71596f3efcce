package dev.hone.gateway.openai;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.PolicyVersion;
import dev.hone.store.VersionBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/models}: every policy by its name, which means its live version, and every version
 * that the caller's tenant may see as {@code name@N}.
 */
public final class Models {

  private static final String OWNER = "hone";

  private final VersionBook book;

  public Models(VersionBook book) {
    this.book = book;
  }

  public void list(Exchange exchange, Caller caller) {
    ObjectNode root = Json.object().put("object", "list");
    ArrayNode data = root.putArray("data");
    all(caller).forEach(data::add);
    exchange.sendJson(200, root);
  }

  public void get(Exchange exchange, Caller caller) {
    String id = exchange.pathParameter("model");
    List<ObjectNode> all = all(caller);
    for (ObjectNode model : all) {
      if (model.path("id").stringValue().equals(id)) {
        exchange.sendJson(200, model);
        return;
      }
    }
    throw new GatewayException(
        GatewayException.Code.UNKNOWN_MODEL,
        "The model '"
            + id
            + "' does not exist: known are "
            + String.join(
                ", ", all.stream().map(m -> m.path("id").stringValue()).limit(20).toList())
            + ".",
        "model",
        null);
  }

  private List<ObjectNode> all(Caller caller) {
    List<ObjectNode> models = new ArrayList<>();
    for (String policy : book.policies()) {
      List<PolicyVersion> versions = book.list(caller.tenant(), policy);
      Instant created = versions.isEmpty() ? Instant.EPOCH : versions.getFirst().created();
      models.add(model(policy, created));
      for (PolicyVersion version : versions) {
        models.add(model(version.ref().toString(), version.created()));
      }
    }
    return models;
  }

  private static ObjectNode model(String id, Instant created) {
    return Json.object()
        .put("id", id)
        .put("object", "model")
        .put("created", created.getEpochSecond())
        .put("owned_by", OWNER);
  }
}
