package dev.hone.store.sql;

import dev.hone.core.Line;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.TurnId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.store.CallBound;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog.NextState;
import dev.hone.store.StepRecord.Status;
import dev.hone.store.WorkBoard.Judging;
import dev.hone.store.WorkBoard.Seen;
import dev.hone.store.sql.SessionFinder.Earlier;
import dev.hone.store.sql.SessionFinder.Found;
import dev.hone.store.sql.SessionFinder.Head;
import dev.hone.store.sql.SessionFinder.Place;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes one draft. Made on the caller's thread, where hashing and compressing are done; {@link
 * #run} is the write.
 */
final class StepOpening {

  /** How long ago a conversation may have been answered that a compacted one is found by. */
  private static final Duration KIN_WINDOW = Duration.ofHours(6);

  /** Of work that is leased for the first time. */
  private static final long FIRST_EPOCH = 1;

  private final Access access;
  private final TenantId tenant;
  private final StepDraft draft;
  private final @Nullable Reserving reserving;
  private final Conversation conversation;
  private final byte[] frame;
  private final byte[] request;
  private final byte[] requestHash;
  private final String lessons;

  /** What is new in most conversations: the messages after the last assistant message. */
  private final byte[][] packed;

  /**
   * What is expected to have arrived after the answer that the draft goes on from; null at first.
   */
  private final @Nullable Arrived arrived;

  /** The step that {@link #run} made; read on the writer thread if its commit fails. */
  private @Nullable StepId made;

  /**
   * The end of the dialogue.
   *
   * @param from its first message
   * @param repeated whether it says again what the user had said last
   */
  private record Arrived(int from, byte[] packed, boolean repeated) {}

  private record Keyed(
      UUID id,
      UUID session,
      Status status,
      byte[] requestHash,
      byte @Nullable [] responseBody,
      boolean sameCaller,
      Instant started) {}

  StepOpening(Access access, TenantId tenant, StepDraft draft, @Nullable Reserving reserving) {
    this.access = access;
    this.reserving = reserving;
    this.tenant = tenant;
    this.draft = draft;
    this.conversation = Conversation.of(draft.prompt(), access.json());
    this.frame = access.packed().pack(access.json().frame(conversation.frame()));
    this.request = access.packed().pack(access.json().withoutMessages(draft.requestBody()));
    this.requestHash = Conversation.digest(draft.requestBody());
    this.lessons = access.json().lessons(draft.lessons());
    this.packed = new byte[conversation.dialogue().size()][];
    int from = packed.length;
    for (int i = packed.length - 1; i >= 0; i--) {
      if (conversation.dialogue().get(i).role() == Role.ASSISTANT) {
        break;
      }
      packed[i] = pack(i);
      from = i;
    }
    this.arrived = from == 0 || from == packed.length ? null : arrived(from);
  }

  private Arrived arrived(int from) {
    List<ChatMessage> dialogue = conversation.dialogue();
    List<ChatMessage> messages = dialogue.subList(from, dialogue.size());
    return new Arrived(
        from,
        access.packed().pack(access.json().messages(messages)),
        repeated(dialogue.subList(0, from), messages));
  }

  @Nullable StepId made() {
    return made;
  }

  /** What no other process may change meanwhile. */
  Lock[] locks() {
    Lock conversations = Lock.conversations(tenant, draft.agent(), draft.user());
    List<Lock> locks = new ArrayList<>(List.of(conversations));
    if (draft.idempotencyKey() != null) {
      locks.add(Lock.idempotency(tenant, draft.idempotencyKey()));
    }
    if (reserving != null && reserving.bounded()) {
      locks.add(Lock.budgets(tenant));
    }
    return locks.toArray(Lock[]::new);
  }

