package dev.hone.bench.store;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.VersionSpan;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import dev.hone.store.StepResult;
import dev.hone.store.TenantLedger;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Hone's own ledger: sessions found, messages addressed, states linked, usage counted. */
public final class LedgerSink implements StepSink {

  private static final VersionRef VERSION = new VersionRef("bench", 0);

  /** Turns of a session, after which the caller begins another. */
  private static final int TURNS = 8;

  private static final int PROMPT_TOKENS = 200;
  private static final int ANSWER_TOKENS = 60;

  private final SqliteLedger ledger;
  private final TenantLedger tenant;
  private final List<List<ChatMessage>> conversations = new ArrayList<>();
  private final AtomicLong number = new AtomicLong();

  public LedgerSink(Path folder, int callers) {
    ledger = SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC());
    TenantId id = new TenantId("bench");
    ledger.createTenant(id, "bench");
    tenant = ledger.tenant(id);
    for (int caller = 0; caller < callers; caller++) {
      conversations.add(new ArrayList<>());
    }
  }

  @Override
  public void step(int caller, int turn, Payload payload) {
    // Only this caller's thread touches its conversation.
    List<ChatMessage> conversation = conversations.get(caller);
    if (conversation.size() >= 2 * TURNS) {
      conversation.clear();
    }
    // People do not say the same twice.
    long said = number.incrementAndGet();
    conversation.add(ChatMessage.user(payload.question() + said));
    OpenedStep opened =
        tenant
            .steps()
            .open(
                new StepDraft(
                    new AgentId("bench"),
                    new UserId("user-" + caller),
                    null,
                    null,
                    Line.MAIN,
                    VERSION.policy(),
                    VERSION,
                    new Prompt(conversation, List.of()),
                    payload.request(),
                    List.of(),
                    "bench",
                    true));
    if (!(opened instanceof OpenedStep.Fresh fresh)) {
      throw new IllegalStateException("a step was not taken as a new one: " + opened);
    }
    ChatMessage answer = ChatMessage.assistant(payload.answer() + said);
    conversation.add(answer);
    tenant
        .steps()
        .complete(
            fresh.step(),
            new StepResult(
                answer,
                payload.response(),
                new int[PROMPT_TOKENS],
                new int[ANSWER_TOKENS],
                new float[ANSWER_TOKENS],
                List.of(new VersionSpan(VERSION, 0, ANSWER_TOKENS)),
                "stop",
                PROMPT_TOKENS,
                ANSWER_TOKENS,
                "",
                null,
                0,
                new StepResult.Timings(1, 2)));
  }

  @Override
  public void close() {
    ledger.close();
  }
}
