package dev.hone.gateway.admin;

import dev.hone.core.UserId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.transfer.CallImport;
import dev.hone.gateway.transfer.CallJson;
import dev.hone.gateway.transfer.ExportCounts;
import dev.hone.gateway.transfer.ExportQuery;
import dev.hone.gateway.transfer.ExportQueryText;
import dev.hone.gateway.transfer.ExportShape;
import dev.hone.gateway.transfer.ImportCounts;
import dev.hone.gateway.transfer.LoggedCall;
import dev.hone.gateway.transfer.StepExport;
import dev.hone.gateway.transfer.TransferException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Import into the caller's tenant, and export of it. {@code hone import} reads the logs and sends
 * the calls here.
 */
final class TransferApi {

  /** Most calls in one request. */
  static final int MAX_CALLS = 1000;

  private static final String IMPORTED = "imported";

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin(
            "POST",
            "/api/import",
            "Adds logged calls as steps; those that are known already add nothing.",
            this::add),
        Endpoint.admin(
            "GET",
            "/api/export",
            "Steps as JSON lines; ?shape= ?agent= ?user= ?session= ?since= ?until= ?judged="
                + " ?summary=1.",
            this::export));
  }

  private void export(Exchange exchange, Caller caller) {
    String name = exchange.query("shape").orElse(ExportShape.HONE.wireName());
    ExportShape shape = Ids.parsed("shape", name, ExportShape::ofWireName);
    ExportQuery query = Ids.parsed("query", "", ignored -> ExportQueryText.read(exchange::query));
    RowStream rows = new RowStream(exchange);
    try {
      ExportCounts counts = new StepExport(caller.ledger()).run(query, shape, rows::add);
      if (exchange.query("summary").isPresent()) {
        rows.add(Json.object().set("summary", counts.json()));
      }
    } catch (TransferException e) {
      throw new GatewayException(
          GatewayException.Code.NOT_FOUND, e.getMessage() + ".", "session", e);
    }
    rows.end();
  }

  private void add(Exchange exchange, Caller caller) {
    ObjectNode body = Json.requestObject(exchange.body());
    JsonNode array = body.path("calls");
    if (!array.isArray() || array.size() > MAX_CALLS) {
      throw GatewayException.badRequest(
          "calls", "'calls' must be an array of at most " + MAX_CALLS + " calls.");
    }
    List<LoggedCall> calls = new ArrayList<>(array.size());
    for (JsonNode call : array) {
      calls.add(CallJson.read(call, "calls[" + calls.size() + "]"));
    }
    ImportCounts counts = new CallImport(caller.ledger(), defaults(body, caller)).add(calls);
    exchange.sendJson(
        200,
        Json.object()
            .put("added", counts.added())
            .put("known", counts.known())
            .put("unanswered", counts.unanswered()));
  }

  private static CallImport.Defaults defaults(ObjectNode body, Caller caller) {
    boolean consent = body.path("consent").asBoolean(false);
    if (consent && !caller.grant().consent()) {
      throw new GatewayException(
          GatewayException.Code.FORBIDDEN,
          "This key's steps may not be trained on, so it cannot say that imported ones may.");
    }
    JsonNode agent = body.path("agent");
    JsonNode user = body.path("user");
    return new CallImport.Defaults(
        agent.isString() ? Ids.agent(agent.stringValue()) : caller.grant().agent(),
        user.isString() ? Ids.user(user.stringValue()) : new UserId(IMPORTED),
        consent);
  }
}