  OpenedStep run(Transaction transaction) throws SQLException {
    Sql sql = transaction.sql();
    byte[] first = conversation.first();
    Root root = first == null ? null : Root.find(sql, tenant, first);
    SessionFinder finder = new SessionFinder(sql, tenant, draft, conversation, root, access.json());
    Instant now = access.now();
    Place place = null;
    if (draft.idempotencyKey() != null) {
      Keyed keyed = keyed(sql, draft.idempotencyKey());
      if (keyed != null) {
        boolean stands = !keyed.started().isBefore(now.minus(access.options().idempotencyWindow()));
        OpenedStep known = stands ? known(keyed) : null;
        if (known != null) {
          return known;
        }
        sql.update(
            "UPDATE step SET idempotency_key = NULL WHERE tenant = ? AND id = ?",
            tenant.value(),
            keyed.id());
        if (stands) {
          place = finder.inSession(keyed.session());
        }
      }
    }
    if (place == null) {
      String key = draft.sessionKey();
      place =
          key == null
              ? finder.byPrefix(now.minus(access.options().retryWindow()), now.minus(KIN_WINDOW))
              : finder.byKey(key);
    }
    return insert(transaction, place, root, now);
  }

  private @Nullable Keyed keyed(Sql sql, String key) throws SQLException {
    Optional<Keyed> keyed =
        sql.first(
            "SELECT s.id, s.session, s.status, s.request_hash, r.body, s.agent, s.user_name,"
                + " s.started FROM step s"
                + " LEFT JOIN step_response r ON r.tenant = s.tenant AND r.step = s.id"
                + " WHERE s.tenant = ? AND s.idempotency_key = ?",
            row ->
                new Keyed(
                    row.uuid("id"),
                    row.uuid("session"),
                    Status.valueOf(row.text("status")),
                    row.bytes("request_hash"),
                    row.bytesOrNull("body"),
                    row.text("agent").equals(draft.agent().value())
                        && row.text("user_name").equals(draft.user().value()),
                    row.instant("started")),
            tenant.value(),
            key);
    return keyed.orElse(null);
  }

  /** What an idempotency key that stands leads to; null when the step is to be answered anew. */
  private @Nullable OpenedStep known(Keyed keyed) {
    StepId step = new StepId(keyed.id());
    // Another user's answer is not given out, even if key and body are the same.
    if (!keyed.sameCaller() || !Arrays.equals(keyed.requestHash(), requestHash)) {
      return new OpenedStep.Mismatch(step);
    }
    return switch (keyed.status()) {
      case OPEN -> new OpenedStep.InProgress(step);
      case COMPLETE ->
          new OpenedStep.Replay(
              step,
              new SessionId(keyed.session()),
              keyed.responseBody() == null ? new byte[0] : Packed.unpack(keyed.responseBody()));
      case INTERRUPTED -> null;
    };
  }

  private OpenedStep insert(Transaction transaction, Place place, @Nullable Root known, Instant now)
      throws SQLException {
    Sql sql = transaction.sql();
    Found session = place.session();
    Head head = place.head();
    Earlier repeats = place.repeats();
    UUID sessionId = session == null ? access.newId() : session.id();
    if (reserving != null) {
      OpenedStep.OverBudget refusal = reserving.refusal(sql, sessionId, now);
      if (refusal != null) {
        return refusal;
      }
    }
    int number = session == null ? 0 : session.steps();
    UUID id = access.newId();
    UUID turn = turn(sql, place, sessionId);
    writeSession(sql, session, sessionId, now);
    byte[] first = conversation.first();
    Root root = known != null || first == null ? known : Root.make(sql, tenant, first, now);
    if (root != null) {
      writeMessages(sql, root);
    }
    writeFrame(sql);
    writeStep(sql, id, sessionId, turn, number, root, head, now);
    if (reserving != null) {
      reserving.reserve(sql, id, sessionId);
    }
    if (repeats != null && !repeats.continued()) {
      sql.update(
          "UPDATE step SET superseded = 1 WHERE tenant = ? AND id = ?",
          tenant.value(),
          repeats.id());
    }
    boolean goesOn = head != null && draft.line() == Line.MAIN && repeats == null;
    if (goesOn && head != null) {
      // Whatever came in between, this answer was taken.
      sql.update(
          "UPDATE step SET continued = 1, superseded = 0 WHERE tenant = ? AND id = ?",
          tenant.value(),
          head.step().id());
      boolean wasDone = session != null && session.done();
      if (!wasDone && head.step().line() == Line.MAIN) {
        writeNextState(transaction, id, head, now);
      }
    }
    made = new StepId(id);
    return new OpenedStep.Fresh(
        new StepId(id), new SessionId(sessionId), new TurnId(turn), number, repeats != null);
  }

