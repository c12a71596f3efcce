package dev.hone.gateway;

import dev.hone.core.engine.Engine;
import dev.hone.gateway.dispatch.Dispatcher;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.HttpServer;
import dev.hone.gateway.http.RequestIds;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.gateway.observe.Health;
import dev.hone.gateway.openai.EngineChat;
import dev.hone.gateway.openai.FeedbackApi;
import dev.hone.gateway.openai.Models;
import dev.hone.gateway.route.Router;
import dev.hone.store.Ledger;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The running HTTP face. Built once by {@link #start}; owns its port, its router and its connections
 * to an upstream, but neither ledger nor engine, which outlive it.
 */
public final class Gateway implements AutoCloseable {

  private final HttpServer server;
  private final @Nullable Router router;

  private Gateway(HttpServer server, @Nullable Router router) {
    this.server = server;
    this.router = router;
  }

  /**
   * Starts to serve.
   *
   * @param engine answers; null if an upstream does
   * @param upstream answers instead of the engine; null if the engine does
   * @throws GatewayException {@code PORT_TAKEN}, {@code CANNOT_START}
   */
  public static Gateway start(
      GatewayOptions options,
      Ledger ledger,
      @Nullable Engine engine,
      @Nullable UpstreamOptions upstream,
      MeterRegistry registry,
      Clock clock) {
    Supplier<String> ids = () -> UUID.randomUUID().toString();
    GatewayMetrics metrics = new GatewayMetrics(registry);
    List<Health.Check> checks = new ArrayList<>();
    checks.add(new Health.Check("store", ledger::unwritable, true));
    List<Endpoint> endpoints = new ArrayList<>();
    Router router = null;
    if (engine != null) {
      Router serving = new Router(ledger.versions(), engine, options.routing(), metrics);
      router = serving;
      EngineChat chat = new EngineChat(engine, router, options.answers(), metrics, clock);
      Models models = new Models(ledger.versions());
      endpoints.add(
          Endpoint.key("POST", "/v1/chat/completions", "Answers a conversation.", chat::handle));
      endpoints.add(Endpoint.key("GET", "/v1/models", "Lists policies and versions.", models::list));
      endpoints.add(
          Endpoint.key("GET", "/v1/models/{model}", "One policy or version.", models::get));
      checks.add(
          new Health.Check(
              "engine",
              () ->
                  serving.ready()
                      ? Optional.empty()
                      : Optional.of("no base model is loaded; see the log, or run hone doctor"),
              true));
      checks.add(new Health.Check("versions", () -> problems(serving), false));
    }
    Health health = new Health(checks, registry);
    FeedbackApi feedback = new FeedbackApi(ids);
    endpoints.add(
        Endpoint.key("POST", "/v1/feedback", "Says how good a step or session was.", feedback::add));
    endpoints.add(
        Endpoint.key(
            "POST", "/v1/sessions/{session}/done", "Marks a session as finished.", feedback::done));
    endpoints.add(Endpoint.open("GET", "/healthz", "Whether the process lives.", health::live));
    endpoints.add(Endpoint.open("GET", "/readyz", "Whether requests can be served.", health::ready));
    endpoints.add(Endpoint.open("GET", "/metrics", "Prometheus metrics.", health::metrics));
    Dispatcher dispatcher =
        new Dispatcher(endpoints, ledger, metrics, options.http().maxConcurrentRequests());
    try {
      return new Gateway(HttpServer.start(options, new RequestIds(ids), dispatcher), router);
    } catch (GatewayException e) {
      if (router != null) {
        router.close();
      }
      throw e;
    }
  }

  private static Optional<String> problems(Router router) {
    return router.problems().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "cannot be loaded, the version before serves on: "
                + String.join(
                    "; ",
                    router.problems().entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .toList()));
  }

  public int port() {
    return server.port();
  }

  /** Takes up routes that changed in this process, without waiting for the next look. */
  public void refreshRoutes() {
    if (router != null) {
      router.refresh();
    }
  }

  /** Stops accepting, lets running answers end within the drain timeout, then lets go. */
  @Override
  public void close() {
    server.close();
    if (router != null) {
      router.close();
    }
  }
}
