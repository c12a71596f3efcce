package dev.hone.store.sql;

import dev.hone.core.Line;
import dev.hone.core.TenantId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.store.StepDraft;
import dev.hone.store.sql.SessionFinder.Earlier;
import dev.hone.store.sql.SessionFinder.Head;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds where a conversation goes on whose beginning is not known: compacted, edited, begun by a
 * call of another, or a side call about another. Looks only at the newest steps of the same user
 * and agent, and only if the exact way found nothing; answers are compared word for word, ids
 * without what programs take out of them.
 */
final class RecentAnswers {

  /** Steps that are looked at, of all sessions together: the last ones of each first. */
  private static final int MOST = 48;

  /** The newest sessions, and the newest steps of each, among which they are. */
  private static final int SESSIONS = 12;

  private static final int STEPS = 16;

  /** Shorter texts are said in many conversations. */
  private static final int TELLING = 24;

  private static final int QUOTED_LINES = 8;

  /** What a channel puts before a message: who and when. */
  private static final Pattern ENVELOPE = Pattern.compile("^(?:\\[[^\\]\\n]{0,120}\\]\\s*)+");

  private static final String OPEN = "AND done = 0 AND last_step >= ?";

  /** An earlier step with what was said last before it and what it answered, if it came to that. */
  private record Said(Earlier step, @Nullable ChatMessage asked, @Nullable ChatMessage answer) {}

  private final Sql sql;
  private final TenantId tenant;
  private final StepDraft draft;
  private final Conversation conversation;
  private final Json json;

  RecentAnswers(Sql sql, TenantId tenant, StepDraft draft, Conversation conversation, Json json) {
    this.sql = sql;
    this.tenant = tenant;
    this.draft = draft;
    this.conversation = conversation;
    this.json = json;
  }

  /** The step of a known session whose answer stands last in the conversation, or null. */
  @Nullable Head in(UUID session) throws SQLException {
    return hasAnswer() ? lastIn(said("AND id = ?", session, "")) : null;
  }

  /** The same in any session of the user and the agent. */
  @Nullable Head anywhere(Instant since) throws SQLException {
    return hasAnswer() ? lastIn(newest(since)) : null;
  }

  /**
   * The session that a conversation without known answers belongs to: the one that it quotes, for a
   * side call; else the one whose last answer called a tool with its very words and still waits.
   */
  @Nullable UUID about(Instant since) throws SQLException {
    String text = lastUserText();
    if (text == null || text.length() < TELLING) {
      return null;
    }
    return draft.line() == Line.SIDE
        ? quoted(text, newest(since))
        : called(text, said(OPEN, since, " AND s.calls = 1 AND s.continued = 0"));
  }

  private static @Nullable UUID quoted(String text, List<Said> said) {
    Map<String, Set<UUID>> lines = new HashMap<>();
    Set<UUID> newestFirst = new LinkedHashSet<>();
    for (Said one : said) {
      newestFirst.add(one.step.session());
      // What was asked counts also where the answer was lost: the program sent it otherwise again.
      // What another side call asked is a program's form, filled with quotations of its own.
      ChatMessage asked = one.step.line() == Line.MAIN ? one.asked : null;
      Stream.of(Optional.ofNullable(one.answer), Optional.ofNullable(asked))
          .flatMap(Optional::stream)
          .flatMap(message -> quotes(text, message))
          .forEach(line -> add(lines, line, one));
    }
    Map<UUID, Integer> times = new HashMap<>();
    for (Set<UUID> sessions : lines.values()) {
      // What several conversations say, such as a program's own words, tells none of them.
      if (sessions.size() == 1) {
        times.merge(sessions.iterator().next(), 1, Integer::sum);
      }
    }
    UUID most = null;
    for (UUID session : newestFirst) {
      if (times.getOrDefault(session, 0) > (most == null ? 0 : times.getOrDefault(most, 0))) {
        most = session;
      }
    }
    return most;
  }

  private static void add(Map<String, Set<UUID>> lines, String line, Said one) {
    lines.computeIfAbsent(line, any -> new HashSet<>()).add(one.step.session());
  }

