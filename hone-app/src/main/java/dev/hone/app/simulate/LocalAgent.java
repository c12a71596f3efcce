package dev.hone.app.simulate;

import dev.hone.core.AgentId;
import dev.hone.core.LessonBlock;
import dev.hone.core.Line;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.learn.ManyAtOnce;
import dev.hone.learn.judge.JudgeDesk;
import dev.hone.learn.trainer.PolicyFiles;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import dev.hone.store.StepResult;
import dev.hone.store.VersionBook;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the sessions of one world as the gateway does: the version that is live for the user, the
 * lessons that hold for the call, a step in the ledger that is opened before and completed after
 * the answer. What a message means is judged as soon as its step is open.
 *
 * <p>Answers are made many at a time; what is written is written in the order of the sessions, so
 * that the same seed writes the same ledger. Owned by one thread.
 */
final class LocalAgent {

  private final Ledger ledger;
  private final Engine engine;
  private final TenantId tenant;
  private final AgentId agent;
  private final String policy;
  private final boolean tellsLessons;
  private final JudgeDesk judge;
  private final PolicyFiles files;

  LocalAgent(
      Ledger ledger,
      Engine engine,
      TenantId tenant,
      AgentId agent,
      String policy,
      boolean tellsLessons,
      JudgeDesk judge) {
    this.ledger = ledger;
    this.engine = engine;
    this.tenant = tenant;
    this.agent = agent;
    this.policy = policy;
    this.tellsLessons = tellsLessons;
    this.judge = judge;
    this.files = new PolicyFiles(ledger, engine);
  }

  /**
   * Prompt tokens of many calls.
   *
   * @param steps calls
   * @param sent of the prompts as they were built
   * @param told of the same prompts with the graduated lessons in them; 0 where nobody asked
   */
  record Metered(long steps, long sent, long told) {
    static final Metered NONE = new Metered(0, 0, 0);

    Metered plus(long moreSent, long moreTold) {
      return new Metered(steps + 1, sent + moreSent, told + moreTold);
    }
  }

  /**
   * A call under way.
   *
   * @param withGraduated tokens that the prompt would have with graduated lessons; 0 if not asked
   */
  private record Call(
      Talk talk, StepId step, VersionRef version, Prompt prompt, long saved, long withGraduated) {}

  /** Talks until every session is over; {@code metered}: also count prompt tokens. */
  Metered talk(List<Talk> talks, boolean metered) {
    Metered meter = Metered.NONE;
    while (true) {
      List<Call> calls = new ArrayList<>();
      VersionBook.Routes routes = ledger.versions().routes();
      for (Talk talk : talks) {
        Prompt pending = talk.conversation().pending();
        if (pending != null) {
          calls.add(open(talk, pending, routes, metered));
        }
      }
      judgeAll();
      if (calls.isEmpty()) {
        return meter;
      }
      List<Answered> answers = ManyAtOnce.ask(calls, this::answer);
      for (int i = 0; i < calls.size(); i++) {
        Generation answer = answers.get(i).generation();
        if (answer == null) {
          ledger.tenant(tenant).steps().interrupt(calls.get(i).step(), null, "prompt too long");
          calls.get(i).talk().conversation().left();
        } else {
          complete(calls.get(i), answer);
          meter = meter.plus(answer.promptIds().length, calls.get(i).withGraduated());
        }
      }
    }
  }

  /** Everything that waits to be judged, now. */
  void judgeAll() {
    int taken = judge.once();
    while (taken > 0) {
      taken = judge.once();
    }
  }

  VersionRef version(UserId user, VersionBook.Routes routes) {
    VersionRef live = routes.resolve(tenant, agent, user, policy);
    return live == null ? new VersionRef(policy, 0) : live;
  }

  private Call open(Talk talk, Prompt pending, VersionBook.Routes routes, boolean metered) {
    UserId user = talk.user();
    VersionRef version = version(user, routes);
    files.load(tenant, version);
    LessonBook book = ledger.tenant(tenant).lessons();
    List<Lesson> lessons = tellsLessons ? book.active(agent, user) : List.of();
    List<Lesson> graduated = tellsLessons ? book.graduated(agent, user) : List.of();
    List<String> texts = lessons.stream().map(Lesson::text).toList();
    talk.told(texts);
    OpenedStep opened =
        ledger
            .tenant(tenant)
            .steps()
            .open(
                new StepDraft(
                    agent,
                    user,
                    talk.session(),
                    null,
                    Line.MAIN,
                    policy,
                    version,
                    pending,
                    pending.toString().getBytes(StandardCharsets.UTF_8),
                    lessons.stream().map(Lesson::id).toList(),
                    engine.name(),
                    true));
    if (!(opened instanceof OpenedStep.Fresh fresh)) {
      throw new IllegalStateException("a session of its own was taken for another: " + opened);
    }
    long withGraduated = 0;
    if (metered) {
      List<String> all =
          Stream.concat(texts.stream(), graduated.stream().map(Lesson::text)).toList();
      withGraduated = engine.encode(version, LessonBlock.into(pending, all)).ids().length;
    }
    return new Call(
        talk,
        fresh.step(),
        version,
        LessonBlock.into(pending, texts),
        graduated.stream().mapToLong(Lesson::tokens).sum(),
        withGraduated);
  }

  private record Answered(@Nullable Generation generation) {}

  private Answered answer(Call call) {
    try {
      return new Answered(
          engine.generate(
              new GenerationRequest(
                  call.version(),
                  call.prompt(),
                  new ToolChoice.Auto(),
                  Sampling.greedy(SimulationOptions.MAX_ANSWER),
                  0),
              GenerationListener.none()));
    } catch (EngineException e) {
      if (e.code() != EngineException.Code.PROMPT_TOO_LONG) {
        throw e;
      }
      // As with any agent: the conversation is at its end, and the step says why.
      return new Answered(null);
    }
  }

  private void complete(Call call, Generation answer) {
    ChatMessage message = ChatMessage.assistant(answer.text(), answer.toolCalls());
    ledger
        .tenant(tenant)
        .steps()
        .complete(
            call.step(),
            new StepResult(
                message,
                answer.text().getBytes(StandardCharsets.UTF_8),
                answer.promptIds(),
                answer.responseIds(),
                answer.logprobs(),
                answer.spans(),
                answer.finishReason().wireName(),
                answer.promptIds().length,
                answer.responseIds().length,
                answer.templateHash(),
                answer.responseIds().length == 0 ? "the answer has no tokens" : null,
                call.saved(),
                new StepResult.Timings(
                    answer.timings().prefill(),
                    answer.timings().prefill() + answer.timings().decode())));
    // The end token is none of the words.
    int end = answer.finishReason() == FinishReason.STOP ? 1 : 0;
    call.talk().conversation().answered(message, Math.max(0, answer.responseIds().length - end));
  }
}
