package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.UpstreamOptions;
import dev.hone.gateway.UpstreamOptions.Timeouts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** The connections to one upstream. Sends once; who tries again is above. Thread-safe. */
final class UpstreamClient implements AutoCloseable {

  /** A pooled connection that was idle for longer is looked at before it is used again. */
  private static final TimeValue LOOK_AFTER = TimeValue.ofMilliseconds(50);

  private static final int LONGEST_LOOK_MILLIS = 1000;

  /**
   * Of each of a connection's three buffers. The library's own 32 KB would be two thirds of the
   * memory that a live stream needs.
   */
  private static final int BUFFER = 4096;

  private final UpstreamOptions options;
  private final HttpHost host;
  private final CloseableHttpClient client;

  UpstreamClient(UpstreamOptions options) {
    this.options = options;
    this.host = HttpHost.create(options.address());
    Timeouts timeouts = options.timeouts();
    Timeout read = Timeout.of(timeouts.read());
    int most = options.bounds().maxConnections();
    PoolingHttpClientConnectionManager connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .http1Config(Http1Config.custom().setBufferSize(BUFFER).build())
                    .build())
            .setMaxConnTotal(most)
            .setMaxConnPerRoute(most)
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(timeouts.connect()))
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
                    .setConnectionRequestTimeout(Timeout.of(timeouts.connect()))
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableDefaultUserAgent()
            .build();
  }

  /** Sends a request; returns when the head of the answer is there. */
  ClassicHttpResponse send(HttpUriRequestBase request) throws IOException {
    return client.executeOpen(host, request, null);
  }

  /** What a failure to get the head of an answer means. */
  Sent.Failed failure(IOException e) {
    String authority = options.address().getAuthority();
    Sent.Kind kind =
        switch (e) {
          case ConnectionRequestTimeoutException full -> Sent.Kind.BUSY;
          case ConnectTimeoutException slow -> Sent.Kind.UNREACHABLE;
          case SocketTimeoutException silent -> Sent.Kind.SILENT;
          case ConnectException refused -> Sent.Kind.UNREACHABLE;
          case UnknownHostException unknown -> Sent.Kind.UNREACHABLE;
          case NoRouteToHostException away -> Sent.Kind.UNREACHABLE;
          case SSLException untrusted -> Sent.Kind.UNREACHABLE;
          default -> Sent.Kind.RESET;
        };
    GatewayException error =
        switch (kind) {
          case SILENT ->
              new GatewayException(
                  Code.TIMED_OUT,
                  "The upstream "
                      + authority
                      + " did not answer within "
                      + options.timeouts().read().toSeconds()
                      + " s.",
                  e);
          case BUSY ->
              new GatewayException(
                  Code.OVERLOADED,
                  "All "
                      + options.bounds().maxConnections()
                      + " connections to the upstream "
                      + authority
                      + " are in use; try again in a moment, or raise its max-connections.",
                  e);
          case UNREACHABLE, RESET, NO_CREDENTIAL, CALLER_GONE ->
              new GatewayException(
                  Code.UPSTREAM_UNREACHABLE,
                  "The upstream "
                      + authority
                      + " cannot be reached: "
                      + reason(e)
                      + ". Check its address and that the server there is up.",
                  e);
        };
    return new Sent.Failed(kind, error);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case UnknownHostException unknown -> "the host is unknown";
      case ConnectTimeoutException slow -> "connecting took too long";
      case ConnectException refused -> "the connection was refused";
      case NoHttpResponseException silent -> "it closed the connection without an answer";
      case InterruptedIOException interrupted -> "waiting for it was given up";
      case SSLException untrusted -> "no TLS connection came about (" + e.getMessage() + ")";
      default -> String.valueOf(e.getMessage());
    };
  }

  /** Whether the upstream can be connected to; the text says why not. */
  Optional<String> unreachable() {
    URI address = options.address();
    int port =
        address.getPort() > 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHost(), port),
          (int) Math.min(LONGEST_LOOK_MILLIS, options.timeouts().connect().toMillis()));
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
}
