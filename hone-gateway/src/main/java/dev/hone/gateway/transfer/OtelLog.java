package dev.hone.gateway.transfer;

import dev.hone.gateway.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * OpenTelemetry spans in OTLP's JSON: one document, or one a line as the collector's file exporter
 * writes it. Read span by span, however long the document. Where the JSON itself is broken nothing
 * behind it can be read.
 */
final class OtelLog implements LogReader {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final String file;
  private final InputStream in;
  private final JsonParser parser;
  private final Map<String, Long> passedOver = new TreeMap<>();
  private boolean inSpans;
  private long line;

  OtelLog(String file, InputStream in) {
    this.file = file;
    this.in = in;
    this.parser = MAPPER.createParser(in);
  }

  @Override
  public @Nullable LoggedCall next() {
    while (true) {
      JsonNode span;
      try {
        span = nextSpan();
        if (span == null) {
          return null;
        }
      } catch (JacksonException e) {
        throw new TransferException(
            TransferException.Code.BROKEN,
            file
                + ":"
                + parser.currentLocation().getLineNr()
                + ": not valid JSON, nothing behind it can be read: "
                + LineSource.fault(e),
            e);
      }
      LoggedCall call = call(span, new LoggedCall.Origin(file, line));
      if (call != null) {
        return call;
      }
    }
  }

  private @Nullable LoggedCall call(JsonNode span, LoggedCall.Origin origin) {
    try {
      OtelSpan read = OtelSpan.of(span, origin);
      String reason = read.noCall();
      if (reason != null) {
        passedOver.merge(reason, 1L, Long::sum);
        return null;
      }
      return read.call();
    } catch (GatewayException | IllegalArgumentException | JacksonException e) {
      throw TransferException.badRecord(
          origin, "span " + span.path("spanId").asString("?") + ": " + e.getMessage(), e);
    }
  }

  private @Nullable JsonNode nextSpan() {
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (inSpans) {
        if (token == JsonToken.START_OBJECT) {
          line = parser.currentTokenLocation().getLineNr();
          return MAPPER.readTree(parser);
        }
        inSpans = token != JsonToken.END_ARRAY;
      } else if (token == JsonToken.PROPERTY_NAME && parser.currentName().equals("spans")) {
        inSpans = parser.nextToken() == JsonToken.START_ARRAY;
      }
    }
    return null;
  }

  @Override
  public Map<String, Long> passedOver() {
    return Map.copyOf(passedOver);
  }

  @Override
  public long position() {
    return Math.max(0, parser.currentLocation().getByteOffset());
  }

  @Override
  public void close() {
    try {
      parser.close();
      in.close();
    } catch (IOException e) {
      throw new TransferException(
          TransferException.Code.BROKEN, file + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
