package dev.hone.gateway.session;

import dev.hone.core.chat.ProgramSpeech;
import dev.hone.gateway.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the rules for side calls look at, in no dialect. Reads any tree and asks nothing of it: what
 * is malformed is told by the reader of the dialect.
 *
 * @param system the texts of the system, block by block
 * @param user the texts that the turn began with: those of the last message of the user that is
 *     more than results of tools, and those said beside results since
 * @param messages how many there are, without the system's
 * @param answers how many of them are the assistant's
 * @param tools how many are offered
 * @param maxTokens null when unsaid
 */
record CallText(
    List<String> system,
    List<String> user,
    int messages,
    int answers,
    int tools,
    @Nullable Long maxTokens) {

  private static final Set<String> SYSTEM_ROLES = Set.of("system", "developer");
  private static final List<String> MAX_TOKENS =
      List.of("max_completion_tokens", "max_tokens", "max_output_tokens");

  CallText {
    system = List.copyOf(system);
    user = List.copyOf(user);
  }

  static CallText of(Dialect dialect, ObjectNode body) {
    List<String> system = new ArrayList<>();
    JsonNode messages =
        switch (dialect) {
          case CHAT -> body.path("messages");
          case MESSAGES -> {
            texts(body.path("system"), system);
            yield body.path("messages");
          }
          case RESPONSES -> {
            texts(body.path("instructions"), system);
            yield body.path("input");
          }
        };
    List<String> user = new ArrayList<>();
    if (messages.isString()) {
      user.add(messages.stringValue());
      return new CallText(system, user, 1, 0, body.path("tools").size(), maxTokens(body));
    }
    int count = 0;
    int answers = 0;
    boolean begun = false;
    for (int i = messages.size() - 1; i >= 0; i--) {
      JsonNode message = messages.get(i);
      String role = message.path("role").asString("");
      if (SYSTEM_ROLES.contains(role)) {
        texts(message.path("content"), system);
        continue;
      }
      count++;
      if (role.equals("assistant")) {
        answers++;
      } else if (role.equals("user") && !begun) {
        List<String> said = new ArrayList<>();
        texts(message.path("content"), said);
        // What a program adds behind the user's words does not say what the call is about.
        boolean added = !said.isEmpty() && said.stream().allMatch(ProgramSpeech::is);
        if (!added) {
          user.addAll(said);
          begun = !said.isEmpty() && !hasResult(message.path("content"));
        }
      }
    }
    return new CallText(system, user, count, answers, body.path("tools").size(), maxTokens(body));
  }

  private static void texts(JsonNode content, List<String> out) {
    if (content.isString()) {
      out.add(content.stringValue());
    } else if (content.isArray()) {
      for (JsonNode block : content) {
        JsonNode text = block.isString() ? block : block.path("text");
        if (text.isString()) {
          out.add(text.stringValue());
        }
      }
    }
  }

  /** Anthropic puts the results of tools into messages of the user. */
  private static boolean hasResult(JsonNode content) {
    for (JsonNode block : content) {
      if (block.path("type").asString("").equals("tool_result")) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Long maxTokens(ObjectNode body) {
    for (String field : MAX_TOKENS) {
      JsonNode value = body.path(field);
      if (value.isIntegralNumber() && value.canConvertToLong()) {
        return value.longValue();
      }
    }
    return null;
  }
}