  /** Those of the first lines of a message that stand in the text, without who and when. */
  private static Stream<String> quotes(String text, ChatMessage message) {
    return message
        .content()
        .lines()
        .limit(QUOTED_LINES)
        .map(line -> ENVELOPE.matcher(line.strip()).replaceFirst(""))
        .filter(line -> line.length() >= TELLING && text.contains(line));
  }

  private static @Nullable UUID called(String text, List<Said> said) {
    for (Said one : said) {
      List<ToolCall> calls = one.answer == null ? List.of() : one.answer.toolCalls();
      for (ToolCall call : calls) {
        if (passes(call.arguments(), text)) {
          return one.step.session();
        }
      }
    }
    return null;
  }

  /** Whether an argument, whole, is in the text. */
  private static boolean passes(String arguments, String text) {
    try {
      for (JsonNode value : JsonMapper.shared().readTree(arguments)) {
        if (value.isString()
            && value.stringValue().strip().length() >= TELLING
            && text.contains(value.stringValue().strip())) {
          return true;
        }
      }
    } catch (JacksonException notJson) {
      // Arguments are the model's words, and it need not have finished them.
      return false;
    }
    return false;
  }

  private boolean hasAnswer() {
    return conversation.dialogue().stream().anyMatch(one -> one.role() == Role.ASSISTANT);
  }

  private @Nullable String lastUserText() {
    for (ChatMessage message : conversation.dialogue().reversed()) {
      if (message.role() == Role.USER) {
        return message.content();
      }
    }
    return null;
  }

  private @Nullable Head lastIn(List<Said> said) {
    List<ChatMessage> dialogue = conversation.dialogue();
    for (int length = dialogue.size(); length > 0; length--) {
      ChatMessage message = dialogue.get(length - 1);
      if (message.role() == Role.ASSISTANT) {
        for (Said one : said) {
          if (one.answer != null && same(one.answer, message)) {
            return new Head(one.step, length);
          }
        }
      }
    }
    return null;
  }

  private static boolean same(ChatMessage kept, ChatMessage sent) {
    List<String> ids = ids(kept);
    if (!ids.isEmpty()) {
      return ids.equals(ids(sent));
    }
    String text = kept.content().strip();
    return text.length() >= TELLING
        && sent.toolCalls().isEmpty()
        && text.equals(sent.content().strip());
  }

  private static List<String> ids(ChatMessage message) {
    List<String> ids = new ArrayList<>();
    message.toolCalls().forEach(call -> ids.add(call.name() + ' ' + Conversation.plain(call.id())));
    return ids;
  }

  private @Nullable ChatMessage message(byte @Nullable [] body) {
    return body == null ? null : json.message(Packed.unpack(body));
  }

  private List<Said> newest(Instant since) throws SQLException {
    return said(OPEN, since, "");
  }

  private List<Said> said(String sessions, Object argument, String steps) throws SQLException {
    return sql.list(
        "SELECT s.id, s.session, s.turn, s.line, s.continued, s.superseded, s.continues,"
            + " a.body AS answer, p.body AS asked"
            + " FROM (SELECT tenant, id, steps, last_step FROM session"
            + " WHERE tenant = ? AND user_name = ? AND agent = ? "
            + sessions
            + " ORDER BY last_step DESC LIMIT "
            + SESSIONS
            + ") e JOIN step s ON s.tenant = e.tenant AND s.session = e.id AND s.number >= e.steps - "
            + STEPS
            + steps
            + " LEFT JOIN message a ON a.tenant = s.tenant AND a.hash = s.answer_head"
            + " LEFT JOIN message p ON p.tenant = s.tenant AND p.hash = s.prompt_head"
            // The last steps of each session before the earlier ones of any: many talk at once.
            + " ORDER BY e.steps - s.number, e.last_step DESC, s.id DESC LIMIT "
            + MOST,
        row -> {
          return new Said(
              SessionFinder.earlier(row),
              message(row.bytesOrNull("asked")),
              message(row.bytesOrNull("answer")));
        },
        tenant.value(),
        draft.user().value(),
        draft.agent().value(),
        argument);
  }
}
