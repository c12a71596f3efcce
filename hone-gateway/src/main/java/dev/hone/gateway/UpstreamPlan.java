package dev.hone.gateway;

import dev.hone.core.vault.Vault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which upstreams answer which models.
 *
 * @param upstreams by name; no name twice
 * @param routes for a model's name, or its beginning and a {@code *}, the names of the upstreams
 *     that answer it, the first one first. A whole name comes before a beginning, beginnings are
 *     tried in the order of the map; {@code *} alone takes what is left
 * @param failOver when another one is tried
 * @param vault where credentials lie
 * @param nanos a clock that only goes forward, such as {@link System#nanoTime()}
 */
public record UpstreamPlan(
    List<UpstreamOptions> upstreams,
    Map<String, List<String>> routes,
    FailOver failOver,
    Vault vault,
    LongSupplier nanos) {

  /** The route of what no other takes. */
  public static final String EVERY = "*";

  /**
   * When another upstream is tried. Never after the first byte of an answer.
   *
   * @param tries for one call, the first included; default 3
   * @param budget no try begins later than this after the first; default 30 s
   * @param onServerError whether also after a 500, which may be the request's own fault; default
   *     not
   * @param onTimeout whether also after an upstream was silent for its read time-out, which may
   *     have worked meanwhile; default not
   * @param breakAfter failures in a row that open an upstream's circuit; default 5
   * @param firstRest how long it is left alone then; doubled each time; default 1 s
   * @param longestRest default 60 s
   */
  public record FailOver(
      int tries,
      Duration budget,
      boolean onServerError,
      boolean onTimeout,
      int breakAfter,
      Duration firstRest,
      Duration longestRest) {

    public static FailOver defaults() {
      return new FailOver(
          3,
          Duration.ofSeconds(30),
          false,
          false,
          5,
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));
    }

    public FailOver withTries(int newTries) {
      return new FailOver(
          newTries, budget, onServerError, onTimeout, breakAfter, firstRest, longestRest);
    }

    public FailOver withBreakAfter(int failures) {
      return new FailOver(
          tries, budget, onServerError, onTimeout, failures, firstRest, longestRest);
    }

    public FailOver on(boolean serverError, boolean timeout) {
      return new FailOver(tries, budget, serverError, timeout, breakAfter, firstRest, longestRest);
    }
  }

  public UpstreamPlan {
    upstreams = List.copyOf(upstreams);
    routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
    check(upstreams, routes);
  }

  /** One upstream for everything. */
  public static UpstreamPlan one(UpstreamOptions only) {
    return of(List.of(only));
  }

  /** All upstreams for everything, in their order. */
  public static UpstreamPlan of(List<UpstreamOptions> upstreams) {
    return new UpstreamPlan(
        upstreams,
        Map.of(EVERY, upstreams.stream().map(UpstreamOptions::name).toList()),
        FailOver.defaults(),
        Vault.empty(),
        System::nanoTime);
  }

  public UpstreamPlan withRoutes(Map<String, List<String>> newRoutes) {
    return new UpstreamPlan(upstreams, newRoutes, failOver, vault, nanos);
  }

  public UpstreamPlan withFailOver(FailOver newFailOver) {
    return new UpstreamPlan(upstreams, routes, newFailOver, vault, nanos);
  }

  public UpstreamPlan withVault(Vault newVault) {
    return new UpstreamPlan(upstreams, routes, failOver, newVault, nanos);
  }

  public UpstreamPlan withNanos(LongSupplier newNanos) {
    return new UpstreamPlan(upstreams, routes, failOver, vault, newNanos);
  }

  private static void check(List<UpstreamOptions> upstreams, Map<String, List<String>> routes) {
    Set<String> names = new LinkedHashSet<>();
    for (UpstreamOptions upstream : upstreams) {
      if (!names.add(upstream.name())) {
        throw wrong("two upstreams have the name '" + upstream.name() + "'");
      }
    }
    if (names.isEmpty()) {
      throw wrong("routes are set, but no upstreams");
    }
    Set<String> used = new HashSet<>();
    routes.forEach(
        (pattern, list) -> {
          int star = pattern.indexOf('*');
          if (pattern.isBlank() || (star >= 0 && star != pattern.length() - 1)) {
            throw wrong(
                "the route '" + pattern + "' must be a model's name, or its beginning and one '*'");
          }
          if (list.isEmpty() || new HashSet<>(list).size() != list.size()) {
            throw wrong("the route '" + pattern + "' must name upstreams, each of them once");
          }
          for (String name : list) {
            if (!names.contains(name)) {
              throw wrong(
                  "the route '"
                      + pattern
                      + "' names the upstream '"
                      + name
                      + "', which is not configured; known: "
                      + String.join(", ", names));
            }
          }
          used.addAll(list);
        });
    List<String> idle = new ArrayList<>(names);
    idle.removeAll(used);
    if (!idle.isEmpty()) {
      throw wrong(
          "no route uses the upstream '"
              + idle.getFirst()
              + "'; name it in a route, or take it out");
    }
  }

  private static GatewayException wrong(String message) {
    return new GatewayException(GatewayException.Code.CANNOT_START, message);
  }
}
