package dev.hone.learn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.TurnId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.engine.VersionSpan;
import dev.hone.learn.fakes.Diary;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.WorkBoard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurationTest {

  private static final CurationOptions DEFAULTS = CurationOptions.defaults();

  private int made;

  /** A sample whose prompt is not the gate's. */
  private WorkBoard.Sample sample(
      int session,
      int turn,
      int index,
      String user,
      String request,
      StepResult result,
      Verdict verdict) {
    return sample(session, turn, index, user, request, result, verdict, Line.MAIN, true);
  }

  private WorkBoard.Sample sample(
      int session,
      int turn,
      int index,
      String user,
      String request,
      StepResult result,
      Verdict verdict,
      Line line,
      boolean consent) {
    String asked = request;
    for (int i = 0; HoldOut.isHeldOut(Prompt.of(ChatMessage.user(asked))); i++) {
      asked = request + " " + i;
    }
    return new WorkBoard.Sample(
        new StepRecord(
            new StepId(new UUID(1, ++made)),
            new TenantId("acme"),
            new SessionId(new UUID(2, session)),
            new TurnId(new UUID(3, turn)),
            index,
            new AgentId("helper"),
            new UserId(user),
            line,
            null,
            StepRecord.Status.COMPLETE,
            "starter",
            Diary.BASE,
            "test",
            Prompt.of(ChatMessage.user(asked)),
            List.of(),
            result,
            consent,
            false,
            Instant.EPOCH.plusSeconds(made)),
        verdict,
        null);
  }

  private static StepResult answer(int tokens, double logprob, int version) {
    return answer(tokens, logprob, version, 0);
  }

  private static StepResult answer(int tokens, double logprob, int version, int seed) {
    float[] logprobs = new float[tokens];
    java.util.Arrays.fill(logprobs, (float) logprob);
    return Diary.result(
        ChatMessage.assistant("answer " + tokens + " " + seed),
        new int[] {1},
        IntStream.range(0, tokens).map(i -> 10 + i + seed).toArray(),
        logprobs,
        "stop",
        new VersionRef("starter", version));
  }

  private static Curation curate(List<WorkBoard.Sample> samples, CurationOptions options) {
    return Curation.of(samples, List.of(), user -> List.of(), options, 9);
  }

  @Test
  void sideStepsAndStepsWithoutConsentOrVerdictAreDroppedAndCounted() {
    StepResult fine = answer(3, -1, 9);
    List<WorkBoard.Sample> samples =
        List.of(
            sample(1, 1, 0, "ann", "a", fine, Verdict.GOOD),
            sample(2, 2, 0, "ann", "b", fine, Verdict.GOOD, Line.SIDE, true),
            sample(3, 3, 0, "ann", "c", fine, Verdict.GOOD, Line.MAIN, false),
            sample(4, 4, 0, "ann", "d", fine, Verdict.UNKNOWN));

    assertThat(curate(samples, DEFAULTS).dropped())
        .containsOnly(
            Map.entry("side", 1), Map.entry("no consent", 1), Map.entry("unknown verdict", 1));
    assertThat(curate(samples, DEFAULTS.with(CurationRule.SIDE, false)).rewarded()).hasSize(2);
    // No configuration trains without consent, or takes unknown for zero.
    CurationOptions loose =
        DEFAULTS.with(CurationRule.CONSENT, false).with(CurationRule.UNKNOWN, false);
    assertThat(curate(samples, loose).rewarded()).hasSize(1);
  }

  @Test
  void sharesOfSessionsAndUsersAreBounded() {
    List<WorkBoard.Sample> samples = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      samples.add(sample(1, i, 0, "ann", "one " + i, answer(3, -1, 9, i), Verdict.GOOD));
      samples.add(
          sample(100 + i, 100 + i, 0, "bob", "two " + i, answer(3, -1, 9, i), Verdict.GOOD));
    }
    assertThat(curate(samples, DEFAULTS).dropped())
        .containsOnly(Map.entry("share of one session", 20));
    assertThat(curate(samples, DEFAULTS.withShares(1, 0.25)).dropped())
        .containsOnly(Map.entry("share of one user", 40));
    assertThat(
            curate(samples, DEFAULTS.withShares(1, 0.25).with(CurationRule.USER_SHARE, false))
                .dropped())
        .isEmpty();
  }

  @Test
  void stalenessCountsFromTheOldestToken() {
    StepResult mixed = answer(4, -1, 9);
    mixed =
        new StepResult(
            mixed.response(),
            mixed.responseBody(),
            mixed.promptIds(),
            mixed.responseIds(),
            mixed.logprobs(),
            List.of(
                new VersionSpan(new VersionRef("starter", 6), 0, 1),
                new VersionSpan(new VersionRef("starter", 9), 1, 4)),
            mixed.finishReason(),
            1,
            4,
            "hash",
            null,
            0,
            mixed.timings());
    List<WorkBoard.Sample> samples =
        List.of(
            sample(1, 1, 0, "ann", "a", mixed, Verdict.GOOD),
            sample(2, 2, 0, "ann", "b", answer(4, -1, 8), Verdict.GOOD));
    CurationOptions strict = DEFAULTS.with(CurationRule.STALE, true).withMaxStaleness(2);

    assertThat(curate(samples, strict).dropped()).containsOnly(Map.entry("stale", 1));
    assertThat(curate(samples, strict.withMaxStaleness(3)).dropped()).isEmpty();
    assertThat(curate(samples, DEFAULTS).dropped()).isEmpty();
  }

  @Test
  void answersMuchLongerThanTheTasksSuccessesAreDropped() {
    List<WorkBoard.Sample> samples =
        List.of(
            sample(1, 1, 0, "ann", "a", answer(10, -1, 9, 1), Verdict.GOOD),
            sample(2, 2, 0, "ann", "a", answer(15, -1, 9, 2), Verdict.BAD),
            sample(3, 3, 0, "ann", "a", answer(16, -1, 9, 3), Verdict.BAD),
            sample(4, 4, 0, "ann", "b", answer(90, -1, 9, 4), Verdict.BAD));

    assertThat(curate(samples, DEFAULTS.with(CurationRule.LONG, true)).dropped())
        .containsOnly(Map.entry("longer than successes", 1));
  }

  @Test
  void theSurestStepsAreLeftOut() {
    List<WorkBoard.Sample> samples = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      samples.add(sample(i, i, 0, "ann", "r" + i, answer(4, -0.1 * (i + 1), 9, i), Verdict.GOOD));
    }
    Curation curation = curate(samples, DEFAULTS.with(CurationRule.LOW_ENTROPY, true));

    assertThat(curation.dropped()).containsOnly(Map.entry("low entropy", 2));
    assertThat(curation.rewarded()).containsExactlyElementsOf(samples.subList(2, 10));
  }

  @Test
  void groupsThatTeachNothingAreDroppedAndAllBadOnesGetASuccess() {
    CurationOptions groups = DEFAULTS.with(CurationRule.GROUP, true).withGroups(3, 1);
    List<WorkBoard.Sample> samples = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      samples.add(sample(i, i, 0, "ann", "solved", answer(4, -1, 9, i), Verdict.GOOD));
      samples.add(sample(9 + i, 9 + i, 0, "ann", "never", answer(4, -1, 9, i), Verdict.BAD));
    }
    samples.add(sample(20, 20, 0, "ann", "few", answer(4, -1, 9), Verdict.BAD));
    WorkBoard.Sample older = sample(30, 30, 0, "ann", "never", answer(4, -1, 7, 50), Verdict.GOOD);
    samples.add(older);
    Curation curation = curate(samples, groups);

    assertThat(curation.rewarded()).hasSize(3).contains(older);
    assertThat(curation.dropped()).containsOnly(Map.entry("group too small or solved", 5));
    assertThat(curate(samples, DEFAULTS.with(CurationRule.EQUAL, true)).dropped())
        .containsOnly(Map.entry("equal rewards", 4));
  }

  @Test
  void verdictsBecomeProcessOutcomeOrMixedRewards() {
    StepResult call =
        Diary.result(ChatMessage.assistant("", List.of(new ToolCall("c", "ls", "{}"))));
    List<WorkBoard.Sample> turn =
        List.of(
            sample(1, 1, 0, "ann", "a", call, Verdict.GOOD),
            sample(1, 1, 1, "ann", "b", call, Verdict.BAD),
            sample(1, 1, 2, "ann", "c", answer(3, -1, 9), Verdict.BAD),
            sample(1, 2, 3, "ann", "d", call, Verdict.GOOD));

    assertThat(rewards(turn, DEFAULTS)).containsExactly(1.0, -1.0, -1.0, 1.0);
    assertThat(rewards(turn, DEFAULTS.withReward(RewardKind.OUTCOME, 0, 0.5)))
        .containsExactly(-0.25, -0.5, -1.0, 0.0);
    List<Double> mixed = rewards(turn, DEFAULTS.withReward(RewardKind.MIXED, 0.25, 1));
    assertThat(mixed.get(0)).isCloseTo(0.5, within(1e-12));
    assertThat(mixed.get(1)).isCloseTo(-1, within(1e-12));
    assertThat(mixed.get(3)).isCloseTo(1, within(1e-12));
  }

  private static List<Double> rewards(List<WorkBoard.Sample> samples, CurationOptions options) {
    Map<StepId, Double> rewards = TurnRewards.of(samples, options);
    return samples.stream().map(sample -> rewards.get(sample.step().id())).toList();
  }
}
