package dev.hone.gateway.admin;

import dev.hone.core.AgentId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.KeyGrant;
import dev.hone.store.KeyGrant.Scope;
import dev.hone.store.KeyRing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** API keys of the caller's tenant. */
final class KeysApi {

  /** How long an old key goes on beside the new one, when nobody says: a day. */
  static final long OVERLAP_SECONDS = Duration.ofDays(1).toSeconds();

  /** Ten years, which is as good as no end. */
  private static final long MOST_SECONDS = Duration.ofDays(3653).toSeconds();

  private static final int MAX_PURPOSE = 200;

  private final Clock clock;

  KeysApi(Clock clock) {
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin("GET", "/api/keys", "Lists keys, without their secrets.", this::list),
        Endpoint.admin("POST", "/api/keys", "Makes a key; shows its secret once.", this::issue),
        Endpoint.admin("DELETE", "/api/keys/{id}", "Ends a key at once.", this::revoke),
        Endpoint.admin(
            "POST", "/api/keys/{id}/rotate", "A new key for an old one, no gap.", this::rotate));
  }

  private void list(Exchange exchange, Caller caller) {
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("keys");
    caller.ledger().keys().all().forEach(key -> array.add(view(key)));
    exchange.sendJson(200, root);
  }

  private void issue(Exchange exchange, Caller caller) {
    Fields fields = Fields.of(Json.requestObject(exchange.body()));
    String agent = fields.text("agent");
    String purpose = fields.text("purpose");
    if (purpose != null && purpose.length() > MAX_PURPOSE) {
      throw GatewayException.badRequest(
          "purpose", "'purpose' may have " + MAX_PURPOSE + " characters at most.");
    }
    Long seconds = fields.whole("expires_in_seconds", 1, MOST_SECONDS);
    KeyGrant grant =
        new KeyGrant(
            caller.tenant(),
            agent == null ? caller.grant().agent() : Ids.parsed("agent", agent, AgentId::new),
            purpose == null ? "" : purpose,
            flag(fields, "consent", true),
            flag(fields, "lessons", true),
            flag(fields, "admin", false),
            scopes(fields),
            seconds == null ? null : clock.instant().plusSeconds(seconds));
    send(exchange, caller, caller.ledger().keys().issue(grant));
  }

  private static boolean flag(Fields fields, String name, boolean otherwise) {
    return fields.has(name) ? fields.flag(name) : otherwise;
  }

  private static Set<Scope> scopes(Fields fields) {
    JsonNode array = fields.node("scopes");
    if (array == null) {
      return EnumSet.allOf(Scope.class);
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (JsonNode one : array) {
      scopes.add(
          switch (one.asString("")) {
            case "calls" -> Scope.CALLS;
            case "feedback" -> Scope.FEEDBACK;
            default ->
                throw GatewayException.badRequest(
                    "scopes", "'scopes' holds calls and feedback, not " + one + ".");
          });
    }
    return scopes;
  }

  private void revoke(Exchange exchange, Caller caller) {
    UUID id = id(exchange);
    caller.ledger().keys().revoke(id);
    exchange.sendJson(200, Json.object().put("id", id.toString()).put("revoked", true));
  }

  private void rotate(Exchange exchange, Caller caller) {
    byte[] body = exchange.body();
    @Nullable Long overlap =
        body.length == 0
            ? null
            : Fields.of(Json.requestObject(body)).whole("overlap_seconds", 0, MOST_SECONDS);
    Duration valid = Duration.ofSeconds(overlap == null ? OVERLAP_SECONDS : overlap);
    send(exchange, caller, caller.ledger().keys().rotate(id(exchange), valid));
  }

  private static UUID id(Exchange exchange) {
    return Ids.inPath(exchange, "id", "key", UUID::fromString);
  }

  private void send(Exchange exchange, Caller caller, KeyRing.Issued issued) {
    ObjectNode view =
        caller.ledger().keys().all().stream()
            .filter(key -> key.id().equals(issued.id()))
            .findFirst()
            .map(this::view)
            .orElseThrow(() -> Ids.none("key", issued.id()));
    exchange.sendJson(201, view.put("secret", issued.secret()));
  }

  private ObjectNode view(KeyRing.Kept key) {
    KeyGrant grant = key.grant();
    ObjectNode view =
        Json.object()
            .put("id", key.id().toString())
            .put("state", state(key))
            .put("agent", grant.agent().value())
            .put("purpose", grant.purpose())
            .put("consent", grant.consent())
            .put("lessons", grant.lessons())
            .put("admin", grant.admin());
    ArrayNode scopes = view.putArray("scopes");
    grant.scopes().stream()
        .sorted()
        .forEach(scope -> scopes.add(scope.name().toLowerCase(Locale.ROOT)));
    return view.put("created", key.created().toString())
        .put("expires", text(grant.expires()))
        .put("revoked", text(key.revoked()))
        .put("rotated_to", text(key.rotatedTo()));
  }

  private String state(KeyRing.Kept key) {
    Instant expires = key.grant().expires();
    if (key.revoked() != null) {
      return "revoked";
    }
    if (expires != null && !expires.isAfter(clock.instant())) {
      return "expired";
    }
    return key.rotatedTo() == null ? "valid" : "rotated";
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
