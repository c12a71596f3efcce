package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.UpstreamOptions;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the upstream. Never tries twice: it may have begun to work. Thread-safe. */
public final class UpstreamClient implements AutoCloseable {

  /** A pooled connection that was idle for longer is looked at before it is used again. */
  private static final TimeValue LOOK_AFTER = TimeValue.ofMilliseconds(50);

  private static final int BUFFER = 16 << 10;

  private static final String REQUEST_ID = "x-request-id";

  /** Of one connection only (RFC 9110, section 7.6.1), or made anew by this side. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "content-length");

  /** Meant for this gateway, or about the way to it. */
  private static final Set<String> NOT_FORWARDED =
      Set.of(
          "host",
          "expect",
          "accept-encoding",
          "authorization",
          "x-api-key",
          "x-session-id",
          "x-session-done",
          "x-turn-type",
          "x-user-id",
          REQUEST_ID);

  private static final String ANTHROPIC_VERSION = "anthropic-version";

  /** Said when the caller, who may speak another dialect, named none. */
  private static final String DEFAULT_ANTHROPIC_VERSION = "2023-06-01";

  private static final Pattern BEARER = Pattern.compile("^(?i:bearer)\\s+");

  private static final Logger LOG = LoggerFactory.getLogger(UpstreamClient.class);

  private final UpstreamOptions options;
  private final CloseableHttpClient client;

