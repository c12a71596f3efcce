package dev.hone.engine.embedded;

import dev.hone.engine.text.StreamDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the text of one tool call, byte by byte, as {@link
 * dev.hone.engine.constrain.ToolCallGrammar} lets it through: a name, then the arguments, which are
 * an object. Not thread-safe.
 */
final class CallReader {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private final StringBuilder arguments = new StringBuilder();
  private final StreamDecoder decoder = new StreamDecoder();
  private @Nullable String name;
  private int colons;
  private int depth;
  private boolean quoted;
  private boolean escaped;
  private boolean argumentsEnded;

  /** Takes the next byte; returns what it adds to the arguments, often nothing. */
  String feed(int b) {
    all.write(b);
    if (argumentsEnded) {
      return "";
    }
    boolean inArguments = name != null;
    boolean isValue = inArguments && (depth > 0 || b == '{');
    scan(b);
    if (!inArguments) {
      if (!quoted && b == ':' && ++colons == 2) {
        String head = all.toString(StandardCharsets.UTF_8);
        String call = head.substring(head.indexOf('{')) + "null}";
        name = JSON.readTree(call).get("name").stringValue();
        depth = 0;
      }
      return "";
    }
    if (!isValue) {
      return "";
    }
    argumentsEnded = depth == 0;
    String more = decoder.feed(new byte[] {(byte) b});
    arguments.append(more);
    return more;
  }

  private void scan(int b) {
    if (quoted) {
      if (escaped) {
        escaped = false;
      } else if (b == '\\') {
        escaped = true;
      } else if (b == '"') {
        quoted = false;
      }
      return;
    }
    switch (b) {
      case '"' -> quoted = true;
      case '{', '[' -> depth++;
      case '}', ']' -> depth--;
      default -> {}
    }
  }

  /** The tool's name, once it was read. */
  @Nullable String name() {
    return name;
  }

  /** The arguments as far as they were read. */
  String arguments() {
    return arguments.toString();
  }

  /** Everything that was read. */
  byte[] all() {
    return all.toByteArray();
  }
}
