package dev.hone.gateway.transfer;

import dev.hone.gateway.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The output of an OpenAI batch, joined with its input by {@code custom_id}. Of the input only the
 * place of each line is held in memory, because outputs come in any order.
 */
final class BatchLog extends LineLog {

  /** Twenty times what OpenAI takes in one batch. */
  static final int MAX_REQUESTS = 1_000_000;

  private static final String CHAT_URL = "/chat/completions";

  private record Place(long offset, int length, long line) {}

  private final Path input;
  private final Map<String, Place> places;
  private final RandomAccessFile requests;

  private BatchLog(LineSource output, Path input, Map<String, Place> places) throws IOException {
    super(output);
    this.input = input;
    this.places = places;
    this.requests = new RandomAccessFile(input.toFile(), "r");
  }

  /**
   * Opens a batch.
   *
   * @throws TransferException {@code BROKEN} if the input cannot be read
   */
  static BatchLog open(LineSource output, Path input) {
    try (InputStream in = Files.newInputStream(input)) {
      return new BatchLog(output, input, index(new LineSource(input.toString(), in)));
    } catch (IOException e) {
      throw new TransferException(
          TransferException.Code.BROKEN,
          "the batch's input " + input + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  private static Map<String, Place> index(LineSource lines) {
    Map<String, Place> places = new HashMap<>();
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      LoggedCall.Origin at = lines.origin();
      String id = customId(line, at);
      if (places.put(id, new Place(lines.lineStart(), line.length, at.line())) != null) {
        throw TransferException.badRecord(at, "the custom_id '" + id + "' stands there twice");
      }
      if (places.size() > MAX_REQUESTS) {
        throw new TransferException(
            TransferException.Code.BROKEN,
            at + ": a batch may have " + MAX_REQUESTS + " requests; split it");
      }
    }
    return places;
  }

  private static String customId(byte[] line, LoggedCall.Origin at) {
    try {
      String id = Fields.text(Json.read(line), "custom_id");
      if (id != null) {
        return id;
      }
    } catch (JacksonException e) {
      throw TransferException.badRecord(at, "not valid JSON: " + LineSource.fault(e), e);
    }
    throw TransferException.badRecord(at, "the request has no custom_id");
  }

  @Override
  Iterator<LoggedCall> calls(ObjectNode line, LoggedCall.Origin origin) {
    String id = Fields.text(line, "custom_id");
    if (id == null) {
      throw TransferException.badRecord(origin, "the line has no custom_id");
    }
    Place place = places.get(id);
    if (place == null) {
      throw TransferException.badRecord(
          origin, "the batch's input " + input + " has no request '" + id + "'");
    }
    JsonNode answer = line.path("response");
    if (line.path("error").isObject() || answer.path("status_code").asInt(0) != 200) {
      passOver("requests that failed");
      return Collections.emptyIterator();
    }
    JsonNode request = request(place);
    String url = Fields.text(request, "url");
    if (url == null || !url.endsWith(CHAT_URL)) {
      passOver("requests to " + url);
      return Collections.emptyIterator();
    }
    return List.of(call(origin, request, answer.path("body"), place)).iterator();
  }

  private LoggedCall call(
      LoggedCall.Origin origin, JsonNode request, JsonNode answer, Place place) {
    JsonNode choice = answer.path("choices").path(0);
    if (!(choice.path("message") instanceof ObjectNode message)) {
      throw TransferException.badRecord(origin, "the response has no choices[0].message");
    }
    if (!(request.path("body") instanceof ObjectNode body)) {
      throw TransferException.badRecord(
          new LoggedCall.Origin(input.toString(), place.line()), "the request has no body");
    }
    String model = Fields.text(answer, "model");
    String finish = Fields.text(choice, "finish_reason");
    message.put("role", "assistant");
    return new LoggedCall(
        origin,
        Fields.text(body.path("metadata"), "session", "session_id", "conversation_id"),
        Fields.user(Fields.text(body, "user", "safety_identifier")),
        Fields.agent(Fields.text(body.path("metadata"), "agent")),
        model == null ? body.path("model").asString("") : model,
        Fields.time(Fields.text(answer, "created")),
        Fields.prompt(body),
        Fields.message(message),
        finish == null ? "" : finish,
        answer.path("usage").path("prompt_tokens").asLong(0),
        answer.path("usage").path("completion_tokens").asLong(0));
  }

  private JsonNode request(Place place) {
    byte[] line = new byte[place.length()];
    try {
      requests.seek(place.offset());
      requests.readFully(line);
      return Json.read(line);
    } catch (IOException | JacksonException e) {
      throw new TransferException(
          TransferException.Code.BROKEN, input + " changed while it was read: " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      requests.close();
    } catch (IOException e) {
      throw new TransferException(
          TransferException.Code.BROKEN, input + " cannot be closed: " + e.getMessage(), e);
    } finally {
      super.close();
    }
  }
}
