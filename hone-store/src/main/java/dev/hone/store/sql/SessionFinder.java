package dev.hone.store.sql;

import dev.hone.core.Line;
import dev.hone.core.TenantId;
import dev.hone.core.chat.Role;
import dev.hone.store.StepDraft;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a draft belongs: its session, the step whose answer it goes on from, and the step
 * that it repeats. Runs on the writer thread, so that it sees what was written just before.
 */
final class SessionFinder {

  /**
   * How many steps with the very same conversation are looked at for one that is not superseded.
   */
  private static final int SAME_ANSWERS = 16;

  /** The places where steps are looked for have these columns. */
  private static final String COLUMNS =
      "s.id, s.session, s.turn, s.line, s.continued, s.superseded, s.continues ";

  /** A session as it is before the step. */
  record Found(UUID id, int steps, boolean done) {}

  /** An earlier step. */
  record Earlier(
      UUID id,
      UUID session,
      UUID turn,
      Line line,
      boolean continued,
      boolean superseded,
      @Nullable UUID continues) {}

  /** The step that gave an answer, and how many messages of the dialogue its answer ends. */
  record Head(Earlier step, int length) {}

  /**
   * Where a draft belongs.
   *
   * @param session null for a new one
   * @param head null when the conversation goes on from no known answer
   * @param repeats the step that this one answers anew, or null
   */
  record Place(@Nullable Found session, @Nullable Head head, @Nullable Earlier repeats) {}

  private final Sql sql;
  private final TenantId tenant;
  private final StepDraft draft;
  private final Conversation conversation;
  private final @Nullable Root root;
  private final RecentAnswers recent;

  /**
   * Looks for one draft.
   *
   * @param root of the conversation; null if it was never seen or the conversation is empty
   */
  SessionFinder(
      Sql sql,
      TenantId tenant,
      StepDraft draft,
      Conversation conversation,
      @Nullable Root root,
      Json json) {
    this.sql = sql;
    this.tenant = tenant;
    this.draft = draft;
    this.conversation = conversation;
    this.root = root;
    this.recent = new RecentAnswers(sql, tenant, draft, conversation, json);
  }

  /** For a look from outside the writer: it sees what was committed. */
  static SessionFinder of(Sql sql, Access access, TenantId tenant, StepDraft draft)
      throws SQLException {
    Conversation conversation = Conversation.of(draft.prompt(), access.json());
    byte[] first = conversation.first();
    Root root = first == null ? null : Root.find(sql, tenant, first);
    return new SessionFinder(sql, tenant, draft, conversation, root, access.json());
  }

  /** The session that goes on with the draft, without guesses: by its name, or by an answer. */
  Optional<UUID> existing() throws SQLException {
    String key = draft.sessionKey();
    if (key != null) {
      Found session = byKey(key).session();
      return session == null ? Optional.empty() : Optional.of(session.id());
    }
    Head head = head(null);
    return head == null ? Optional.empty() : Optional.of(head.step().session());
  }

  /** By the caller's own name for the session. */
  Place byKey(String key) throws SQLException {
    Optional<Found> session =
        sql.first(
            "SELECT id, steps, done FROM session"
                + " WHERE tenant = ? AND agent = ? AND user_name = ? AND caller_key = ?",
            SessionFinder::found,
            tenant.value(),
            draft.agent().value(),
            draft.user().value(),
            key);
    return session.isEmpty() ? new Place(null, null, null) : inSession(session.get());
  }

  /** In a session that is known otherwise. */
  Place inSession(UUID session) throws SQLException {
    return inSession(session(session));
  }

  private Place inSession(Found session) throws SQLException {
    Optional<Earlier> repeats =
        isNew()
            ? Optional.empty()
            : sql.first(
                "SELECT "
                    + COLUMNS
                    + "FROM step s WHERE s.tenant = ? AND "
                    + promptHead()
                    + " AND s.agent = ? AND s.user_name = ? AND s.session = ? AND s.line = ?"
                    + " ORDER BY s.superseded, s.id DESC LIMIT 1",
                SessionFinder::earlier,
                tenant.value(),
                promptKey(),
                draft.agent().value(),
                draft.user().value(),
                session.id(),
                draft.line());
    Head head = head(session.id());
    if (repeats.isEmpty() && !isLast(head)) {
      head = later(head, recent.in(session.id()));
    }
    return new Place(session, head, repeats.orElse(null));
  }

