package dev.hone.learn.defence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Line;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TurnId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.learn.fakes.Diary;
import dev.hone.store.StepRecord;
import dev.hone.store.WorkBoard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InfluenceBoundTest {

  private static WorkBoard.Sample sample(String user) {
    return new WorkBoard.Sample(
        new StepRecord(
            new StepId(UUID.randomUUID()),
            Diary.TENANT,
            new SessionId(UUID.randomUUID()),
            new TurnId(UUID.randomUUID()),
            0,
            Diary.AGENT,
            new UserId(user),
            Line.MAIN,
            null,
            StepRecord.Status.COMPLETE,
            Diary.POLICY,
            Diary.BASE,
            "test",
            Prompt.of(ChatMessage.user("hi")),
            List.of(),
            null,
            true,
            false,
            Instant.EPOCH),
        Verdict.GOOD,
        null);
  }

  private static List<WorkBoard.Sample> samples(int... ofEach) {
    List<WorkBoard.Sample> samples = new ArrayList<>();
    for (int user = 0; user < ofEach.length; user++) {
      for (int i = 0; i < ofEach[user]; i++) {
        samples.add(sample("user-" + user));
      }
    }
    return samples;
  }

  private static long of(List<WorkBoard.Sample> samples, String user) {
    return samples.stream().filter(one -> one.step().user().value().equals(user)).count();
  }

  @Test
  void whoBringsMoreDoesNotGetMore() {
    long seed = 7;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      int[] ofEach = random.ints(3 + random.nextInt(5), 1, 60).toArray();
      ofEach[0] = 10_000;
      List<WorkBoard.Sample> kept = new InfluenceBound(0.4).bounded(samples(ofEach), user -> 1.0);
      long others = 0;
      for (int i = 1; i < ofEach.length; i++) {
        others += ofEach[i];
      }
      assertThat(of(kept, "user-0")).isLessThanOrEqualTo(Math.max(1, others * 2 / 3));
    }
  }

  @Test
  void whoIsTrustedLessBringsLessAndOneUserAloneIsNotBounded() {
    List<WorkBoard.Sample> three = samples(40, 40, 40);
    List<WorkBoard.Sample> kept =
        new InfluenceBound(0.4).bounded(three, user -> user.value().equals("user-0") ? 0.2 : 1);

    assertThat(of(kept, "user-0")).isLessThan(of(kept, "user-1") / 4);
    assertThat(of(kept, "user-1")).isEqualTo(40);
    assertThat(new InfluenceBound(0.1).bounded(samples(30), user -> 0.1)).hasSize(30);
  }

  @Test
  void trustBeginsLowAndRises() {
    assertThat(new Trust(0, 0).value()).isEqualTo(0.2);
    assertThat(new Trust(20, 0).value()).isGreaterThan(0.8);
    assertThat(new Trust(5, 20).value()).isLessThan(0.25);
  }
}
