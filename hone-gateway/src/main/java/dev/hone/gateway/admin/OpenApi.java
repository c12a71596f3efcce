package dev.hone.gateway.admin;

import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/openapi.json}: an OpenAPI 3.1 document made from the route table itself. */
final class OpenApi {

  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  /** Fields of request bodies: name, and type; a leading star marks a required one. */
  private static final Map<String, List<String>> BODIES =
      Map.of(
          "POST /api/lessons",
          List.of("*scope:string", "*text:string", "source:string", "supersedes:array"),
          "PATCH /api/lessons/{id}",
          List.of("text:string", "state:string"),
          "POST /api/versions/{ref}/promote",
          List.of("reason:string"),
          "POST /api/rollback",
          List.of("*policy:string", "*scope:string", "reason:string"),
          "POST /v1/feedback",
          List.of(
              "step:string",
              "session:string",
              "verdict:string",
              "score:number",
              "comment:string",
              "demonstration:string",
              "event_id:string"),
          "POST /v1/chat/completions",
          List.of("*model:string", "*messages:array", "tools:array", "stream:boolean"),
          "POST /v1/responses",
          List.of(
              "*model:string",
              "*input:array",
              "instructions:string",
              "previous_response_id:string",
              "tools:array",
              "stream:boolean"),
          "POST /v1/messages",
          List.of(
              "*model:string",
              "*messages:array",
              "*max_tokens:integer",
              "system:string",
              "tools:array",
              "stream:boolean"),
          "POST /v1/messages/count_tokens",
          List.of("*model:string", "*messages:array", "system:string", "tools:array"));

  /** Those of the endpoints for keys and money. */
  private static final Map<String, List<String>> MONEY_BODIES =
      Map.of(
          "POST /api/keys",
          List.of(
              "agent:string",
              "purpose:string",
              "scopes:array",
              "consent:boolean",
              "lessons:boolean",
              "admin:boolean",
              "expires_in_seconds:integer"),
          "POST /api/keys/{id}/rotate",
          List.of("overlap_seconds:integer"),
          "POST /api/budgets",
          List.of(
              "*kind:string", "name:string", "*period:string", "tokens:integer", "money:number"),
          "POST /api/limits",
          List.of(
              "*kind:string",
              "name:string",
              "requests_per_minute:integer",
              "tokens_per_minute:integer",
              "concurrent:integer"),
          "POST /api/privacy",
          List.of("retention_days:integer", "redaction_terms:array"),
          "POST /v1/signals/{source}",
          List.of(
              "*event_id:string",
              "step:string",
              "response:string",
              "session:string",
              "user:string",
              "verdict:string",
              "score:number",
              "comment:string",
              "demonstration:string"));

  private final byte[] document;

  OpenApi(List<Endpoint> endpoints) {
    this.document = Json.bytes(document(endpoints));
  }

  void send(Exchange exchange) {
    exchange.send(200, "application/json", document);
  }

  private static ObjectNode document(List<Endpoint> endpoints) {
    ObjectNode root = Json.object().put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", "Hone")
        .put("description", "Agents that get better by being used.")
        .put("version", "1");
    ObjectNode paths = root.putObject("paths");
    for (Endpoint endpoint : endpoints) {
      ObjectNode path =
          paths.path(endpoint.pattern()) instanceof ObjectNode known
              ? known
              : paths.putObject(endpoint.pattern());
      path.set(endpoint.method().toLowerCase(Locale.ROOT), operation(endpoint));
    }
    ObjectNode components = root.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("key")
        .put("type", "http")
        .put("scheme", "bearer");
    ObjectNode error = components.putObject("schemas").putObject("Error").put("type", "object");
    ObjectNode fields =
        error
            .putObject("properties")
            .putObject("error")
            .put("type", "object")
            .putObject("properties");
    for (String field : List.of("message", "type", "param", "code", "request_id")) {
      fields.putObject(field).putArray("type").add("string").add("null");
    }
    return root;
  }

  private static ObjectNode operation(Endpoint endpoint) {
    ObjectNode operation = Json.object().put("summary", endpoint.summary());
    ArrayNode parameters = operation.putArray("parameters");
    Matcher matcher = PARAMETER.matcher(endpoint.pattern());
    while (matcher.find()) {
      parameters
          .addObject()
          .put("name", matcher.group(1))
          .put("in", "path")
          .put("required", true)
          .putObject("schema")
          .put("type", "string");
    }
    String name = endpoint.method() + " " + endpoint.pattern();
    List<String> body = BODIES.containsKey(name) ? BODIES.get(name) : MONEY_BODIES.get(name);
    if (body != null) {
      operation.set("requestBody", body(body));
    }
    ArrayNode security = operation.putArray("security");
    switch (endpoint.access()) {
      case OPEN -> {}
      case KEY -> security.addObject().putArray("key");
      case ADMIN -> {
        security.addObject().putArray("key");
        operation.put("description", "Needs a key with admin rights.");
      }
    }
    ObjectNode responses = operation.putObject("responses");
    responses.putObject("2XX").put("description", "Done.");
    responses
        .putObject("default")
        .put("description", "What went wrong.")
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/Error");
    return operation;
  }

  private static ObjectNode body(List<String> fields) {
    ObjectNode root = Json.object().put("required", true);
    ObjectNode schema =
        root.putObject("content")
            .putObject("application/json")
            .putObject("schema")
            .put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (String field : fields) {
      boolean must = field.startsWith("*");
      int colon = field.indexOf(':');
      String name = field.substring(must ? 1 : 0, colon);
      properties.putObject(name).put("type", field.substring(colon + 1));
      if (must) {
        required.add(name);
      }
    }
    return root;
  }
}
