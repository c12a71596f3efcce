package dev.hone.app.agents;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a call truly is. Known because the script drives everything: a task stands in the message
 * that began a turn exactly if one of our users, or a call that our script made the agent delegate,
 * began it. Nothing here looks at what Hone's rules look at: headers, metadata, system texts.
 *
 * @param session as the script names it; null if the call names none or several
 * @param side whether the program made the call for itself
 * @param task the task that the turn is about, or null on the side
 * @param begins index of the message that began the turn, or -1
 */
record Truth(@Nullable String session, boolean side, @Nullable Task task, int begins) {

  private static final Pattern SESSION = Pattern.compile("\\(\\(day ([A-Za-z0-9-]+) turn");

  /** What programs add behind what the user said, for one call. */
  private static final List<String> ADDED =
      List.of(
          "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>", "<system-reminder>", "<environment_context>");

  /**
   * OpenClaw's words when it takes up a turn again: the model could not be reached, or the turn was
   * compacted or cut off before there was an answer to show.
   */
  private static final Pattern GOES_ON =
      Pattern.compile(
          "Continue (?:the current task )?from (?:the|that) (?:existing|current|compacted|partial)");

  static Truth of(SeenCall call) {
    Set<String> sessions = new HashSet<>();
    Matcher matcher = SESSION.matcher(call.body().toString());
    while (matcher.find()) {
      sessions.add(matcher.group(1));
    }
    String session = sessions.size() == 1 ? sessions.iterator().next() : null;
    List<JsonNode> messages = call.messages();
    for (int i = messages.size() - 1; i >= 0; i--) {
      JsonNode message = messages.get(i);
      String said = Task.texts(message).strip();
      if (!message.path("role").asString("").equals("user") || said.isEmpty() || added(said)) {
        continue;
      }
      Task task = quoted(said) || call.tools() == 0 ? null : Task.in(said).orElse(null);
      return new Truth(session, task == null, task, task == null ? -1 : i);
    }
    return new Truth(session, true, null, -1);
  }

  private static boolean added(String said) {
    return Task.in(said).isEmpty()
        && (ADDED.stream().anyMatch(said::startsWith) || GOES_ON.matcher(said).find());
  }

  /** A text about the conversation quotes tasks; one of the conversation says one. */
  private static boolean quoted(String said) {
    return SESSION.matcher(said).results().count() > 1;
  }
}
