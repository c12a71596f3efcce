package dev.hone.gateway.observe;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /healthz}, {@code /readyz}, {@code /metrics}. Open to everybody who reaches the port. */
public final class Health {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  /**
   * Something that must hold before traffic makes sense.
   *
   * @param name short
   * @param fault what is wrong; empty if nothing is
   * @param fatal whether no request can be served while it is wrong
   */
  public record Check(String name, Supplier<Optional<String>> fault, boolean fatal) {}

  private final List<Check> checks;
  private final MeterRegistry registry;

  public Health(List<Check> checks, MeterRegistry registry) {
    this.checks = List.copyOf(checks);
    this.registry = registry;
  }

  /** The process lives. */
  public void live(Exchange exchange) {
    exchange.sendJson(200, Json.object().put("status", "ok"));
  }

  /** 200 if requests can be served, else 503; the reasons in both cases. */
  public void ready(Exchange exchange) {
    List<String> wrong = new ArrayList<>();
    boolean serving = true;
    ObjectNode root = Json.object();
    ObjectNode details = Json.object();
    for (Check check : checks) {
      Optional<String> fault = fault(check);
      details.put(check.name(), fault.orElse("ok"));
      if (fault.isPresent()) {
        wrong.add(check.name() + ": " + fault.get());
        serving &= !check.fatal();
      }
    }
    root.put("status", wrong.isEmpty() ? "ready" : serving ? "degraded" : "not ready");
    root.set("checks", details);
    ArrayNode reasons = root.putArray("reasons");
    wrong.forEach(reasons::add);
    exchange.sendJson(serving ? 200 : 503, root);
  }

  private static Optional<String> fault(Check check) {
    try {
      return check.fault().get();
    } catch (RuntimeException e) {
      return Optional.of("the check itself failed: " + e.getMessage());
    }
  }

  public void metrics(Exchange exchange) {
    PrometheusMeterRegistry prometheus = prometheus(registry);
    if (prometheus == null) {
      throw new GatewayException(
          GatewayException.Code.NOT_FOUND, "This service collects no Prometheus metrics.");
    }
    exchange.send(200, PROMETHEUS, prometheus.scrape().getBytes(StandardCharsets.UTF_8));
  }

  private static @org.jspecify.annotations.Nullable PrometheusMeterRegistry prometheus(
      MeterRegistry registry) {
    return switch (registry) {
      case PrometheusMeterRegistry found -> found;
      case CompositeMeterRegistry many ->
          many.getRegistries().stream()
              .map(Health::prometheus)
              .filter(java.util.Objects::nonNull)
              .findFirst()
              .orElse(null);
      default -> null;
    };
  }
}
