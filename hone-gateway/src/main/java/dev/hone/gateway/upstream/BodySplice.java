package dev.hone.gateway.upstream;

import dev.hone.gateway.http.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Changes one value of a JSON body and no other byte, so that what an upstream has cached holds.
 */
final class BodySplice {

  private static final JsonFactory FACTORY = new JsonFactory();

  private BodySplice() {}

  /** Where a value stands, in bytes. */
  record Span(int from, int to) {}

  /** The body with another model; the same body if it names none. */
  static byte[] withModel(byte[] body, String model) {
    Span span = field(body, "model");
    return span == null ? body : splice(body, 0, span, Json.text(Json.array().add(model).get(0)));
  }

  /** The body with a text in place of what stands at a span, which begins to count at a base. */
  static byte[] splice(byte[] body, int base, Span span, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + text.length() + 16);
    out.write(body, 0, base + span.from());
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.write(body, base + span.to(), body.length - base - span.to());
    return out.toByteArray();
  }

  /** Where the value of a field stands; the last one counts if it is given twice. */
  static @Nullable Span field(byte[] body, String name) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      parser.nextToken();
      return field(parser, name);
    }
  }

  /** Where the value of a field of an array's first object stands. */
  static @Nullable Span fieldOfFirst(byte[] array, String name) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), array)) {
      parser.nextToken();
      parser.nextToken();
      return field(parser, name);
    }
  }

  private static @Nullable Span field(JsonParser parser, String name) {
    @Nullable Span found = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean wanted = parser.currentName().equals(name);
      Span value = value(parser);
      if (wanted) {
        found = value;
      }
    }
    return found;
  }

  private static Span value(JsonParser parser) {
    parser.nextToken();
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    return new Span(from, (int) parser.currentLocation().getByteOffset());
  }
}
