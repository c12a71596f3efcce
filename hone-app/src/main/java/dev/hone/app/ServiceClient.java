package dev.hone.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Talks to a running service over its public HTTP API. Thread-safe. */
public final class ServiceClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Until the first lines come: steps that do not fit may have to be looked through before. */
  private static final Duration LINES_TIMEOUT = Duration.ofMinutes(30);

  private final String url;
  private final String key;
  private final HttpClient http;

  public ServiceClient(String url, String key) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.key = key;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  public String url() {
    return url;
  }

  /**
   * Sends a request and reads a JSON answer.
   *
   * @param body null for none
   * @throws ServiceException if there is no answer or a status of 400 or more
   */
  public Answer call(
      String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
    HttpResponse<InputStream> response = send(method, path, body, headers);
    try (InputStream in = response.body()) {
      byte[] bytes = in.readAllBytes();
      JsonNode json = parse(bytes);
      if (response.statusCode() >= 400) {
        throw refusal(response.statusCode(), json, bytes);
      }
      return new Answer(response.statusCode(), json, firstHeaders(response));
    } catch (IOException e) {
      throw new ServiceException(
          0, "the answer of " + url + path + " broke off: " + e.getMessage());
    }
  }

  public JsonNode get(String path) {
    return call("GET", path, null, Map.of()).body();
  }

  public JsonNode post(String path, JsonNode body) {
    return call("POST", path, body, Map.of()).body();
  }

  /**
   * Sends a request whose answer is a stream of server-sent events.
   *
   * @param onData takes each {@code data:} but the last, {@code [DONE]}
   * @return the answer's headers
   * @throws ServiceException if it is refused, or ends without {@code [DONE]}
   */
  public Map<String, String> stream(
      String path, JsonNode body, Map<String, String> headers, Consumer<JsonNode> onData) {
    HttpResponse<InputStream> response = send("POST", path, body, headers);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      if (response.statusCode() >= 400) {
        byte[] bytes = lines.lines().reduce("", String::concat).getBytes(StandardCharsets.UTF_8);
        throw refusal(response.statusCode(), parse(bytes), bytes);
      }
      String line = lines.readLine();
      while (line != null) {
        if (line.equals("data: [DONE]")) {
          return firstHeaders(response);
        }
        if (line.startsWith("data: ")) {
          JsonNode data = Json.MAPPER.readTree(line.substring("data: ".length()));
          if (data.has("error")) {
            throw refusal(500, data, new byte[0]);
          }
          onData.accept(data);
        }
        line = lines.readLine();
      }
    } catch (IOException e) {
      throw new ServiceException(
          0, "the answer of " + url + path + " broke off: " + e.getMessage());
    }
    throw new ServiceException(0, "the answer of " + url + path + " ended before it was complete");
  }

  /**
   * Gets JSON lines.
   *
   * @param onLine takes each
   * @throws ServiceException if it is refused or breaks off
   */
  public void lines(String path, Consumer<JsonNode> onLine) {
    HttpResponse<InputStream> response = send("GET", path, null, Map.of(), LINES_TIMEOUT);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      if (response.statusCode() >= 400) {
        byte[] bytes = lines.lines().reduce("", String::concat).getBytes(StandardCharsets.UTF_8);
        throw refusal(response.statusCode(), parse(bytes), bytes);
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        onLine.accept(Json.MAPPER.readTree(line));
      }
    } catch (IOException e) {
      throw new ServiceException(
          0, "the answer of " + url + path + " broke off: " + e.getMessage());
    }
  }

  /** Whether something answers at the address. */
  public boolean answers() {
    try {
      call("GET", "/healthz", null, Map.of());
      return true;
    } catch (ServiceException e) {
      // Whoever refuses is there.
      return e.status() != 0;
    }
  }

  private HttpResponse<InputStream> send(
      String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
    return send(method, path, body, headers, TIMEOUT);
  }

  private HttpResponse<InputStream> send(
      String method,
      String path,
      @Nullable JsonNode body,
      Map<String, String> headers,
      Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(timeout)
            .header("Authorization", "Bearer " + key)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.toString()));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new ServiceException(
          0, "no service answers at " + url + " (" + e + "); start one with: hone serve");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException(0, "interrupted while waiting for " + url);
    }
  }

  private static ServiceException refusal(int status, @Nullable JsonNode json, byte[] bytes) {
    String message =
        json == null
            ? new String(bytes, StandardCharsets.UTF_8)
            : json.path("error").path("message").asString(json.toString());
    return new ServiceException(status, "the service refused (" + status + "): " + message);
  }

  private static @Nullable JsonNode parse(byte[] bytes) {
    try {
      return bytes.length == 0 ? null : Json.MAPPER.readTree(bytes);
    } catch (JacksonException notJson) {
      return null;
    }
  }

  private static Map<String, String> firstHeaders(HttpResponse<?> response) {
    Map<String, String> first = new LinkedHashMap<>();
    response.headers().map().forEach((name, values) -> first.put(name, values.getFirst()));
    return first;
  }

  @Override
  public void close() {
    http.close();
  }

  /**
   * A JSON answer.
   *
   * @param headers lower-case names, first values
   */
  public record Answer(int status, JsonNode body, Map<String, String> headers) {

    public Answer(int status, @Nullable JsonNode body, Map<String, String> headers) {
      this.status = status;
      this.body = body == null ? Json.MAPPER.nullNode() : body;
      this.headers = headers;
    }
  }
}
