package dev.hone.gateway.admin;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.redact.OwnTerms;
import dev.hone.gateway.redact.RedactionRules.Term;
import dev.hone.store.TenantSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the caller's tenant keeps, beside what the installation says. */
final class PrivacyApi {

  /** A century. */
  private static final long MOST_DAYS = 36_500;

  /** Stands in the placeholder of a term that names no word of its own. */
  private static final String WORD = "term";

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin(
            "GET", "/api/privacy", "The tenant's own retention and dictionary.", this::get),
        Endpoint.admin("POST", "/api/privacy", "Sets what is named, 0 or [] ends it.", this::set));
  }

  private void get(Exchange exchange, Caller caller) {
    exchange.sendJson(200, view(caller.ledger().settings()));
  }

  private void set(Exchange exchange, Caller caller) {
    Fields fields = Fields.of(Json.requestObject(exchange.body()));
    TenantSettings settings = caller.ledger().settings();
    Long days = fields.whole("retention_days", 0, MOST_DAYS);
    JsonNode array = fields.node("redaction_terms");
    List<Term> terms = array == null ? null : terms(array);
    if (days == null && terms == null) {
      throw GatewayException.badRequest(
          "retention_days", "Send 'retention_days', 'redaction_terms' or both.");
    }
    if (days != null) {
      keep(settings, TenantSettings.RETENTION_DAYS, days == 0 ? null : Long.toString(days));
    }
    if (terms != null) {
      keep(settings, OwnTerms.SETTING, terms.isEmpty() ? null : OwnTerms.write(terms));
    }
    exchange.sendJson(200, view(settings));
  }

  private static void keep(TenantSettings settings, String name, @Nullable String value) {
    if (value == null) {
      settings.remove(name);
    } else {
      settings.set(name, value);
    }
  }

  private static List<Term> terms(JsonNode array) {
    if (!array.isArray() || array.size() > OwnTerms.MOST) {
      throw GatewayException.badRequest(
          "redaction_terms",
          "'redaction_terms' must be a list of up to " + OwnTerms.MOST + " terms.");
    }
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      String path = "redaction_terms[" + i + "]";
      Fields fields = Fields.of(array.get(i), path);
      String text = fields.requiredText("text");
      String word = fields.text("word");
      terms.add(Ids.parsed(path, text, one -> new Term(one, word == null ? WORD : word)));
    }
    return terms;
  }

  private static ObjectNode view(TenantSettings settings) {
    ObjectNode root = Json.object();
    root.put(
        "retention_days",
        settings.find(TenantSettings.RETENTION_DAYS).map(Long::valueOf).orElse(0L));
    ArrayNode terms = root.putArray("redaction_terms");
    OwnTerms.read(settings.find(OwnTerms.SETTING).orElse(""))
        .forEach(term -> terms.addObject().put("text", term.text()).put("word", term.word()));
    return root;
  }
}
