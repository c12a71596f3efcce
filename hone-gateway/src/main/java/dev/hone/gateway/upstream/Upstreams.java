package dev.hone.gateway.upstream;

import dev.hone.core.vault.VaultException;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.UpstreamOptions;
import dev.hone.gateway.UpstreamOptions.Credential;
import dev.hone.gateway.UpstreamPlan;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.observe.GatewayMetrics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All upstreams of a plan, and the routes to them. Thread-safe. */
public final class Upstreams implements AutoCloseable {

  private final UpstreamPlan plan;
  private final List<Upstream> all;
  private final Map<String, Upstream[]> exact = new HashMap<>();
  private final List<Beginning> beginnings = new ArrayList<>();
  private final Upstream @Nullable [] otherwise;

  /** Models by the beginning of their name. */
  private static final class Beginning {
    private final String prefix;
    private final Upstream[] route;

    Beginning(String prefix, Upstream[] route) {
      this.prefix = prefix;
      this.route = route;
    }
  }

  /**
   * Opens nothing yet: connections are made when they are needed.
   *
   * @throws GatewayException {@code CANNOT_START} if the vault lacks a key
   */
  public Upstreams(UpstreamPlan plan, GatewayMetrics metrics, Clock clock) {
    this.plan = plan;
    plan.upstreams().forEach(options -> requireKey(options, plan));
    Map<String, Upstream> named = new LinkedHashMap<>();
    for (UpstreamOptions options : plan.upstreams()) {
      named.put(options.name(), new Upstream(options, plan, metrics, clock));
    }
    this.all = List.copyOf(named.values());
    Upstream @Nullable [] every = null;
    for (Map.Entry<String, List<String>> entry : plan.routes().entrySet()) {
      String pattern = entry.getKey();
      Upstream[] route = entry.getValue().stream().map(named::get).toArray(Upstream[]::new);
      if (pattern.equals(UpstreamPlan.EVERY)) {
        every = route;
      } else if (pattern.endsWith("*")) {
        beginnings.add(new Beginning(pattern.substring(0, pattern.length() - 1), route));
      } else {
        exact.put(pattern, route);
      }
    }
    this.otherwise = every;
  }

  private static void requireKey(UpstreamOptions options, UpstreamPlan plan) {
    if (options.credential() instanceof Credential.Kept(String reference)) {
      try {
        plan.vault().secret(null, reference);
      } catch (VaultException e) {
        throw new GatewayException(
            Code.CANNOT_START,
            "the key of the upstream '" + options.name() + "': " + e.getMessage(),
            e);
      }
    }
  }

  UpstreamPlan plan() {
    return plan;
  }

  List<Upstream> all() {
    return all;
  }

  /**
   * The upstreams of a model, the first one first.
   *
   * @throws GatewayException {@code UNKNOWN_MODEL}
   */
  Upstream[] route(String model) {
    Upstream[] route = exact.get(model);
    if (route != null) {
      return route;
    }
    for (Beginning beginning : beginnings) {
      if (model.startsWith(beginning.prefix)) {
        return beginning.route;
      }
    }
    if (otherwise != null) {
      return otherwise;
    }
    throw new GatewayException(
        Code.UNKNOWN_MODEL,
        "The model '"
            + model
            + "' is answered by no upstream; routes are set for "
            + String.join(", ", plan.routes().keySet())
            + ".",
        "model",
        null);
  }

  /** The route of calls that name no model: that of all others, or else all upstreams. */
  Upstream[] anyRoute() {
    return otherwise != null ? otherwise : all.toArray(Upstream[]::new);
  }

  /** Whether one speaks a dialect. */
  boolean speaks(Dialect dialect) {
    return all.stream().anyMatch(upstream -> upstream.dialect() == dialect);
  }

  /** Names of models that have a route of their own. */
  List<String> models() {
    return plan.routes().keySet().stream().filter(name -> !name.endsWith("*")).toList();
  }

  /** Why none can be connected to; empty if one can. */
  public Optional<String> unreachable() {
    List<String> reasons = new ArrayList<>();
    for (Upstream upstream : all) {
      Optional<String> reason = upstream.unreachable();
      if (reason.isEmpty()) {
        return Optional.empty();
      }
      reasons.add(reason.get());
    }
    return Optional.of(String.join("; ", reasons));
  }

  /** Which circuits are not closed; empty if all are. */
  public Optional<String> leftAlone() {
    List<String> open = new ArrayList<>();
    for (Upstream upstream : all) {
      UpstreamStatus status = upstream.status();
      if (!status.circuit().equals("closed")) {
        open.add(status.name() + " is left alone because it " + status.lastError());
      }
    }
    return open.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", open));
  }

  /** How each does, in the order of the configuration. */
  public List<UpstreamStatus> status() {
    return all.stream().map(Upstream::status).toList();
  }

  @Override
  public void close() {
    all.forEach(Upstream::close);
  }
}
