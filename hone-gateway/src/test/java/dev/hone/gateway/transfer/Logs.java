package dev.hone.gateway.transfer;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads logs given as text. */
final class Logs {

  private Logs() {}

  static LogReader open(String text, @Nullable LogFormat format, @Nullable Path batchInput) {
    return LogFormat.open(
        "log", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), format, batchInput);
  }

  /** All calls of a log whose format shows in its content. */
  static List<LoggedCall> calls(String text) {
    try (LogReader reader = open(text, null, null)) {
      return rest(reader);
    }
  }

  static List<LoggedCall> rest(LogReader reader) {
    List<LoggedCall> calls = new ArrayList<>();
    for (LoggedCall call = reader.next(); call != null; call = reader.next()) {
      calls.add(call);
    }
    return calls;
  }
}
