package dev.hone.gateway.transfer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session file of OpenClaw (versions 1 to 3 of its format): a header of type {@code session},
 * then entries that form a tree by {@code id} and {@code parentId}. Each {@code message} of role
 * {@code assistant} is a call; its prompt is what stands on the way from the root to it, as
 * OpenClaw rebuilds it: behind a {@code compaction} only its summary, what it kept, and what
 * followed.
 *
 * <p>The system text is not in such a file, so the prompts have none. Thinking is left out. The
 * entries of one session are held in memory, at most {@value #MAX_ENTRIES}.
 */
final class OpenClawLog extends LineLog {

  static final int MAX_ENTRIES = 200_000;

  private final Map<String, Entry> entries = new HashMap<>();
  private @Nullable String session;
  private @Nullable Entry last;
  private String model = "";

  /**
   * An entry of the tree.
   *
   * @param said what it adds to the context; null if nothing
   * @param firstKept of a compaction: the first entry that it kept
   */
  private record Entry(
      String id,
      @Nullable Entry parent,
      @Nullable ChatMessage said,
      boolean compaction,
      @Nullable String firstKept,
      LoggedCall.Origin origin) {}

  OpenClawLog(LineSource lines) {
    super(lines);
  }

  @Override
  Iterator<LoggedCall> calls(ObjectNode line, LoggedCall.Origin origin) {
    String type = Fields.text(line, "type");
    if (type == null) {
      throw TransferException.badRecord(origin, "the entry has no type");
    }
    if (type.equals("session")) {
      Iterator<LoggedCall> open = atEnd();
      entries.clear();
      last = null;
      session = Fields.text(line, "id");
      return open;
    }
    Entry parent = parent(line);
    LoggedCall call = null;
    ChatMessage said = null;
    switch (type) {
      case "message" -> {
        JsonNode message = line.path("message");
        if (message.path("role").asString("").equals("assistant")) {
          said = assistant(message);
          call = call(line, message, parent, said, origin);
          if (failed(message)) {
            // OpenClaw asks again without it.
            said = null;
          }
        } else {
          said = said(message, origin);
        }
      }
      case "custom_message" -> said = ChatMessage.user(OpenClawText.of(line.path("content")));
      case "compaction", "branch_summary" ->
          said = ChatMessage.user(line.path("summary").asString(""));
      case "model_change" -> model = line.path("modelId").asString(model);
      default -> {
        // Settings, labels and the state of extensions add nothing to the context.
      }
    }
    add(line, parent, said, type.equals("compaction"), origin);
    return call == null ? Collections.emptyIterator() : List.of(call).iterator();
  }

  private @Nullable Entry parent(ObjectNode line) {
    if (!line.has("parentId")) {
      // Version 1 has no tree: each entry follows the one before it.
      return last;
    }
    String id = Fields.text(line, "parentId");
    return id == null ? null : entries.get(id);
  }

  private void add(
      ObjectNode line,
      @Nullable Entry parent,
      @Nullable ChatMessage said,
      boolean compaction,
      LoggedCall.Origin origin) {
    String id = Fields.text(line, "id");
    Entry entry =
        new Entry(
            id == null ? "" : id,
            parent,
            said,
            compaction,
            compaction ? Fields.text(line, "firstKeptEntryId") : null,
            origin);
    if (id != null) {
      entries.put(id, entry);
      if (entries.size() > MAX_ENTRIES) {
        throw new TransferException(
            TransferException.Code.BROKEN,
            origin + ": the session has more than " + MAX_ENTRIES + " entries");
      }
    }
    last = entry;
  }

  private static @Nullable ChatMessage said(JsonNode message, LoggedCall.Origin origin) {
    String text = OpenClawText.of(message.path("content"));
    return switch (message.path("role").asString("")) {
      case "user", "custom", "hookMessage" -> ChatMessage.user(text);
      case "toolResult" -> ChatMessage.tool(message.path("toolCallId").asString(""), text);
      case "bashExecution" ->
          message.path("excludeFromContext").asBoolean(false)
              ? null
              : ChatMessage.user(OpenClawText.ofShell(message));
      case "branchSummary", "compactionSummary" ->
          ChatMessage.user(message.path("summary").asString(""));
      default ->
          throw TransferException.badRecord(
              origin, "unknown role '" + message.path("role").asString("") + "'");
    };
  }

  private static ChatMessage assistant(JsonNode message) {
    return ChatMessage.assistant(
        OpenClawText.of(message.path("content")), OpenClawText.calls(message.path("content")));
  }

  private static boolean failed(JsonNode message) {
    String reason = message.path("stopReason").asString("");
    return reason.equals("error") || reason.equals("aborted");
  }

  private @Nullable LoggedCall call(
      ObjectNode line,
      JsonNode message,
      @Nullable Entry parent,
      ChatMessage answer,
      LoggedCall.Origin origin) {
    if (failed(message)) {
      passOver("answers that failed or were broken off");
      return null;
    }
    List<ChatMessage> context = context(parent);
    if (context.isEmpty()) {
      passOver("answers to nothing");
      return null;
    }
    String own = Fields.text(message, "model");
    String time = Fields.text(line, "timestamp");
    return new LoggedCall(
        origin,
        session,
        null,
        null,
        own == null ? model : own,
        Fields.time(time == null ? Fields.text(message, "timestamp") : time),
        new Prompt(context, List.of()),
        answer,
        finish(message),
        message.path("usage").path("input").asLong(0)
            + message.path("usage").path("cacheRead").asLong(0)
            + message.path("usage").path("cacheWrite").asLong(0),
        message.path("usage").path("output").asLong(0));
  }

  private static String finish(JsonNode message) {
    String reason = message.path("stopReason").asString("");
    return reason.equals("toolUse") ? "tool_calls" : reason;
  }

  /** What the model saw: the way from the root, shortened by the latest compaction on it. */
  private static List<ChatMessage> context(@Nullable Entry leaf) {
    List<Entry> way = new ArrayList<>();
    int compaction = -1;
    for (Entry entry = leaf; entry != null; entry = entry.parent()) {
      if (entry.compaction() && compaction < 0) {
        compaction = way.size();
      }
      way.add(entry);
    }
    Collections.reverse(way);
    List<ChatMessage> context = new ArrayList<>();
    if (compaction < 0) {
      way.forEach(entry -> add(context, entry));
      return context;
    }
    int at = way.size() - 1 - compaction;
    add(context, way.get(at));
    boolean kept = false;
    for (int i = 0; i < way.size(); i++) {
      kept |= way.get(i).id().equals(way.get(at).firstKept());
      // An earlier compaction that was kept has been summarised again.
      if (i > at || (i < at && kept && !way.get(i).compaction())) {
        add(context, way.get(i));
      }
    }
    return context;
  }

  private static void add(List<ChatMessage> context, Entry entry) {
    if (entry.said() != null) {
      context.add(entry.said());
    }
  }

  /** The session may end with a message that nobody answered. */
  @Override
  Iterator<LoggedCall> atEnd() {
    Entry leaf = last;
    List<ChatMessage> context = context(leaf);
    boolean answered = context.stream().anyMatch(message -> message.role() == Role.ASSISTANT);
    if (leaf == null || !answered || context.getLast().role() == Role.ASSISTANT) {
      return Collections.emptyIterator();
    }
    return List.of(
            new LoggedCall(
                leaf.origin(),
                session,
                null,
                null,
                model,
                null,
                new Prompt(context, List.of()),
                null,
                "",
                0,
                0))
        .iterator();
  }
}
