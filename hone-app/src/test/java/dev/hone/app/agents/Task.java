package dev.hone.app.agents;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a scripted user asks for. The text says by itself to which session it belongs and what the
 * model is to do, so that every call that quotes it tells its own truth.
 *
 * @param session as the script names it; letters, digits and '-'
 * @param actions what the model is to do, in order; see {@link ToolLoop}
 */
record Task(String session, int turn, List<String> actions) {

  private static final Pattern FORM =
      Pattern.compile("\\(\\(day ([A-Za-z0-9-]+) turn (\\d+): ([a-z, ]*)\\)\\)");

  Task {
    actions = List.copyOf(actions);
  }

  static Task of(String session, int turn, String... actions) {
    return new Task(session, turn, List.of(actions));
  }

  /** As the user writes it. */
  String text() {
    return "Please do this ((day %s turn %d: %s)) now."
        .formatted(session, turn, String.join(", ", actions));
  }

  /** The last one in a text. */
  static Optional<Task> in(String text) {
    Matcher matcher = FORM.matcher(text);
    Task last = null;
    while (matcher.find()) {
      last =
          new Task(
              matcher.group(1),
              Integer.parseInt(matcher.group(2)),
              Arrays.stream(matcher.group(3).split(","))
                  .map(String::strip)
                  .filter(action -> !action.isEmpty())
                  .toList());
    }
    return Optional.ofNullable(last);
  }

  /** All texts of a message, one below the other. */
  static String texts(JsonNode message) {
    JsonNode content = message.path("content");
    if (content.isString()) {
      return content.stringValue();
    }
    StringBuilder all = new StringBuilder();
    for (JsonNode block : content) {
      all.append(block.path("text").asString("")).append('\n');
    }
    return all.toString();
  }
}
