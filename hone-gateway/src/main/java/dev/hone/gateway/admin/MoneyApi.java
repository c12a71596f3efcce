package dev.hone.gateway.admin;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.money.Refusal;
import dev.hone.store.Budget;
import dev.hone.store.Price;
import dev.hone.store.Purse;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Budgets of the caller's tenant, and what it spent. */
final class MoneyApi {

  /** Days that are shown when nobody says which. */
  private static final int USUAL_DAYS = 30;

  /** Most days in one answer. */
  private static final int MOST_DAYS = 366;

  /** The largest bound in units of money: sums stay within 64 bits. */
  private static final double MOST_MONEY = 1e9;

  private static final int MAX_NAME = 200;

  private final Clock clock;

  MoneyApi(Clock clock) {
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin("GET", "/api/budgets", "Lists budgets and their use.", this::list),
        Endpoint.admin("POST", "/api/budgets", "Sets a budget.", this::set),
        Endpoint.admin("DELETE", "/api/budgets/{id}", "Removes a budget.", this::remove),
        Endpoint.admin(
            "GET",
            "/api/usage",
            "What was spent by day, agent, user and model; ?from=&to= narrow.",
            this::usage));
  }

  private void list(Exchange exchange, Caller caller) {
    Purse purse = caller.ledger().purse();
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("budgets");
    purse.budgets().forEach(budget -> array.add(view(purse.standing(budget))));
    exchange.sendJson(200, root);
  }

  private void set(Exchange exchange, Caller caller) {
    Fields fields = Fields.of(Json.requestObject(exchange.body()));
    Budget.Kind kind = word("kind", fields.requiredText("kind"), Budget.Kind.values());
    Budget.Period period = word("period", fields.requiredText("period"), Budget.Period.values());
    String name = name(kind, fields.text("name"));
    Long tokens = fields.whole("tokens", 0, Long.MAX_VALUE / 2);
    Double money = fields.number("money", 0, MOST_MONEY);
    if (tokens == null && money == null) {
      throw GatewayException.badRequest("tokens", "Send 'tokens', 'money' or both.");
    }
    Purse purse = caller.ledger().purse();
    Budget budget = purse.set(kind, name, period, tokens, money == null ? null : nanos(money));
    exchange.sendJson(200, view(purse.standing(budget)));
  }

  private static long nanos(double money) {
    return BigDecimal.valueOf(money)
        .multiply(BigDecimal.valueOf(Price.NANOS))
        .setScale(0, RoundingMode.DOWN)
        .longValueExact();
  }

  static <E extends Enum<E>> E word(String field, String text, E[] known) {
    for (E one : known) {
      if (one.name().toLowerCase(Locale.ROOT).equals(text)) {
        return one;
      }
    }
    throw GatewayException.badRequest(
        field,
        "'"
            + field
            + "' must be one of "
            + List.of(known).toString().toLowerCase(Locale.ROOT)
            + ", not '"
            + text
            + "'.");
  }

  private static String name(Budget.Kind kind, @Nullable String name) {
    if (kind == Budget.Kind.TENANT) {
      if (name != null && !name.isEmpty()) {
        throw GatewayException.badRequest("name", "A budget of the tenant has no 'name'.");
      }
      return "";
    }
    if (name == null || name.isEmpty() || name.length() > MAX_NAME) {
      throw GatewayException.badRequest(
          "name",
          "'name' says whom the budget bounds, or * for each; 1 to " + MAX_NAME + " characters.");
    }
    return kind == Budget.Kind.SESSION && !name.equals(Budget.EACH)
        ? Ids.parsed("name", name, UUID::fromString).toString()
        : name;
  }

  private void remove(Exchange exchange, Caller caller) {
    UUID id = Ids.inPath(exchange, "id", "budget", UUID::fromString);
    if (!caller.ledger().purse().remove(id)) {
      throw Ids.none("budget", id);
    }
    exchange.sendJson(200, Json.object().put("id", id.toString()).put("removed", true));
  }

  private static ObjectNode view(Purse.Standing standing) {
    Budget budget = standing.budget();
    Long cost = budget.cost();
    ObjectNode view =
        Json.object()
            .put("id", budget.id().toString())
            .put("kind", budget.kind().name().toLowerCase(Locale.ROOT))
            .put("name", budget.name())
            .put("period", budget.period().name().toLowerCase(Locale.ROOT))
            .put("tokens", budget.tokens())
            .put("money", cost == null ? null : Refusal.money(cost));
    view.putObject("spent")
        .put("tokens", standing.tokens())
        .put("money", Refusal.money(standing.cost()));
    view.putObject("reserved")
        .put("tokens", standing.reservedTokens())
        .put("money", Refusal.money(standing.reservedCost()));
    return view.put("resets", standing.resets() == null ? null : standing.resets().toString());
  }

  private void usage(Exchange exchange, Caller caller) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate to = day(exchange, "to", today);
    LocalDate from = day(exchange, "from", to.minusDays(USUAL_DAYS - 1));
    if (from.isAfter(to) || from.plusDays(MOST_DAYS).isBefore(to)) {
      throw GatewayException.badRequest(
          "from", "'from' must not be after 'to', nor more than " + MOST_DAYS + " days before it.");
    }
    ObjectNode root = Json.object().put("from", from.toString()).put("to", to.toString());
    ArrayNode rows = root.putArray("usage");
    for (Purse.Spending one : caller.ledger().purse().spending(from, to)) {
      rows.addObject()
          .put("day", one.day().toString())
          .put("tenant", caller.tenant().value())
          .put("agent", one.agent().value())
          .put("user", one.user().value())
          .put("model", one.model())
          .put("calls", one.calls())
          .put("prompt_tokens", one.promptTokens())
          .put("completion_tokens", one.completionTokens())
          .put("money", Refusal.money(one.cost()));
    }
    exchange.sendJson(200, root);
  }

  private static LocalDate day(Exchange exchange, String name, LocalDate otherwise) {
    String text = exchange.query(name).orElse(null);
    if (text == null) {
      return otherwise;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new GatewayException(
          GatewayException.Code.BAD_REQUEST,
          "'" + name + "' must be a day such as 2026-03-01, not '" + text + "'.",
          name,
          e);
    }
  }
}
