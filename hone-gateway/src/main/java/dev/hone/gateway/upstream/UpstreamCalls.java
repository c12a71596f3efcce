package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.answer.Replays;
import dev.hone.gateway.answer.StoredResponses;
import dev.hone.gateway.capture.CallContext;
import dev.hone.gateway.capture.MeteredCall;
import dev.hone.gateway.capture.OpenStep;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.lesson.LessonChooser;
import dev.hone.gateway.money.Tariff;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.store.CallBound;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls that upstreams answer. Model calls are captured: passed on byte for byte if the upstream
 * speaks the caller's dialect, else translated; if one upstream fails before its answer has begun,
 * the next one of the route is asked. Other calls are passed through. Thread-safe.
 */
public final class UpstreamCalls {

  /** As it stands in steps and metrics. */
  public static final String ENGINE = "upstream";

  private static final Set<Dialect> OPENAI = EnumSet.of(Dialect.CHAT, Dialect.RESPONSES);

  /** Under which calls are counted that name no model: the upstream may have only one. */
  private static final String UNNAMED = "-";

  private final Upstreams upstreams;
  private final Tariff tariff;
  private final GatewayMetrics metrics;
  private final TranslatedReply translated;
  private final LessonChooser chooser;

  public UpstreamCalls(
      Upstreams upstreams,
      Tariff tariff,
      LessonChooser chooser,
      GatewayMetrics metrics,
      Clock clock) {
    this.chooser = chooser;
    this.upstreams = upstreams;
    this.tariff = tariff;
    this.metrics = metrics;
    this.translated = new TranslatedReply(clock);
  }

  /** {@code POST} of a model call in a dialect. */
  public void handle(Dialect dialect, Exchange exchange, Caller caller) {
    ModelCall call = ModelCall.read(dialect, exchange, caller, chooser);
    Upstream[] route = upstreams.route(call.model());
    boolean relayed = false;
    for (Upstream upstream : route) {
      relayed |= upstream.dialect() == dialect;
    }
    OpenStep.answer(
        call.draft(relayed),
        call.bound(tariff, route),
        exchange,
        caller,
        call.context(),
        metrics,
        step -> {
          try (Reply reply = attempts(route, call, exchange, caller).first()) {
            step.begin();
            if (reply.upstream().dialect() == dialect) {
              RelayedReply.handOn(call, reply, exchange, step);
            } else {
              translated.handOn(call, reply, exchange, step);
            }
          }
        },
        replay ->
            Replays.send(dialect, call.profile(), exchange, replay.responseBody(), call.stream()));
  }

  private Attempts attempts(Upstream[] route, Outgoing outgoing, Exchange exchange, Caller caller) {
    return new Attempts(
        route, upstreams.plan().failOver(), upstreams.plan().nanos(), outgoing, exchange, caller);
  }

  /** {@code POST /v1/messages/count_tokens}: costs nothing, but is a call. */
  public void count(Exchange exchange, Caller caller) {
    byte[] body = exchange.body();
    ObjectNode tree = Json.requestObject(body);
    Upstream[] able =
        speaking(
            route(tree),
            Set.of(Dialect.MESSAGES),
            "has no way to count tokens; only an upstream with the dialect 'messages' has");
    metered(able, Dialect.MESSAGES, CallBound.NOTHING, tree, body, exchange, caller);
  }

  /** {@code POST /v1/embeddings}: counted by what the upstream says it used. */
  public void embeddings(Exchange exchange, Caller caller) {
    byte[] body = exchange.body();
    ObjectNode tree = Json.requestObject(body);
    Upstream[] able = speaking(route(tree), OPENAI, "has no embeddings");
    CallBound bound = tariff.promptOnly(named(tree), body.length);
    metered(able, Dialect.CHAT, bound, tree, body, exchange, caller);
  }

  private Upstream[] route(ObjectNode tree) {
    JsonNode model = tree.path("model");
    return model.isString() ? upstreams.route(model.stringValue()) : upstreams.anyRoute();
  }

  private static String named(ObjectNode tree) {
    return tree.path("model").asString(UNNAMED);
  }

