package dev.hone.gateway.http;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.GatewayOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Listens on one port. Each request runs on a virtual thread of its own. */
public final class HttpServer implements AutoCloseable {

  /** Connections that wait to be accepted. */
  private static final int BACKLOG = 1024;

  private static final int MAX_REQUEST_LINE = 8192;

  private final WebServer server;
  private final StallWatch stalls;
  private final CallerWatch callers;

  private HttpServer(WebServer server, StallWatch stalls, CallerWatch callers) {
    this.server = server;
    this.stalls = stalls;
    this.callers = callers;
  }

  /**
   * Begins to listen.
   *
   * @throws GatewayException {@code PORT_TAKEN}, {@code CANNOT_START}
   */
  public static HttpServer start(GatewayOptions options, RequestIds ids, RequestHandler handler) {
    InetAddress address = address(options.host());
    requireFree(address, options);
    GatewayOptions.Http limits = options.http();
    StallWatch stalls = new StallWatch(shortest(limits));
    CallerWatch callers = new CallerWatch();
    WebServer server =
        WebServer.builder()
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .address(address)
            .port(options.port())
            .backlog(BACKLOG)
            .maxTcpConnections(limits.maxConnections())
            .maxPayloadSize(Exchange.DRAIN_BYTES)
            .shutdownGracePeriod(limits.drainTimeout())
            .idleConnectionTimeout(limits.readTimeout())
            .idleConnectionPeriod(limits.readTimeout().dividedBy(2))
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .protocolsDiscoverServices(false)
            .addConnectionSelector(
                new WatchedHttp1(
                    Http1Config.builder()
                        .maxHeadersSize(limits.maxHeaderBytes())
                        .maxPrologueLength(MAX_REQUEST_LINE)
                        .addReceiveListener(slowHeaders(stalls, limits))
                        .build()))
            .directHandlers(direct(ids))
            .routing(
                (HttpRouting.Builder routing) ->
                    routing.any(
                        (request, response) ->
                            answer(request, response, limits, stalls, callers, ids, handler)))
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      stalls.close();
      callers.close();
      throw cannotListen(options, e);
    }
    if (!server.isRunning() || server.port() <= 0) {
      stalls.close();
      callers.close();
      throw cannotListen(options, null);
    }
    return new HttpServer(server, stalls, callers);
  }

  private static Duration shortest(GatewayOptions.Http limits) {
    return Stream.of(limits.readTimeout(), limits.bodyTimeout(), limits.writeTimeout())
        .min(Duration::compareTo)
        .orElseThrow();
  }

  /** From the request line to the end of the headers; before it, the idle time-out holds. */
  private static Http1ConnectionListener slowHeaders(
      StallWatch stalls, GatewayOptions.Http limits) {
    return new Http1ConnectionListener() {
      @Override
      public void prologue(ConnectionContext context, HttpPrologue prologue) {
        stalls.begin(limits.readTimeout());
      }

      @Override
      public void headers(ConnectionContext context, Headers headers) {
        stalls.end();
      }
    };
  }

  private static void answer(
      ServerRequest request,
      ServerResponse response,
      GatewayOptions.Http limits,
      StallWatch stalls,
      CallerWatch callers,
      RequestIds ids,
      RequestHandler handler) {
    String id = ids.of(request.headers().first(HeaderNames.create("x-request-id")));
    Exchange exchange =
        new Exchange(request, response, limits, stalls, callers, id, System.nanoTime());
    try {
      handler.handle(exchange);
    } catch (GatewayException e) {
      throw new CloseConnectionException(e.code().name(), e);
    }
    if (exchange.isCut()) {
      throw new CloseConnectionException("the answer broke off");
    }
    if (exchange.closes() && !exchange.isStreaming()) {
      throw new CloseConnectionException("closed as the headers say");
    }
  }

  /** Errors before a request reaches the handler: broken request lines, headers, sizes. */
  private static DirectHandlers direct(RequestIds ids) {
    DirectHandler handler =
        (request, event, status, headers, message) -> {
          String id = ids.next();
          boolean large = status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code();
          String text =
              large
                  ? "The request body is larger than this server takes."
                  : message == null || message.isBlank() ? status.reasonPhrase() : message;
          byte[] body =
              ErrorBody.of(
                  text,
                  status.code() >= 500 ? "server_error" : "invalid_request_error",
                  null,
                  large ? Code.TOO_LARGE.wireCode() : null,
                  id);
          return DirectHandler.TransportResponse.builder()
              .status(status)
              .headers(headers)
              .header(HeaderNames.CONTENT_TYPE, "application/json")
              .header(HeaderNames.create("x-request-id"), id)
              .keepAlive(false)
              .entity(body)
              .build();
        };
    DirectHandlers.Builder all = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      all.addHandler(type, handler);
    }
    return all.build();
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new GatewayException(
          Code.CANNOT_START,
          "The address '" + host + "' is unknown; use 127.0.0.1, 0.0.0.0 or one of this machine.",
          e);
    }
  }

  /** The library's own failure to bind does not name the reason; a first try of our own does. */
  private static void requireFree(InetAddress address, GatewayOptions options) {
    if (options.port() == 0) {
      return;
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address, options.port()));
    } catch (java.io.IOException e) {
      throw cannotListen(options, e);
    }
  }

  private static GatewayException cannotListen(GatewayOptions options, @Nullable Exception cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      String reason = String.valueOf(at.getMessage());
      if (at instanceof BindException && reason.contains("Permission")) {
        return new GatewayException(
            Code.CANNOT_START,
            "Not allowed to listen on port " + options.port() + "; use one from 1024 up.",
            cause);
      }
      if (at instanceof BindException && reason.contains("assign")) {
        return new GatewayException(
            Code.CANNOT_START,
            "The address " + options.host() + " is not one of this machine; use 127.0.0.1.",
            cause);
      }
      if (at instanceof BindException) {
        return new GatewayException(
            Code.PORT_TAKEN,
            "Port "
                + options.port()
                + " on "
                + options.host()
                + " is taken by another program; stop that program or choose another port"
                + " (--port N, or 0 for any free one).",
            cause);
      }
    }
    return new GatewayException(
        Code.CANNOT_START,
        "Cannot listen on " + options.host() + ":" + options.port() + ".",
        cause);
  }

  public int port() {
    return server.port();
  }

  /** Stops accepting and waits for running answers, at most the drain timeout. */
  @Override
  public void close() {
    server.stop();
    stalls.close();
    callers.close();
  }
}
