package dev.hone.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.VersionSpan;
import dev.hone.store.Judgement;
import dev.hone.store.Ledger;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.TenantLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A caller of one tenant, agent and user. */
record Talk(
    TenantLedger tenant,
    AgentId agent,
    UserId user,
    @Nullable String session,
    Line line,
    boolean consent) {

  static final TenantId ACME = new TenantId("acme");
  static final VersionRef BASE = new VersionRef("starter", 0);

  static Talk of(Ledger ledger) {
    ledger.createTenant(ACME, "Acme");
    return of(ledger.tenant(ACME), "alice");
  }

  static Talk of(TenantLedger tenant, String user) {
    return new Talk(tenant, new AgentId("helper"), new UserId(user), null, Line.MAIN, true);
  }

  Talk user(String name) {
    return new Talk(tenant, agent, new UserId(name), session, line, consent);
  }

  Talk session(String key) {
    return new Talk(tenant, agent, user, key, line, consent);
  }

  Talk side() {
    return new Talk(tenant, agent, user, session, Line.SIDE, consent);
  }

  Talk withoutConsent() {
    return new Talk(tenant, agent, user, session, line, false);
  }

  StepDraft draft(@Nullable String idempotencyKey, ChatMessage... messages) {
    Prompt prompt = Prompt.of(messages);
    return new StepDraft(
        agent,
        user,
        session,
        idempotencyKey,
        line,
        "starter",
        BASE,
        prompt,
        prompt.toString().getBytes(StandardCharsets.UTF_8),
        List.of(),
        "embedded",
        consent);
  }

  OpenedStep.Fresh open(ChatMessage... messages) {
    return fresh(tenant.steps().open(draft(null, messages)));
  }

  static OpenedStep.Fresh fresh(OpenedStep opened) {
    assertThat(opened).isInstanceOf(OpenedStep.Fresh.class);
    return (OpenedStep.Fresh) opened;
  }

  /** Opens and completes. */
  OpenedStep.Fresh ask(String answer, ChatMessage... messages) {
    OpenedStep.Fresh fresh = open(messages);
    tenant.steps().complete(fresh.step(), result(answer));
    return fresh;
  }

  StepRecord record(StepId step) {
    return tenant.steps().find(step).orElseThrow();
  }

  List<StepRecord> steps(SessionId session) {
    return tenant.steps().ofSession(session);
  }

  void judge(StepId step, String source, Verdict verdict, @Nullable String hint) {
    String event = source + ":" + step + ":" + verdict + ":" + hint;
    assertThat(
            tenant.signals().add(new Judgement(event, step, source, verdict, "", hint, "because")))
        .isTrue();
  }

  static StepResult result(String answer) {
    return result(ChatMessage.assistant(answer), answer.length() + 1);
  }

  static StepResult result(ChatMessage answer, int tokens) {
    int[] ids = new int[tokens];
    float[] logprobs = new float[tokens];
    for (int i = 0; i < tokens; i++) {
      ids[i] = answer.content().hashCode() + i;
      logprobs[i] = -0.25f * i;
    }
    return new StepResult(
        answer,
        ("{\"answer\":\"" + answer.content() + "\"}").getBytes(StandardCharsets.UTF_8),
        new int[] {1, 2, Integer.MAX_VALUE, -7},
        ids,
        logprobs,
        List.of(new VersionSpan(BASE, 0, tokens)),
        "stop",
        4,
        tokens,
        "abc",
        null,
        3,
        new StepResult.Timings(10, 20));
  }

  static StepResult resultWithoutTokens(String answer, @Nullable String why) {
    StepResult full = result(answer);
    return new StepResult(
        full.response(),
        full.responseBody(),
        new int[0],
        new int[0],
        new float[0],
        List.of(),
        "stop",
        4,
        5,
        "",
        why,
        0,
        full.timings());
  }

  /** Messages of a conversation: {@code u:…}, {@code a:…}, {@code s:…}, {@code t:…}. */
  static ChatMessage[] messages(String... texts) {
    List<ChatMessage> messages = new ArrayList<>();
    for (String text : texts) {
      String content = text.substring(2);
      messages.add(
          switch (text.charAt(0)) {
            case 'u' -> ChatMessage.user(content);
            case 'a' -> ChatMessage.assistant(content);
            case 's' -> ChatMessage.system(content);
            case 't' -> ChatMessage.tool("call-1", content);
            default -> throw new IllegalArgumentException(text);
          });
    }
    return messages.toArray(ChatMessage[]::new);
  }
}
