package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.UpstreamOptions;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upstream's answer whose head has come. Closing it before its end breaks the connection off.
 * Used by one thread.
 */
final class Reply implements Sent, AutoCloseable {

  /** Takes bytes; may not keep the array. */
  @FunctionalInterface
  interface Sink {
    void take(byte[] bytes, int length);
  }

  private static final int BUFFER = 8 << 10;
  private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

  private final Upstream upstream;
  private final HttpUriRequestBase request;
  private final ClassicHttpResponse response;
  private final Waiting waiting;

  Reply(
      Upstream upstream,
      HttpUriRequestBase request,
      ClassicHttpResponse response,
      Waiting waiting) {
    this.upstream = upstream;
    this.request = request;
    this.response = response;
    this.waiting = waiting;
  }

  Upstream upstream() {
    return upstream;
  }

  /**
   * The whole body.
   *
   * @throws GatewayException {@code UPSTREAM_BROKEN}, {@code TIMED_OUT}, {@code CLIENT_GONE}
   */
  byte[] readAll() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    readTo((bytes, length) -> all.write(bytes, 0, length));
    return all.toByteArray();
  }

  /**
   * Hands the body on as it comes; no more is read while the sink is busy.
   *
   * @throws GatewayException {@code UPSTREAM_BROKEN} also if it is larger than an answer may be;
   *     {@code TIMED_OUT}, {@code CLIENT_GONE}
   */
  void readTo(Sink sink) {
    byte[] buffer = new byte[BUFFER];
    int most = upstream.options().bounds().maxAnswerBytes();
    long total = 0;
    try {
      InputStream in = body();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        total += read;
        if (total > most) {
          throw new GatewayException(
              Code.UPSTREAM_BROKEN, "The upstream's answer is larger than " + most + " bytes.");
        }
        sink.take(buffer, read);
      }
    } catch (IOException e) {
      throw brokeOff(e);
    }
  }

  private GatewayException brokeOff(IOException e) {
    UpstreamOptions options = upstream.options();
    String host = options.address().getAuthority();
    if (waiting.end() == Waiting.End.CALLER_GONE) {
      return new GatewayException(
          Code.CLIENT_GONE, "The client has gone; the upstream's answer was broken off.", e);
    }
    if (waiting.end() == Waiting.End.TIME_UP) {
      upstream.brokeOff(Kind.SILENT);
      return tooLong(options, e);
    }
    if (e instanceof SocketTimeoutException) {
      upstream.brokeOff(Kind.SILENT);
      return new GatewayException(
          Code.TIMED_OUT,
          "The upstream "
              + host
              + " was silent for "
              + options.timeouts().read().toSeconds()
              + " s in the middle of its answer.",
          e);
    }
    upstream.brokeOff(Kind.RESET);
    return new GatewayException(
        Code.UPSTREAM_BROKEN,
        "The upstream " + host + " broke off in the middle of its answer.",
        e);
  }

  static GatewayException tooLong(UpstreamOptions options, IOException e) {
    return new GatewayException(
        Code.TIMED_OUT,
        "The upstream "
            + options.address().getAuthority()
            + " did not come to the end of its answer within "
            + options.timeouts().total().toSeconds()
            + " s.",
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
    return contentType().regionMatches(true, 0, "text/event-stream", 0, 17);
  }

  /** Hands the answer's headers on; the upstream's request id keeps a name of its own. */
  void copyHeaders(Exchange exchange) {
    Set<String> dropped = RequestHeaders.HOP_BY_HOP;
    Header connection = response.getFirstHeader("Connection");
    if (connection != null) {
      dropped = new HashSet<>(dropped);
      RequestHeaders.addNames(connection.getValue(), dropped);
    }
    for (Header header : response.getHeaders()) {
      String lower = header.getName().toLowerCase(Locale.ROOT);
      if (dropped.contains(lower) || lower.equals("content-type")) {
        continue;
      }
      boolean names = lower.equals(RequestHeaders.REQUEST_ID) || lower.equals("request-id");
      if (names) {
        exchange.header("X-Upstream-Request-Id", header.getValue());
      } else if (response.countHeaders(header.getName()) == 1) {
        exchange.header(header.getName(), header.getValue());
      } else {
        exchange.header(header.getName(), all(header.getName()));
      }
    }
  }

  private List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (Header header : response.getHeaders(name)) {
      values.add(header.getValue());
    }
    return values;
  }

  private InputStream body() throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? InputStream.nullInputStream() : entity.getContent();
  }

  @Override
  public void close() {
    waiting.close();
    // Cancelled first: an answer that was left half read is not read to its end.
    request.cancel();
    try {
      response.close();
    } catch (IOException e) {
      // The connection is gone either way, which is all that was wanted.
      LOG.debug("closing an upstream's answer", e);
    }
    upstream.ended();
  }
}
