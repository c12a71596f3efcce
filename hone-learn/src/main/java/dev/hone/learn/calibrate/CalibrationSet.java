package dev.hone.learn.calibrate;

import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Labelled cases, one JSON object a line: {@code id}, {@code source}, {@code language}, {@code
 * label} ({@code good}, {@code bad} or {@code unknown}), {@code request}, {@code answer} or {@code
 * call} ({@code tool(argument)}), {@code next} (a list of {@code role}, {@code text}), {@code
 * reason}.
 */
public record CalibrationSet(List<CalibrationCase> cases) {

  private static final String OWN = "calibration.jsonl";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public CalibrationSet {
    cases = List.copyOf(cases);
  }

  /** The cases that come with Hone. */
  public static CalibrationSet own() {
    try (InputStream stream = CalibrationSet.class.getResourceAsStream(OWN)) {
      if (stream == null) {
        throw new IllegalStateException(OWN + " is missing from this build");
      }
      return read(OWN, new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /**
   * The cases of a file.
   *
   * @throws IllegalArgumentException naming the line that is none
   */
  public static CalibrationSet read(Path file) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      return read(file.toString(), reader);
    }
  }

  private static CalibrationSet read(String name, BufferedReader reader) throws IOException {
    List<CalibrationCase> cases = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        CalibrationCase one = one(JSON.readTree(line));
        if (!ids.add(one.id())) {
          throw new IllegalArgumentException("the id " + one.id() + " was there before");
        }
        cases.add(one);
      } catch (JacksonException | IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            name + ", line " + number + ": " + wrong.getMessage(), wrong);
      }
    }
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(name + " holds no case");
    }
    return new CalibrationSet(cases);
  }

  private static CalibrationCase one(JsonNode node) {
    String call = node.path("call").asString("");
    ChatMessage response =
        call.isEmpty()
            ? ChatMessage.assistant(text(node, "answer"))
            : ChatMessage.assistant("", List.of(call(call)));
    List<ChatMessage> next = new ArrayList<>();
    for (JsonNode part : node.path("next")) {
      String said = part.path("text").asString("");
      next.add(
          switch (part.path("role").asString("")) {
            case "user" -> ChatMessage.user(said);
            case "tool" -> ChatMessage.tool("call-1", said);
            default -> throw new IllegalArgumentException("a role is neither user nor tool");
          });
    }
    if (next.isEmpty()) {
      throw new IllegalArgumentException("'next' is missing: what arrived after the step");
    }
    return new CalibrationCase(
        text(node, "id"),
        text(node, "source"),
        text(node, "language"),
        label(text(node, "label")),
        List.of(ChatMessage.user(text(node, "request"))),
        response,
        next,
        text(node, "reason"));
  }

  private static ToolCall call(String call) {
    int open = call.indexOf('(');
    if (open < 1 || !call.endsWith(")")) {
      throw new IllegalArgumentException("'call' is written as tool(argument)");
    }
    return new ToolCall(
        "call-1",
        call.substring(0, open),
        JSON.createObjectNode()
            .put("argument", call.substring(open + 1, call.length() - 1))
            .toString());
  }

  private static Verdict label(String label) {
    return switch (label.toLowerCase(Locale.ROOT)) {
      case "good" -> Verdict.GOOD;
      case "bad" -> Verdict.BAD;
      case "unknown" -> Verdict.UNKNOWN;
      default -> throw new IllegalArgumentException("the label is good, bad or unknown");
    };
  }

  private static String text(JsonNode node, String field) {
    String text = node.path(field).asString("");
    if (text.isBlank()) {
      throw new IllegalArgumentException("'" + field + "' is missing");
    }
    return text;
  }
}
