package dev.hone.app.agents;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model server that answers by script, in Chat Completions, Responses and Messages, whole and
 * streamed, and keeps every call that it saw. Each answer carries its call's mark: in its text, or
 * in the id of its first tool call. Thread-safe.
 */
final class ScriptedModel implements AutoCloseable {

  private static final int CHARACTERS_OF_A_TOKEN = 4;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Function<SeenCall, Reply> script;
  private final List<SeenCall> seen = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  private ScriptedModel(int port, Function<SeenCall, Reply> script) throws IOException {
    this.script = script;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** On a free port. */
  static ScriptedModel start(Function<SeenCall, Reply> script) throws IOException {
    return new ScriptedModel(0, script);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The calls so far, in order. */
  List<SeenCall> seen() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  /** Requests that are no model calls: method and path. */
  List<String> others() {
    synchronized (seen) {
      return List.copyOf(others);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] bytes = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      boolean call =
          path.endsWith("/chat/completions")
              || path.endsWith("/responses")
              || path.endsWith("/messages");
      if (!call || !exchange.getRequestMethod().equals("POST")) {
        synchronized (seen) {
          others.add(exchange.getRequestMethod() + " " + path);
        }
        other(exchange, path, bytes);
        return;
      }
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      ObjectNode body = (ObjectNode) JsonMapper.shared().readTree(bytes);
      SeenCall one;
      synchronized (seen) {
        one = new SeenCall(seen.size() + 1, path, headers, body, new AtomicReference<>());
        seen.add(one);
      }
      Reply reply = script.apply(one);
      int input = bytes.length / CHARACTERS_OF_A_TOKEN;
      one.answered().set(ReplyEvents.whole(one, reply, input));
      List<ObjectNode> events = ReplyEvents.of(one, reply, input);
      if (!body.path("stream").asBoolean(false)) {
        send(exchange, ReplyEvents.whole(one, reply, input));
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      for (ObjectNode event : events) {
        JsonNode type = event.path("type");
        String head = one.form() == SeenCall.Form.CHAT ? "" : "event: " + type.stringValue() + "\n";
        out.write((head + "data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
      if (one.form() == SeenCall.Form.CHAT) {
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void other(HttpExchange exchange, String path, byte[] body) throws IOException {
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    if (path.endsWith("/count_tokens")) {
      send(exchange, answer.put("input_tokens", body.length / CHARACTERS_OF_A_TOKEN));
    } else if (path.endsWith("/models")) {
      answer.put("object", "list").putArray("data").addObject().put("id", "scripted");
      send(exchange, answer);
    } else {
      answer.putObject("error").put("message", "nothing here").put("type", "not_found_error");
      exchange.sendResponseHeaders(404, 0);
      exchange.getResponseBody().write(answer.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void send(HttpExchange exchange, JsonNode answer) throws IOException {
    byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
