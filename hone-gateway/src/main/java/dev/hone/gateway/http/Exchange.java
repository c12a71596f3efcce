package dev.hone.gateway.http;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.GatewayOptions;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Used by one thread. The answer is sent once: whole with {@link
 * #send}, or in pieces with {@link #stream}.
 */
public final class Exchange {

  /** What is read and thrown away of a body that is too large, so that the caller sees the 413. */
  static final long DRAIN_BYTES = 64L << 20;

  private static final int BUFFER = 8192;
  private static final HeaderName REQUEST_ID = HeaderNames.create("x-request-id");

  private final ServerRequest request;
  private final ServerResponse response;
  private final GatewayOptions.Http limits;
  private final StallWatch stalls;
  private final CallerWatch callers;
  private final String requestId;
  private final long arrived;
  private Map<String, String> pathParameters = Map.of();
  private int prefix;
  private int status;
  private boolean cut;
  private boolean streaming;
  private Set<String> kept = Set.of();
  private @Nullable AnswerStream events;
  private @Nullable Function<GatewayException, byte[]> lastEvents;

  Exchange(
      ServerRequest request,
      ServerResponse response,
      GatewayOptions.Http limits,
      StallWatch stalls,
      CallerWatch callers,
      String requestId,
      long arrived) {
    this.request = request;
    this.response = response;
    this.limits = limits;
    this.stalls = stalls;
    this.callers = callers;
    this.requestId = requestId;
    this.arrived = arrived;
    response.header(REQUEST_ID, requestId);
  }

  public String method() {
    return request.prologue().method().text();
  }

  /** Path as sent, still percent-encoded, without the query. */
  public String rawPath() {
    return request.path().rawPath();
  }

  /** Path and query as sent, without what {@link #beneath} took away. */
  public String target() {
    String path = rawPath();
    for (int i = 0; i < prefix; i++) {
      path = path.substring(path.indexOf('/', 1));
    }
    String query = request.query().rawValue();
    return query == null || query.isEmpty() ? path : path + "?" + query;
  }

  /** The first segments of the path say where something is asked, not what. */
  public void beneath(int segments) {
    prefix = segments;
  }

  /** The decoded segments of the path. */
  public List<String> segments() {
    List<String> segments = new ArrayList<>();
    for (String raw : rawPath().substring(1).split("/", -1)) {
      try {
        segments.add(URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new GatewayException(
            Code.BAD_REQUEST, "The path has a broken percent escape: " + raw, e);
      }
    }
    return segments;
  }

  /** Values of the route's {@code {name}} segments. */
  public void pathParameters(Map<String, String> values) {
    pathParameters = Map.copyOf(values);
  }

  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter " + name);
    }
    return value;
  }

  /** A value of the route, if the route has it. */
  public Optional<String> pathValue(String name) {
    return Optional.ofNullable(pathParameters.get(name));
  }

  public Optional<String> query(String name) {
    return request.query().contains(name)
        ? Optional.of(request.query().get(name))
        : Optional.empty();
  }

  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  /** Takes a header. */
  @FunctionalInterface
  public interface HeaderVisitor {

    /**
     * @param lowerCase the name in lower case
     * @param name as it was sent
     */
    void visit(String lowerCase, String name, String value);
  }

  /** Visits every header; one with several values several times. */
  public void eachHeader(HeaderVisitor visitor) {
    for (Header header : request.headers()) {
      String lowerCase = header.headerName().lowerCase();
      if (header.valueCount() == 1) {
        visitor.visit(lowerCase, header.name(), header.get());
      } else {
        for (String value : header.allValues()) {
          visitor.visit(lowerCase, header.name(), value);
        }
      }
    }
  }

  /**
   * Something begins that is worth nothing when the caller has gone. The body must have been read.
   *
   * @param limit longest time that it may take
   * @param cancel ends it, from another thread
   * @return to be closed by the thread that answers
   */
  public Waiting waiting(Duration limit, Runnable cancel) {
    CallerConnection connection =
        CallerConnection.CURRENT.isBound() ? CallerConnection.CURRENT.get() : null;
    return callers.begin(connection, limit, cancel);
  }

  public String requestId() {
    return requestId;
  }

  /** {@link System#nanoTime()} when the request line had been read. */
  public long arrived() {
    return arrived;
  }

  /**
   * Reads the body. A client that sends too slowly is told so; of one that sends nothing at all the
   * connection is closed.
   *
   * @throws GatewayException {@code TOO_LARGE}, {@code SLOW_REQUEST}, {@code CLIENT_GONE}
   */
  public byte[] body() {
    return body(limits.maxBodyBytes(), limits.bodyTimeout());
  }

  /**
   * Reads a body of at most so many bytes, in at most so much time; otherwise as {@link #body()}.
   *
   * @param longest for the whole body
   */
  public byte[] body(int most, Duration longest) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    stalls.begin(longest.multipliedBy(2));
    try {
      return readBody(Math.min(most, limits.maxBodyBytes()), longest);
    } finally {
      stalls.end();
    }
  }

  private byte[] readBody(int most, Duration longest) {
    long declared = request.headers().contentLength().orElse(-1);
    boolean asks = request.headers().contains(HeaderValues.EXPECT_100);
    if (declared > most && asks) {
      // It has not begun to send and need not.
      response.header(HeaderValues.CONNECTION_CLOSE);
      throw tooLarge(most);
    }
    long deadline = System.nanoTime() + longest.toNanos();
    ByteArrayOutputStream body =
        new ByteArrayOutputStream(declared < 0 ? BUFFER : (int) Math.min(declared, most));
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    InputStream in = request.content().inputStream();
    for (int read = read(in, buffer, most); read >= 0; read = read(in, buffer, most)) {
      total += read;
      if (total <= most) {
        body.write(buffer, 0, read);
      } else {
        // Read on without keeping it: a caller that is still sending does not see an answer.
        response.header(HeaderValues.CONNECTION_CLOSE);
        if (total > DRAIN_BYTES) {
          break;
        }
      }
      if (System.nanoTime() > deadline) {
        response.header(HeaderValues.CONNECTION_CLOSE);
        throw new GatewayException(
            Code.SLOW_REQUEST,
            "The request body did not arrive within "
                + longest.toSeconds()
                + " s; send it faster.");
      }
    }
    if (total > most) {
      throw tooLarge(most);
    }
    return body.toByteArray();
  }

  private int read(InputStream in, byte[] buffer, int most) {
    try {
      return in.read(buffer);
    } catch (RequestException e) {
      response.header(HeaderValues.CONNECTION_CLOSE);
      if (e.status().code() == Code.TOO_LARGE.status()) {
        throw tooLarge(most);
      }
      throw new GatewayException(
          Code.BAD_REQUEST, "The request body is not framed as HTTP wants it.", e);
    } catch (IOException | RuntimeException e) {
      throw new GatewayException(Code.CLIENT_GONE, "The request body broke off.", e);
    }
  }

  private GatewayException tooLarge(int most) {
    return new GatewayException(
        Code.TOO_LARGE,
        "The request body is larger than "
            + most
            + " bytes; send a shorter conversation, or raise the limit in the configuration.");
  }

  /** Sets a header of the answer. */
  public void header(String name, String value) {
    if (!isKept(name)) {
      response.header(HeaderNames.create(name), value);
    }
  }

  /** Sets a header of the answer that has not been set. */
  public void headerIfAbsent(String name, String value) {
    response.headers().setIfAbsent(HeaderValues.create(HeaderNames.create(name), value));
  }

  /** Sets a header of the answer that may stand several times. */
  public void header(String name, List<String> values) {
    if (!isKept(name)) {
      response.header(HeaderNames.create(name), values.toArray(String[]::new));
    }
  }

  /**
   * Sets a header that no later one, such as an upstream's of the same name, takes the place of.
   */
  public void keepHeader(String name, String value) {
    header(name, value);
    if (kept.isEmpty()) {
      kept = new HashSet<>();
    }
    kept.add(name.toLowerCase(Locale.ROOT));
  }

  private boolean isKept(String name) {
    return !kept.isEmpty() && kept.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Sends a whole answer. */
  public void send(int code, String contentType, byte[] body) {
    status = code;
    response.status(Status.create(code));
    response.header(HeaderNames.CONTENT_TYPE, contentType);
    stalls.begin(limits.writeTimeout());
    try {
      response.send(body);
    } catch (RuntimeException e) {
      throw gone(e, stalls.end());
    }
    stalls.end();
  }

  /** Sends a whole JSON answer. */
  public void sendJson(int code, tools.jackson.databind.JsonNode body) {
    send(code, "application/json", Json.bytes(body));
  }

  /**
   * Begins an answer in pieces. It ends when the handler returns, unless {@link #cut} was called.
   *
   * @param contentLength of the whole body, or null if unknown
   */
  public AnswerStream stream(int code, @Nullable String contentType, @Nullable Long contentLength) {
    status = code;
    streaming = true;
    response.status(Status.create(code));
    if (contentType != null) {
      response.header(HeaderNames.CONTENT_TYPE, contentType);
    }
    if (contentLength != null) {
      response.header(HeaderNames.CONTENT_LENGTH, Long.toString(contentLength));
    }
    if (closes()) {
      // The library keeps the connection open whatever the headers say. It calls this after the
      // last chunk.
      response.whenSent(
          () -> {
            throw new CloseConnectionException("closed as the headers say");
          });
    }
    OutputStream out = response.outputStream();
    return new AnswerStream(out, stalls, limits.writeTimeout());
  }

  /** Begins a stream of server-sent events. */
  public AnswerStream events() {
    header("Cache-Control", "no-cache");
    header("X-Accel-Buffering", "no");
    return eventsAs(200, "text/event-stream; charset=utf-8");
  }

  /** Begins a stream of server-sent events with a status and type of another's choosing. */
  public AnswerStream eventsAs(int code, String contentType) {
    events = stream(code, contentType, null);
    return events;
  }

  /** How the stream of events that has begun tells that it breaks off. */
  public void failsWith(Function<GatewayException, byte[]> newLastEvents) {
    lastEvents = newLastEvents;
  }

  /**
   * Ends an answer that has begun with an error: a stream of events gets the error as its last one,
   * and no {@code [DONE]}; of any other the connection is cut.
   */
  public void fail(GatewayException failure) {
    if (events == null) {
      cut();
    } else if (lastEvents == null) {
      events.events(ErrorBody.of(failure, requestId));
    } else {
      byte[] last = lastEvents.apply(failure);
      events.write(last, 0, last.length);
    }
  }

  /** The answer is broken: the connection ends without the answer's end. */
  public void cut() {
    cut = true;
  }

  /** Whether one side has said that the connection ends with this answer. */
  boolean closes() {
    return request.headers().contains(HeaderValues.CONNECTION_CLOSE)
        || response.headers().contains(HeaderValues.CONNECTION_CLOSE);
  }

  boolean isStreaming() {
    return streaming;
  }

  boolean isCut() {
    return cut;
  }

  /** Whether something of an answer has been sent. */
  public boolean answered() {
    return status != 0;
  }

  /** Status of the answer, 0 before there is one. */
  public int status() {
    return status;
  }

  static GatewayException gone(Exception cause, boolean stalled) {
    return new GatewayException(
        Code.CLIENT_GONE,
        stalled ? "The client stopped reading its answer." : "The client has gone.",
        cause);
  }
}