  private UUID turn(Sql sql, Place place, UUID session) throws SQLException {
    if (place.repeats() != null) {
      return place.repeats().turn();
    }
    if (draft.line() == Line.SIDE && place.session() != null) {
      // A side step belongs to the turn that it serves.
      return sql.first(
              "SELECT turn FROM step WHERE tenant = ? AND session = ? ORDER BY number DESC LIMIT 1",
              row -> row.uuid("turn"),
              tenant.value(),
              session)
          .orElseGet(access::newId);
    }
    Head head = place.head();
    boolean userSpoke =
        head == null
            || conversation.dialogue().stream()
                .skip(head.length())
                .anyMatch(message -> message.role() == Role.USER);
    return head == null || userSpoke ? access.newId() : head.step().turn();
  }

  private void writeSession(Sql sql, @Nullable Found session, UUID id, Instant now)
      throws SQLException {
    if (session == null) {
      sql.update(
          "INSERT INTO session (tenant, id, agent, user_name, caller_key, steps, done, started,"
              + " last_step) VALUES (?, ?, ?, ?, ?, 1, 0, ?, ?)",
          tenant.value(),
          id,
          draft.agent().value(),
          draft.user().value(),
          draft.sessionKey(),
          now,
          now);
    } else {
      sql.update(
          "UPDATE session SET steps = steps + 1, done = 0, last_step = ?"
              + " WHERE tenant = ? AND id = ?",
          now,
          tenant.value(),
          id);
    }
  }

  /** From the end back to the first message that is known: all before it are known as well. */
  private void writeMessages(Sql sql, Root root) throws SQLException {
    List<byte[]> hashes = conversation.hashes();
    int known = hashes.size();
    while (known > 0
        && !sql.exists(
            "SELECT 1 FROM message WHERE tenant = ? AND hash = ?",
            tenant.value(),
            root.key(hashes.get(known - 1)))) {
      known--;
    }
    for (int i = known; i < hashes.size(); i++) {
      byte[] body = packed[i];
      sql.update(
          "INSERT INTO message (tenant, hash, previous, body) VALUES (?, ?, ?, ?)"
              // Another process may be writing the same message.
              + " ON CONFLICT (tenant, hash) DO NOTHING",
          tenant.value(),
          root.key(hashes.get(i)),
          i == 0 ? null : root.key(hashes.get(i - 1)),
          body == null ? pack(i) : body);
    }
  }

  private void writeFrame(Sql sql) throws SQLException {
    sql.update(
        "INSERT INTO prompt_frame (tenant, hash, body) VALUES (?, ?, ?)"
            + " ON CONFLICT (tenant, hash) DO NOTHING",
        tenant.value(),
        conversation.frameHash(),
        frame);
  }

  private byte[] pack(int index) {
    return access.packed().pack(access.json().message(conversation.dialogue().get(index)));
  }