  /**
   * By the conversation alone. Of several such steps the one that stands is repeated: ids that
   * processes made within the same millisecond do not tell which was last. At the very beginning of
   * a conversation, where the dialogue is one message, only a request with the same system text and
   * tools is taken for a repetition.
   *
   * @param since the beginning of the window in which the same prompt is a repetition
   * @param kin the beginning of the window in which a conversation with an unknown beginning is
   *     looked for among recent answers
   */
  Place byPrefix(Instant since, Instant kin) throws SQLException {
    Optional<Earlier> repeats =
        isNew()
            ? Optional.empty()
            : sql.first(
                "SELECT "
                    + COLUMNS
                    + "FROM step s JOIN session e ON e.tenant = s.tenant AND e.id = s.session"
                    + " WHERE s.tenant = ? AND "
                    + promptHead()
                    + " AND s.agent = ? AND s.user_name = ? AND s.id >= ?"
                    + " AND s.line = ? AND s.started >= ? AND e.done = 0"
                    + " AND (s.continues IS NOT NULL OR s.frame = ?) ORDER BY s.superseded, s.id DESC LIMIT 1",
                SessionFinder::earlier,
                tenant.value(),
                promptKey(),
                draft.agent().value(),
                draft.user().value(),
                firstIdOf(since),
                draft.line(),
                since,
                conversation.frameHash());
    if (repeats.isPresent()) {
      UUID session = repeats.get().session();
      return new Place(session(session), head(session), repeats.get());
    }
    Head head = head(null);
    if (!isLast(head)) {
      head = later(head, head == null ? recent.anywhere(kin) : recent.in(head.step().session()));
    }
    if (head != null) {
      return new Place(session(head.step().session()), head, null);
    }
    UUID about = recent.about(kin);
    return new Place(about == null ? null : session(about), null, null);
  }

  /** Whether no answer of the conversation comes after a head. */
  private boolean isLast(@Nullable Head head) {
    return conversation.dialogue().stream()
        .skip(head == null ? 0 : head.length())
        .noneMatch(message -> message.role() == Role.ASSISTANT);
  }

  /**
   * The one that ends a longer part of the conversation: what is before it may have been edited.
   */
  private static @Nullable Head later(@Nullable Head exact, @Nullable Head found) {
    return found != null && (exact == null || found.length() > exact.length()) ? found : exact;
  }

  /** Whether its first message was never seen: then nothing can go before it. */
  private boolean isNew() {
    return root == null && conversation.first() != null;
  }

  private byte @Nullable [] promptKey() {
    return root == null ? null : root.key(conversation.hashes().getLast());
  }

  /** The condition has one argument; a form that finds null and not null uses no index. */
  private String promptHead() {
    return root == null
        ? "(s.prompt_head IS NULL AND CAST(? AS BYTEA) IS NULL)"
        : "s.prompt_head = ?";
  }

  /** The longest prefix that ends with a stored answer. */
  private @Nullable Head head(@Nullable UUID session) throws SQLException {
    if (root == null) {
      return null;
    }
    for (int length = conversation.dialogue().size(); length > 0; length--) {
      if (conversation.dialogue().get(length - 1).role() == Role.ASSISTANT) {
        byte[] key = root.key(conversation.hashes().get(length - 1));
        List<Earlier> steps = session == null ? answers(key) : answers(key, session);
        if (!steps.isEmpty()) {
          return new Head(standing(steps), length);
        }
      }
    }
    return null;
  }

  private List<Earlier> answers(byte[] key) throws SQLException {
    return sql.list(
        "SELECT "
            + COLUMNS
            + "FROM step s JOIN session e ON e.tenant = s.tenant AND e.id = s.session"
            + " WHERE s.tenant = ? AND s.answer_head = ? AND s.agent = ? AND s.user_name = ?"
            + " AND e.done = 0 ORDER BY s.session DESC, s.id DESC LIMIT "
            + SAME_ANSWERS,
        SessionFinder::earlier,
        tenant.value(),
        key,
        draft.agent().value(),
        draft.user().value());
  }

  private List<Earlier> answers(byte[] key, UUID session) throws SQLException {
    return sql.list(
        "SELECT "
            + COLUMNS
            + "FROM step s WHERE s.tenant = ? AND s.answer_head = ? AND s.agent = ?"
            + " AND s.user_name = ? AND s.session = ? ORDER BY s.id DESC LIMIT "
            + SAME_ANSWERS,
        SessionFinder::earlier,
        tenant.value(),
        key,
        draft.agent().value(),
        draft.user().value(),
        session);
  }

  /** Of steps with the same conversation: of the newest session, one that was not superseded. */
  private static Earlier standing(List<Earlier> steps) {
    Earlier first = steps.getFirst();
    for (Earlier step : steps) {
      if (step.session().equals(first.session()) && !step.superseded()) {
        return step;
      }
    }
    return first;
  }

  private Found session(UUID id) throws SQLException {
    return sql.first(
            "SELECT id, steps, done FROM session WHERE tenant = ? AND id = ?",
            SessionFinder::found,
            tenant.value(),
            id)
        .orElseThrow(() -> new SQLException("session " + id + " is missing"));
  }

  /** The smallest UUIDv7 of a millisecond. */
  private static UUID firstIdOf(Instant time) {
    return new UUID(Math.max(0, time.toEpochMilli()) << 16, 0);
  }

  private static Found found(Row row) throws SQLException {
    return new Found(row.uuid("id"), row.integer("steps"), row.flag("done"));
  }

  static Earlier earlier(Row row) throws SQLException {
    return new Earlier(
        row.uuid("id"),
        row.uuid("session"),
        row.uuid("turn"),
        Line.valueOf(row.text("line")),
        row.flag("continued"),
        row.flag("superseded"),
        row.uuidOrNull("continues"));
  }
}
