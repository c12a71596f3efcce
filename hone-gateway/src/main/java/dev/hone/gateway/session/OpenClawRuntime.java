package dev.hone.gateway.session;

import dev.hone.gateway.dialect.Dialect;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The line in which OpenClaw tells the model of its session. By default it sends no header, changes
 * the ids of calls and adds a message to the end of each call that is gone from the next: this
 * line, at the end of the first message of the user, is all that names the session.
 */
final class OpenClawRuntime {

  /** In a system text: without it, the line is anybody's words. */
  private static final String PROGRAM = "running inside OpenClaw";

  private static final int SYSTEM_HEAD = 400;

  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^Runtime: agent=[^|\\n]{1,200} \\| session=[^|\\n]{1,300} \\| sessionId=([A-Za-z0-9-]{8,64}) \\|");

  /** Upkeep runs under a name of its own; whose session it is, its conversation says. */
  private static final String INTERNAL = "internal-";

  private OpenClawRuntime() {}

  /** The session's id, or null if this is none of OpenClaw's calls. */
  static @Nullable String session(Dialect dialect, ObjectNode body) {
    boolean program =
        switch (dialect) {
          case CHAT -> false;
          case MESSAGES -> says(body.path("system"));
          case RESPONSES -> says(body.path("instructions"));
        };
    JsonNode messages = body.path(dialect == Dialect.RESPONSES ? "input" : "messages");
    for (JsonNode message : messages) {
      String role = message.path("role").asString("");
      if (role.equals("system") || role.equals("developer")) {
        program |= says(message.path("content"));
      } else if (program && role.equals("user")) {
        String session = lastIn(message.path("content"));
        if (session != null) {
          return session;
        }
      }
    }
    return null;
  }

  private static boolean says(JsonNode content) {
    String text = content.isString() ? content.stringValue() : content.at("/0/text").asString("");
    return text.substring(0, Math.min(text.length(), SYSTEM_HEAD)).contains(PROGRAM);
  }

  /** The last one: what the user wrote comes before it. */
  private static @Nullable String lastIn(JsonNode content) {
    if (content.isArray()) {
      String last = null;
      for (JsonNode block : content) {
        String found = lastIn(block.path("text"));
        last = found == null ? last : found;
      }
      return last;
    }
    String last = null;
    if (content.isString()) {
      Matcher matcher = LINE.matcher(content.stringValue());
      while (matcher.find()) {
        last = matcher.group(1).startsWith(INTERNAL) ? null : matcher.group(1);
      }
    }
    return last;
  }
}