  private void writeStep(
      Sql sql,
      UUID id,
      UUID session,
      UUID turn,
      int number,
      @Nullable Root root,
      @Nullable Head head,
      Instant now)
      throws SQLException {
    CallBound bound = reserving == null ? null : reserving.bound();
    sql.update(
        "INSERT INTO step (tenant, id, session, turn, number, agent, user_name, line, status,"
            + " policy, version, engine, consent, prompt_head, frame, continues, continued,"
            + " superseded, idempotency_key, request_hash, started, trainable, verdict_rank,"
            + " consumed, lessons, node, line_reason, input_price, output_price,"
            + " prompt_bound)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, 0, 0,"
            + " 0, ?, ?, ?, ?, ?, ?)",
        tenant.value(),
        id,
        session,
        turn,
        number,
        draft.agent().value(),
        draft.user().value(),
        draft.line(),
        draft.policy(),
        draft.version() == null ? null : draft.version().toString(),
        draft.engine(),
        draft.consent(),
        root == null ? null : root.key(conversation.hashes().getLast()),
        conversation.frameHash(),
        head == null ? null : head.step().id(),
        draft.idempotencyKey(),
        requestHash,
        now,
        lessons,
        access.node(),
        draft.lineReason(),
        bound == null ? null : bound.price().input(),
        bound == null ? null : bound.price().output(),
        bound == null ? null : bound.promptBytes());
    sql.update(
        "INSERT INTO step_request (tenant, step, body) VALUES (?, ?, ?)",
        tenant.value(),
        id,
        request);
  }

  private void writeNextState(Transaction transaction, UUID arrivedWith, Head head, Instant now)
      throws SQLException {
    if (head.length() == conversation.dialogue().size()) {
      return;
    }
    // An answer in between may have been made up by the caller; then more has arrived.
    Arrived state =
        arrived != null && head.length() == arrived.from() ? arrived : arrived(head.length());
    Sql sql = transaction.sql();
    long sequence =
        sql.number(
            "INSERT INTO next_state (tenant, step, arrived_with, repeated, at, messages)"
                + " VALUES (?, ?, ?, ?, ?, ?) RETURNING sequence",
            tenant.value(),
            head.step().id(),
            arrivedWith,
            state.repeated(),
            now,
            state.packed());
    long work = JudgingBoard.put(transaction, tenant, head.step().id(), sequence, null);
    if (FreshWork.isShort(draft.prompt().messages())) {
      transaction.fresh(work, fresh(work, head, state.repeated()));
    }
  }

  /** The work as the judge's board would read it again. */
  private Judging fresh(long work, Head head, boolean repeated) {
    List<ChatMessage> dialogue = conversation.dialogue();
    ChatMessage answered = dialogue.get(head.length() - 1);
    List<ChatMessage> all = draft.prompt().messages();
    StepId step = new StepId(head.step().id());
    return new Judging(
        Long.toString(work),
        tenant,
        draft.user(),
        step,
        new NextState(step, dialogue.subList(head.length(), dialogue.size()), repeated),
        null,
        new Seen(
            new SessionId(head.step().session()),
            head.step().line(),
            all.subList(0, indexOf(answered, all)),
            answered),
        FIRST_EPOCH);
  }

  /** Of the message itself, not of one that is equal. */
  @SuppressWarnings("ReferenceEquality")
  private static int indexOf(ChatMessage message, List<ChatMessage> all) {
    int index = 0;
    while (all.get(index) != message) {
      index++;
    }
    return index;
  }

  /** Whether the user sent the very same request again although it had been answered. */
  private static boolean repeated(List<ChatMessage> before, List<ChatMessage> arrived) {
    String last = lastUserText(arrived);
    String earlier = last == null ? null : lastUserText(before);
    return last != null && earlier != null && words(last).equals(words(earlier));
  }

  /** Without regard to case and to how the words are spaced. */
  private static String words(String text) {
    StringBuilder words = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        space = !words.isEmpty();
      } else {
        if (space) {
          words.append(' ');
          space = false;
        }
        words.append(c);
      }
    }
    return words.toString().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String lastUserText(List<ChatMessage> messages) {
    for (ChatMessage message : messages.reversed()) {
      if (message.role() == Role.USER) {
        return message.content();
      }
    }
    return null;
  }
}