  /** Passes a call through that is no step. */
  private void metered(
      Upstream[] able,
      Dialect dialect,
      CallBound bound,
      ObjectNode tree,
      byte[] body,
      Exchange exchange,
      Caller caller) {
    String target = exchange.target();
    String model = named(tree);
    MeteredCall.answer(
        model,
        bound,
        exchange,
        caller,
        CallContext.of(exchange, caller, dialect, tree, ModelCall.user(dialect, tree)),
        call -> {
          Outgoing outgoing =
              upstream -> {
                String renamed = upstream.options().models().get(model);
                return new Outgoing.Message(
                    target, renamed == null ? body : BodySplice.withModel(body, renamed));
              };
          try (Reply reply = attempts(able, outgoing, exchange, caller).first()) {
            reply.copyHeaders(exchange);
            byte[] answer = reply.readAll();
            if (reply.status() / 100 == 2) {
              settle(call, answer);
            }
            exchange.send(reply.status(), reply.contentType(), answer);
          }
        });
  }

  private static void settle(MeteredCall call, byte[] answer) {
    JsonNode usage;
    try {
      usage = Json.read(answer).path("usage");
    } catch (JacksonException notJson) {
      usage = Json.object();
    }
    JsonNode prompt = usage.path("prompt_tokens");
    if (prompt.isIntegralNumber() && prompt.asLong() >= 0) {
      call.used(prompt.asLong(), Math.max(0, usage.path("completion_tokens").asLong(0)));
    } else {
      call.usedUnsaid();
    }
  }

  private static Upstream[] speaking(Upstream[] route, Set<Dialect> able, String otherwise) {
    Upstream[] kept = speaking(route, able);
    if (kept.length == 0) {
      throw new GatewayException(
          Code.UNSUPPORTED,
          "The upstream speaks '" + route[0].dialect().wireName() + "', which " + otherwise + ".");
    }
    return kept;
  }

  private static Upstream[] speaking(Upstream[] route, Set<Dialect> able) {
    return Arrays.stream(route)
        .filter(upstream -> able.contains(upstream.dialect()))
        .toArray(Upstream[]::new);
  }

  /**
   * {@code GET /v1/responses/{response}}: one that was kept here, or else an upstream's own. An
   * upstream's answer that was passed on is kept under the upstream's id, and asked for there.
   */
  public void stored(Exchange exchange, Caller caller) {
    Upstream[] able = speaking(upstreams.all().toArray(Upstream[]::new), Set.of(Dialect.RESPONSES));
    if (able.length == 0) {
      StoredResponses.get(exchange, caller);
      return;
    }
    if (StoredResponses.sendIfKept(exchange, caller)) {
      return;
    }
    String target = exchange.target();
    for (int i = 0; i < able.length; i++) {
      Upstream[] one = {able[i]};
      try (Reply reply =
          attempts(one, upstream -> new Outgoing.Message(target, null), exchange, caller).first()) {
        // Only the upstream that made it knows it.
        if (reply.status() != 404 || i == able.length - 1) {
          handOn(reply, exchange);
          return;
        }
      }
    }
  }

  /**
   * {@code GET /v1/models} and below: what the upstream says, or, where several are, the models
   * that have a route of their own.
   */
  public void models(Exchange exchange, Caller caller) {
    if (upstreams.all().size() == 1 || upstreams.models().isEmpty()) {
      String target = exchange.target();
      pass(upstreams.anyRoute(), upstream -> new Outgoing.Message(target, null), exchange, caller);
      return;
    }
    if (exchange.pathValue("model").isEmpty()) {
      ObjectNode root = Json.object().put("object", "list");
      ArrayNode data = root.putArray("data");
      upstreams.models().forEach(name -> data.add(model(name)));
      exchange.sendJson(200, root);
      return;
    }
    String name = exchange.pathParameter("model");
    upstreams.route(name);
    exchange.sendJson(200, model(name));
  }

  private static ObjectNode model(String name) {
    return Json.object()
        .put("id", name)
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", ENGINE);
  }

  private void pass(Upstream[] route, Outgoing outgoing, Exchange exchange, Caller caller) {
    try (Reply reply = attempts(route, outgoing, exchange, caller).first()) {
      handOn(reply, exchange);
    }
  }

  private static void handOn(Reply reply, Exchange exchange) {
    reply.copyHeaders(exchange);
    exchange.send(reply.status(), reply.contentType(), reply.readAll());
  }
}
