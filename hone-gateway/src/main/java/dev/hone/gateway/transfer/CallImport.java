package dev.hone.gateway.transfer;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.SessionId;
import dev.hone.core.UserId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.store.OpenedStep;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.TenantLedger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes logged calls into the ledger of a tenant as sessions and steps. The same call again adds
 * nothing, however much later and whichever log tells of it.
 *
 * <p>A session of the log becomes one of the ledger; where the log names none, calls whose
 * conversations begin with the same question and answer are one. Steps have no tokens and are never
 * trained on, but what came after an answer is kept and judged as if it had been live. Used by one
 * thread.
 */
public final class CallImport {

  /** Who answers, for imported steps. */
  public static final String ENGINE = "import";

  /** Why they are not trained on. */
  public static final String UNTRAINABLE = "imported: the log has no token ids";

  /** Before the names of imported sessions, so that none is taken for a live one. */
  static final String KEY_PREFIX = "import:";

  private static final String NO_ANSWER = "imported: the log has no answer";

  /** Sessions whose steps are remembered; of others they are read again. */
  private static final int REMEMBERED = 256;

  /** Sessions of a user that are looked through where two users have one of the same name. */
  private static final int LOOKED_THROUGH = 100_000;

  /**
   * What the log does not say.
   *
   * @param agent of calls that name no agent
   * @param user of calls that name no user
   * @param consent whether the imported steps may be used for training
   */
  public record Defaults(AgentId agent, UserId user, boolean consent) {}

  private record Key(AgentId agent, UserId user, String session) {}

  private final StepLog log;
  private final Defaults defaults;
  private final Map<Key, Set<String>> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Set<String>> eldest) {
          return size() > REMEMBERED;
        }
      };

  public CallImport(TenantLedger ledger, Defaults defaults) {
    this.log = ledger.steps();
    this.defaults = defaults;
  }

  /**
   * Adds calls; durable when this returns. Calls of one session are added in the order of their
   * times, or else in the order given; different sessions at the same time, so that their commits
   * are shared.
   *
   * @throws dev.hone.store.StoreException if they cannot be kept; those before may have been
   */
  public ImportCounts add(List<LoggedCall> calls) {
    Map<Key, List<LoggedCall>> bySession = new LinkedHashMap<>();
    for (LoggedCall call : calls) {
      bySession.computeIfAbsent(key(call), key -> new ArrayList<>()).add(call);
    }
    List<Future<ImportCounts>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      bySession.forEach(
          (key, ofSession) -> {
            Set<String> seen = remembered.computeIfAbsent(key, this::inLedger);
            running.add(threads.submit(() -> add(key, inOrder(ofSession), seen)));
          });
    }
    return sum(running);
  }

  private static ImportCounts sum(List<Future<ImportCounts>> ended) {
    ImportCounts sum = ImportCounts.NONE;
    for (Future<ImportCounts> one : ended) {
      try {
        sum = sum.plus(one.get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while importing", e);
      }
    }
    return sum;
  }

  private Key key(LoggedCall call) {
    AgentId agent = call.agent() == null ? defaults.agent() : call.agent();
    UserId user = call.user() == null ? defaults.user() : call.user();
    String session =
        call.session() == null
            ? CallDigest.of(beginning(call), agent.value(), user.value())
            : call.session();
    return new Key(agent, user, KEY_PREFIX + session);
  }

  /** Up to the first answer that something stands before, without the system text. */
  private static List<ChatMessage> beginning(LoggedCall call) {
    List<ChatMessage> beginning = new ArrayList<>();
    boolean asked = false;
    for (ChatMessage message : call.prompt().messages()) {
      if (message.role() != Role.SYSTEM) {
        beginning.add(message);
        if (asked && message.role() == Role.ASSISTANT) {
          return beginning;
        }
        asked |= message.role() != Role.ASSISTANT;
      }
    }
    if (call.response() != null) {
      beginning.add(call.response());
    }
    return beginning;
  }

  private static List<LoggedCall> inOrder(List<LoggedCall> calls) {
    if (calls.stream().allMatch(call -> call.at() != null)) {
      calls.sort(Comparator.comparing(call -> Optional.ofNullable(call.at()).orElseThrow()));
    }
    return calls;
  }

  private Set<String> inLedger(Key key) {
    Set<String> digests = new HashSet<>();
    Optional<SessionId> session = session(key);
    if (session.isPresent()) {
      for (StepRecord step : log.ofSession(session.get())) {
        digests.add(CallDigest.of(step.prompt(), null));
        if (step.result() != null) {
          digests.add(CallDigest.of(step.prompt(), step.result().response()));
        }
      }
    }
    return digests;
  }

  private Optional<SessionId> session(Key key) {
    Optional<StepRecord> last = log.lastStep(key.session()).flatMap(log::find);
    if (last.isEmpty()
        || (last.get().agent().equals(key.agent()) && last.get().user().equals(key.user()))) {
      return last.map(StepRecord::session);
    }
    return log.sessions(key.user(), LOOKED_THROUGH).stream()
        .filter(one -> one.agent().equals(key.agent()) && key.session().equals(one.key()))
        .map(SessionSummary::id)
        .findFirst();
  }

  private ImportCounts add(Key key, List<LoggedCall> calls, Set<String> seen) {
    long added = 0;
    long known = 0;
    long unanswered = 0;
    for (LoggedCall call : calls) {
      String digest = CallDigest.of(call.prompt(), call.response());
      if (seen.contains(digest) || !write(key, call, digest)) {
        known++;
      } else if (call.response() == null) {
        unanswered++;
      } else {
        added++;
      }
      seen.add(digest);
      seen.add(CallDigest.of(call.prompt(), null));
    }
    return new ImportCounts(added, known, unanswered);
  }

  /** False if the ledger knows the call. */
  private boolean write(Key key, LoggedCall call, String digest) {
    ChatMessage response = call.response();
    return switch (log.open(draft(key, call, digest))) {
      case OpenedStep.Fresh fresh -> {
        if (response == null) {
          log.interrupt(fresh.step(), null, NO_ANSWER);
        } else {
          log.complete(fresh.step(), result(call, response, digest));
        }
        yield true;
      }
      // Another import of the same log is at it, or was.
      case OpenedStep.Replay replay -> false;
      case OpenedStep.InProgress running -> false;
      case OpenedStep.Mismatch other -> false;
      case OpenedStep.OverBudget over ->
          throw new IllegalStateException("an import has no bound, so no budget refuses it");
    };
  }

  private StepDraft draft(Key key, LoggedCall call, String digest) {
    return new StepDraft(
        key.agent(),
        key.user(),
        key.session(),
        call.response() == null
            ? null
            : KEY_PREFIX + digest + ":" + CallDigest.of(List.of(), key.toString()),
        Line.MAIN,
        call.model(),
        null,
        call.prompt(),
        LoggedBody.request(call),
        List.of(),
        ENGINE,
        defaults.consent());
  }

  private static StepResult result(LoggedCall call, ChatMessage response, String digest) {
    // The usage of the log stands in the body: here it would be counted as today's.
    return new StepResult(
        response,
        LoggedBody.response(call, response, digest),
        new int[0],
        new int[0],
        new float[0],
        List.of(),
        call.finishReason(),
        0,
        0,
        "",
        UNTRAINABLE,
        0,
        new StepResult.Timings(0, 0));
  }
}
