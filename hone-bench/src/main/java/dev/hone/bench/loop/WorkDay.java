package dev.hone.bench.loop;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.VersionSpan;
import dev.hone.learn.ManyAtOnce;
import dev.hone.learn.starter.SkillSuite;
import dev.hone.store.Ledger;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog;
import dev.hone.store.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Steps of one user, answered by the starter policy and followed by what the user said next, as the
 * gateway keeps them. Praise and complaints teach no lesson, so that what follows is trained on
 * stored answers alone.
 */
final class WorkDay {

  static final TenantId TENANT = new TenantId("bench");
  private static final AgentId AGENT = new AgentId("helper");
  private static final UserId USER = new UserId("mia");
  private static final int MOST_TOKENS = 96;
  private static final double TEMPERATURE = 0.7;
  private static final List<String> PRAISE =
      List.of("Thanks, that was right.", "Perfect, thank you.", "Great.", "Exactly.");
  private static final List<String> COMPLAINTS =
      List.of("That is wrong.", "No, that's not right.", "You misunderstood.", "Not what I meant.");

  private final Engine engine;
  private final VersionRef version;

  WorkDay(Engine engine, VersionRef version) {
    this.engine = engine;
    this.version = version;
  }

  private record Answered(Prompt prompt, Generation answer) {}

  /** Answers so many requests and keeps them, each with what the user said to the answer. */
  void fill(Ledger ledger, int steps, long seed) {
    ledger.createTenant(TENANT, "bench");
    List<Answered> answered =
        ManyAtOnce.ask(
            SkillSuite.of(seed, steps).items(),
            item -> new Answered(item.prompt(), answer(item.prompt(), seed)));
    StepLog log = ledger.tenant(TENANT).steps();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < answered.size(); i++) {
      Answered one = answered.get(i);
      String session = "session-" + i;
      Generation made = one.answer();
      ChatMessage answer = ChatMessage.assistant(made.text(), made.toolCalls());
      OpenedStep opened = log.open(draft(session, one.prompt()));
      log.complete(((OpenedStep.Fresh) opened).step(), result(made, answer));
      List<ChatMessage> next = new ArrayList<>(one.prompt().messages());
      next.add(answer);
      List<String> words = random.nextInt(3) == 0 ? COMPLAINTS : PRAISE;
      next.add(ChatMessage.user(words.get(random.nextInt(words.size()))));
      OpenedStep _ = log.open(draft(session, new Prompt(next, one.prompt().tools())));
    }
  }

  private Generation answer(Prompt prompt, long seed) {
    return engine.generate(
        new GenerationRequest(
            version,
            prompt,
            new ToolChoice.Auto(),
            Sampling.plain(TEMPERATURE, seed, MOST_TOKENS),
            0),
        GenerationListener.none());
  }

  private StepDraft draft(String session, Prompt prompt) {
    return new StepDraft(
        AGENT,
        USER,
        session,
        null,
        Line.MAIN,
        version.policy(),
        version,
        prompt,
        new byte[] {'{', '}'},
        List.of(),
        "bench",
        true);
  }

  private StepResult result(Generation made, ChatMessage answer) {
    return new StepResult(
        answer,
        new byte[] {'{', '}'},
        made.promptIds(),
        made.responseIds(),
        made.logprobs(),
        List.of(new VersionSpan(version, 0, made.responseIds().length)),
        made.finishReason().wireName(),
        made.promptIds().length,
        made.responseIds().length,
        made.templateHash(),
        null,
        0,
        new StepResult.Timings(1, 2));
  }
}