  public UpstreamClient(UpstreamOptions options) {
    this.options = options;
    Timeout read = Timeout.of(options.readTimeout());
    PoolingHttpClientConnectionManager connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(options.maxConnections())
            .setMaxConnPerRoute(options.maxConnections())
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(options.connectTimeout()))
                    .setSocketTimeout(read)
                    .setValidateAfterInactivity(LOOK_AFTER)
                    .build())
            .build();
    this.client =
        HttpClientBuilder.create()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(read)
                    .setConnectionRequestTimeout(Timeout.of(options.connectTimeout()))
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableDefaultUserAgent()
            .build();
  }

  UpstreamOptions options() {
    return options;
  }

  /**
   * Sends a request on and returns when the head of the answer is there.
   *
   * @param body null for none
   * @throws GatewayException {@code UPSTREAM_UNREACHABLE}, {@code TIMED_OUT}
   */
  Reply send(Exchange exchange, Caller caller, String path, byte @Nullable [] body) {
    URI target = options.at(path);
    HttpUriRequestBase request = new HttpUriRequestBase(exchange.method(), target);
    forwardHeaders(exchange, caller, request);
    if (body != null) {
      request.setEntity(new ByteArrayEntity(body, null));
    }
    try {
      ClassicHttpResponse response = client.executeOpen(HttpHost.create(target), request, null);
      return new Reply(request, response, options);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private void forwardHeaders(Exchange exchange, Caller caller, HttpUriRequestBase request) {
    Set<String> dropped = new HashSet<>(HOP_BY_HOP);
    dropped.addAll(NOT_FORWARDED);
    exchange.header("Connection").ifPresent(value -> dropped.addAll(names(value)));
    exchange.eachHeader(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!dropped.contains(lower)
              && !lower.startsWith("x-hone-")
              && !lower.startsWith("x-helidon-")) {
            request.addHeader(name, value);
          }
        });
    request.setHeader(REQUEST_ID, exchange.requestId());
    boolean anthropic = options.dialect() == Dialect.MESSAGES;
    if (anthropic && !request.containsHeader(ANTHROPIC_VERSION)) {
      request.setHeader(ANTHROPIC_VERSION, DEFAULT_ANTHROPIC_VERSION);
    }
    String secret = options.apiKey();
    if (secret != null) {
      credential(secret, anthropic, request);
    } else if (!caller.inAuthorization()) {
      ownCredential(exchange, anthropic, request);
    }
  }

  private static void credential(String secret, boolean anthropic, HttpUriRequestBase request) {
    if (anthropic) {
      request.setHeader("x-api-key", secret);
    } else {
      request.setHeader("Authorization", "Bearer " + secret);
    }
  }

  /**
   * The caller's own key for the upstream; said the upstream's way if its client says it another.
   */
  private static void ownCredential(
      Exchange exchange, boolean anthropic, HttpUriRequestBase request) {
    Optional<String> authorization = exchange.header("Authorization");
    Optional<String> apiKey = exchange.header("x-api-key");
    if (authorization.isPresent()) {
      request.setHeader("Authorization", authorization.get());
      if (anthropic && apiKey.isEmpty() && BEARER.matcher(authorization.get()).lookingAt()) {
        credential(BEARER.matcher(authorization.get()).replaceFirst(""), true, request);
        request.removeHeaders("Authorization");
      }
    }
    if (apiKey.isPresent() && (anthropic || authorization.isEmpty())) {
      credential(apiKey.get(), anthropic, request);
    }
  }

  private static List<String> names(String connection) {
    List<String> names = new ArrayList<>();
    for (String name : connection.split(",")) {
      names.add(name.strip().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private GatewayException unreachable(IOException e) {
    String host = options.address().getAuthority();
    if (e instanceof SocketTimeoutException && !(e instanceof ConnectTimeoutException)) {
      return new GatewayException(
          Code.TIMED_OUT,
          "The upstream "
              + host
              + " did not answer within "
              + options.readTimeout().toSeconds()
              + " s.",
          e);
    }
    String reason =
        switch (e) {
          case UnknownHostException unknown -> "the host is unknown";
          case ConnectTimeoutException slow -> "connecting took too long";
          case ConnectException refused -> "the connection was refused";
          case NoHttpResponseException silent -> "it closed the connection without an answer";
          case InterruptedIOException interrupted -> "waiting for it was given up";
          default -> String.valueOf(e.getMessage());
        };
    return new GatewayException(
        Code.UPSTREAM_UNREACHABLE,
        "The upstream "
            + host
            + " cannot be reached: "
            + reason
            + ". Check --upstream and that the server there is up.",
        e);
  }

  /** Whether the upstream can be connected to; the text says why not. */
  public Optional<String> unreachable() {
    URI address = options.address();
    int port =
        address.getPort() > 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHost(), port),
          (int) Math.min(1000, options.connectTimeout().toMillis()));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "the upstream " + address.getAuthority() + " cannot be reached: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new GatewayException(Code.INTERNAL, "The upstream client did not close.", e);
    }
  }

  /** Takes bytes; may not keep the array. */
  @FunctionalInterface
  interface Sink {
    void take(byte[] bytes, int length);
  }

  /** An answer whose head has come. Closing it before its end breaks the connection off. */
  static final class Reply implements AutoCloseable {

    private final HttpUriRequestBase request;
    private final ClassicHttpResponse response;
    private final UpstreamOptions options;

    Reply(HttpUriRequestBase request, ClassicHttpResponse response, UpstreamOptions options) {
      this.request = request;
      this.response = response;
      this.options = options;
    }

    /**
     * The whole body.
     *
     * @throws GatewayException {@code UPSTREAM_BROKEN}, {@code TIMED_OUT}
     */
    byte[] readAll() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      readTo((bytes, length) -> all.write(bytes, 0, length));
      return all.toByteArray();
    }

    /**
     * Hands the body on as it comes.
     *
     * @throws GatewayException {@code UPSTREAM_BROKEN} also if it is larger than an answer may be;
     *     {@code TIMED_OUT}
     */
    void readTo(Sink sink) {
      byte[] buffer = new byte[BUFFER];
      long total = 0;
      try {
        InputStream in = body();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          total += read;
          if (total > options.maxAnswerBytes()) {
            throw new GatewayException(
                Code.UPSTREAM_BROKEN,
                "The upstream's answer is larger than " + options.maxAnswerBytes() + " bytes.");
          }
          sink.take(buffer, read);
        }
      } catch (IOException e) {
        throw brokeOff(e);
      }
    }

    private GatewayException brokeOff(IOException e) {
      String host = options.address().getAuthority();
      return e instanceof SocketTimeoutException
          ? new GatewayException(
              Code.TIMED_OUT,
              "The upstream "
                  + host
                  + " was silent for "
                  + options.readTimeout().toSeconds()
                  + " s in the middle of its answer.",
              e)
          : new GatewayException(
              Code.UPSTREAM_BROKEN,
              "The upstream " + host + " broke off in the middle of its answer.",
              e);
    }

    /** One of the answer's headers, if it is there. */
    Optional<String> header(String name) {
      Header header = response.getFirstHeader(name);
      return header == null ? Optional.empty() : Optional.ofNullable(header.getValue());
    }

    int status() {
      return response.getCode();
    }

    String contentType() {
      Header header = response.getFirstHeader("Content-Type");
      return header == null ? "application/octet-stream" : header.getValue();
    }

    boolean isEventStream() {
      return contentType().toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    /** Hands the answer's headers on; the upstream's request id keeps a name of its own. */
    void copyHeaders(Exchange exchange) {
      Set<String> dropped = new HashSet<>(HOP_BY_HOP);
      dropped.add("content-type");
      Header connection = response.getFirstHeader("Connection");
      if (connection != null) {
        dropped.addAll(names(connection.getValue()));
      }
      Map<String, List<String>> headers = new LinkedHashMap<>();
      for (Header header : response.getHeaders()) {
        String lower = header.getName().toLowerCase(Locale.ROOT);
        if (dropped.contains(lower)) {
          continue;
        }
        boolean names = lower.equals(REQUEST_ID) || lower.equals("request-id");
        String name = names ? "X-Upstream-Request-Id" : header.getName();
        headers.computeIfAbsent(name, any -> new ArrayList<>()).add(header.getValue());
      }
      headers.forEach(exchange::header);
    }

    private InputStream body() throws IOException {
      HttpEntity entity = response.getEntity();
      return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    @Override
    public void close() {
      // Cancelled first: an answer that was left half read is not read to its end.
      request.cancel();
      try {
        response.close();
      } catch (IOException e) {
        // The connection is gone either way, which is all that was wanted.
        LOG.debug("closing an upstream's answer", e);
      }
    }
  }
}
