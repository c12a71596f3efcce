package dev.hone.gateway;

import dev.hone.core.TenantId;
import dev.hone.core.engine.Engine;
import dev.hone.gateway.admin.AdminApi;
import dev.hone.gateway.admin.StatusSections;
import dev.hone.gateway.answer.EngineAnswers;
import dev.hone.gateway.answer.StoredResponses;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Dispatcher;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.HttpServer;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.http.RequestIds;
import dev.hone.gateway.lesson.LessonChooser;
import dev.hone.gateway.limit.CallLimits;
import dev.hone.gateway.limit.FairShares;
import dev.hone.gateway.limit.LimitOptions;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.gateway.observe.Health;
import dev.hone.gateway.openai.FeedbackApi;
import dev.hone.gateway.openai.Models;
import dev.hone.gateway.route.AdapterMemory;
import dev.hone.gateway.route.Router;
import dev.hone.gateway.signal.SignalApi;
import dev.hone.gateway.signal.WaitingSignals;
import dev.hone.gateway.trajectory.ByPath;
import dev.hone.gateway.trajectory.TrajectoryApi;
import dev.hone.gateway.upstream.UpstreamCalls;
import dev.hone.gateway.upstream.Upstreams;
import dev.hone.store.Ledger;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The running HTTP face. Built once by {@link #start}; owns its port, its router and its
 * connections to an upstream, but neither ledger nor engine, which outlive it.
 */
public final class Gateway implements AutoCloseable {

  private static final String CHAT_SUMMARY = "Answers a conversation.";
  private static final String RESPONSES_SUMMARY = "Answers a conversation, in OpenAI's Responses.";
  private static final String MESSAGES_SUMMARY = "Answers a conversation, in Anthropic's Messages.";
  private static final String COUNT_TOKENS = "/v1/messages/count_tokens";

  private final HttpServer server;
  private final @Nullable Router router;
  private final @Nullable Upstreams upstreams;
  private final WaitingSignals waiting;
  private final StatusSections sections;

  private Gateway(
      HttpServer server,
      @Nullable Router router,
      @Nullable Upstreams upstreams,
      WaitingSignals waiting,
      StatusSections sections) {
    this.server = server;
    this.router = router;
    this.upstreams = upstreams;
    this.waiting = waiting;
    this.sections = sections;
  }

  /** Shows what another part has to say in {@code /api/status}, under this name. */
  public void showInStatus(String name, Function<TenantId, JsonNode> section) {
    sections.add(name, section);
  }

  /**
   * Starts to serve.
   *
   * @param engine answers; may be null if upstreams do
   * @param plan of the upstreams that, if given, answer model calls instead of the engine
   * @throws GatewayException {@code PORT_TAKEN}, {@code CANNOT_START}
   */
  public static Gateway start(
      GatewayOptions options,
      Ledger ledger,
      @Nullable Engine engine,
      @Nullable UpstreamPlan plan,
      MeterRegistry registry,
      Clock clock) {
    if (engine == null && plan == null) {
      throw new GatewayException(
          GatewayException.Code.CANNOT_START,
          "There is nothing to answer with: neither an engine nor an upstream is set up.");
    }
    Supplier<String> ids = () -> UUID.randomUUID().toString();
    GatewayMetrics metrics = new GatewayMetrics(registry);
    StatusSections sections = new StatusSections();
    LessonChooser chooser =
        new LessonChooser(options.lessons().maxTokens(), options.lessons().embedder());
    Upstreams upstreams = plan == null ? null : new Upstreams(plan, metrics, clock);
    Router router =
        engine == null ? null : new Router(ledger.versions(), engine, options.routing(), metrics);
    try {
      List<Endpoint> endpoints = new ArrayList<>();
      if (upstreams != null) {
        endpoints.addAll(
            behind(new UpstreamCalls(upstreams, options.tariff(), chooser, metrics, clock)));
      } else if (router != null && engine != null) {
        endpoints.addAll(
            own(
                new EngineAnswers(
                    engine, router, options.answers(), options.tariff(), chooser, metrics, clock),
                new Models(ledger.versions())));
      }
      endpoints.addAll(ByPath.twins(endpoints));
      endpoints.addAll(new TrajectoryApi(ids).endpoints());
      endpoints.addAll(feedback(new FeedbackApi(ids)));
      endpoints.addAll(new SignalApi(options.signals(), ledger, clock).endpoints());
      endpoints.addAll(
          AdminApi.endpoints(
              ledger,
              () -> {
                if (router != null) {
                  router.refresh();
                }
              },
              () -> problems(router),
              () -> upstreams == null ? List.of() : upstreams.status(),
              sections,
              clock));
      endpoints.addAll(health(new Health(checks(ledger, router, upstreams), registry)));
      endpoints.add(AdminApi.document(endpoints));
      Dispatcher dispatcher = dispatcher(options, endpoints, ledger, metrics, clock);
      WaitingSignals waiting = new WaitingSignals(ledger.work(), options.signals().keep());
      Gateway gateway =
          new Gateway(
              HttpServer.start(options, new RequestIds(ids), dispatcher),
              router,
              upstreams,
              waiting,
              sections);
      if (router != null) {
        gateway.showInStatus("adapters", tenant -> adapters(router.memory()));
      }
      waiting.start();
      return gateway;
    } catch (RuntimeException e) {
      release(router, upstreams);
      throw e;
    }
  }

  private static JsonNode adapters(AdapterMemory memory) {
    return Json.object()
        .put("loaded", memory.adapters())
        .put("bytes", memory.bytes())
        .put("bound", memory.bound())
        .put("evictions", memory.evictions());
  }

  private static Dispatcher dispatcher(
      GatewayOptions options,
      List<Endpoint> endpoints,
      Ledger ledger,
      GatewayMetrics metrics,
      Clock clock) {
    LimitOptions bounds = options.limits();
    FairShares shares =
        new FairShares(
            options.http().maxConcurrentRequests(),
            bounds.mostWaiting(),
            bounds.patience(),
            bounds::weight);
    CallLimits limits = new CallLimits(bounds, ledger::servers, clock);
    metrics.gauge("hone.requests.waiting", shares::waiting);
    metrics.gauge("hone.limits.counted", limits::counted);
    ledger.serves();
    return new Dispatcher(endpoints, ledger, metrics, shares, limits, clock);
  }

  private static List<Endpoint> own(EngineAnswers answers, Models models) {
    return List.of(
        call(Dialect.CHAT, CHAT_SUMMARY, answers::handle),
        call(Dialect.RESPONSES, RESPONSES_SUMMARY, answers::handle),
        call(Dialect.MESSAGES, MESSAGES_SUMMARY, answers::handle),
        Endpoint.speaking(
            Dialect.MESSAGES,
            "POST",
            COUNT_TOKENS,
            "Counts the tokens of a prompt.",
            answers::count),
        stored(StoredResponses::get),
        Endpoint.key("GET", "/v1/models", "Lists policies and versions.", models::list),
        Endpoint.key("GET", "/v1/models/{model}", "One policy or version.", models::get));
  }

  private static Endpoint stored(Endpoint.Handler handler) {
    return Endpoint.speaking(
        Dialect.RESPONSES,
        "GET",
        Dialect.RESPONSES.path() + "/{response}",
        "A response that was given.",
        handler);
  }

  /** Answers a model call in a dialect. */
  @FunctionalInterface
  private interface Calls {
    void handle(Dialect dialect, Exchange exchange, Caller caller);
  }

  private static Endpoint call(Dialect dialect, String summary, Calls calls) {
    return Endpoint.speaking(
        dialect,
        "POST",
        dialect.path(),
        summary,
        (exchange, caller) -> calls.handle(dialect, exchange, caller));
  }

  private static List<Endpoint> behind(UpstreamCalls calls) {
    return List.of(
        call(Dialect.CHAT, CHAT_SUMMARY, calls::handle),
        call(Dialect.RESPONSES, RESPONSES_SUMMARY, calls::handle),
        call(Dialect.MESSAGES, MESSAGES_SUMMARY, calls::handle),
        Endpoint.speaking(
            Dialect.MESSAGES, "POST", COUNT_TOKENS, "The upstream's count.", calls::count),
        stored(calls::stored),
        Endpoint.key("GET", "/v1/models", "The upstream's models.", calls::models),
        Endpoint.key("GET", "/v1/models/{model}", "One of the upstream's models.", calls::models),
        Endpoint.key("POST", "/v1/embeddings", "Passed through and counted.", calls::embeddings));
  }

  private static List<Endpoint> feedback(FeedbackApi feedback) {
    return List.of(
        Endpoint.key("POST", "/v1/feedback", "Says how good a step or session was.", feedback::add),
        Endpoint.key(
            "POST", "/v1/sessions/{session}/done", "Marks a session as finished.", feedback::done));
  }

  private static List<Endpoint> health(Health health) {
    return List.of(
        Endpoint.open("GET", "/healthz", "Whether the process lives.", health::live),
        Endpoint.open("GET", "/readyz", "Whether requests can be served.", health::ready),
        Endpoint.open("GET", "/metrics", "Prometheus metrics.", health::metrics));
  }

  private static List<Health.Check> checks(
      Ledger ledger, @Nullable Router router, @Nullable Upstreams upstreams) {
    List<Health.Check> checks = new ArrayList<>();
    checks.add(new Health.Check("store", ledger::unwritable, true));
    if (upstreams != null) {
      checks.add(new Health.Check("upstream", upstreams::unreachable, true));
      checks.add(new Health.Check("circuits", upstreams::leftAlone, false));
    }
    if (router != null) {
      checks.add(
          new Health.Check(
              "engine",
              () ->
                  router.ready()
                      ? Optional.empty()
                      : Optional.of("no base model is loaded; the log and 'hone doctor' say why"),
              upstreams == null));
      checks.add(
          new Health.Check(
              "versions",
              () -> {
                Map<String, String> broken = problems(router);
                return broken.isEmpty()
                    ? Optional.empty()
                    : Optional.of("cannot be loaded, others serve in their place: " + broken);
              },
              false));
    }
    return checks;
  }

  private static Map<String, String> problems(@Nullable Router router) {
    Map<String, String> named = new TreeMap<>();
    if (router != null) {
      router.problems().forEach((ref, reason) -> named.put(ref.toString(), reason));
    }
    return named;
  }

  /** The port that is listened on. */
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
    waiting.close();
    release(router, upstreams);
  }

  private static void release(@Nullable Router router, @Nullable Upstreams upstreams) {
    if (router != null) {
      router.close();
    }
    if (upstreams != null) {
      upstreams.close();
    }
  }
}
