package dev.hone.learn.fakes;

import dev.hone.core.AgentId;
import dev.hone.core.LessonId;
import dev.hone.core.Line;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.VersionSpan;
import dev.hone.store.Judgement;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import dev.hone.store.StepResult;
import dev.hone.store.TenantLedger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes steps of one user into a real ledger, as the gateway would. */
public final class Diary {

  public static final TenantId TENANT = new TenantId("acme");
  public static final AgentId AGENT = new AgentId("helper");
  public static final UserId USER = new UserId("alice");
  public static final String POLICY = "starter";
  public static final VersionRef BASE = new VersionRef(POLICY, 0);
  public static final Scope SCOPE = new Scope.OfUser(USER);

  private final Ledger ledger;
  private final UserId user;
  private int sessions;

  public Diary(Ledger ledger) {
    this(ledger, USER);
  }

  /** Of another user. */
  public Diary(Ledger ledger, UserId user) {
    this.ledger = ledger;
    this.user = user;
    ledger.createTenant(TENANT, "Acme");
  }

  public TenantLedger tenant() {
    return ledger.tenant(TENANT);
  }

  /** The next session. Steps without their own key go into it. */
  public String newSession() {
    return user + "-session-" + ++sessions;
  }

  /** A complete step. */
  public StepId step(String session, Line line, Prompt prompt, StepResult result) {
    OpenedStep opened =
        tenant()
            .steps()
            .open(
                new StepDraft(
                    AGENT,
                    user,
                    session,
                    null,
                    line,
                    POLICY,
                    BASE,
                    prompt,
                    prompt.toString().getBytes(StandardCharsets.UTF_8),
                    List.of(),
                    "test",
                    true));
    StepId step = ((OpenedStep.Fresh) opened).step();
    tenant().steps().complete(step, result);
    return step;
  }

  /** A step of a session of its own, answered in words without tokens that mean anything. */
  public StepId step(Line line, String request, String answer) {
    return step(
        newSession(),
        line,
        Prompt.of(ChatMessage.user(request)),
        result(ChatMessage.assistant(answer)));
  }

  /** What the user says after a step that was the last of its session. */
  public void next(String session, String request, String answer, ChatMessage... next) {
    ChatMessage[] messages = new ChatMessage[2 + next.length];
    messages[0] = ChatMessage.user(request);
    messages[1] = ChatMessage.assistant(answer);
    System.arraycopy(next, 0, messages, 2, next.length);
    tenant()
        .steps()
        .open(
            new StepDraft(
                AGENT,
                user,
                session,
                null,
                Line.MAIN,
                POLICY,
                BASE,
                Prompt.of(messages),
                new byte[0],
                List.of(),
                "test",
                true));
  }

  public void judge(StepId step, Verdict verdict, @Nullable String hint) {
    tenant()
        .signals()
        .add(
            new Judgement(
                "event-" + step + verdict, step, "rule:test", verdict, "", hint, "said so"));
  }

  public Lesson lesson(String text) {
    return tenant().lessons().add(new Scope.OfUser(user), text, null, List.<LessonId>of());
  }

  public static StepResult result(ChatMessage answer) {
    return result(
        answer, new int[] {1, 2, 3}, new int[] {4, 5}, new float[] {-0.5f, -0.25f}, "stop", BASE);
  }

  public static StepResult result(Generation answer, VersionRef by) {
    return result(
        ChatMessage.assistant(answer.text(), answer.toolCalls()),
        answer.promptIds(),
        answer.responseIds(),
        answer.logprobs(),
        answer.finishReason().wireName(),
        by);
  }

  public static StepResult result(
      ChatMessage answer,
      int[] promptIds,
      int[] responseIds,
      float[] logprobs,
      String finish,
      VersionRef by) {
    return new StepResult(
        answer,
        new byte[] {1},
        promptIds,
        responseIds,
        logprobs,
        List.of(new VersionSpan(by, 0, responseIds.length)),
        finish,
        promptIds.length,
        responseIds.length,
        "hash",
        null,
        0,
        new StepResult.Timings(1, 2));
  }
}
