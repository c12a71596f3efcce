package dev.hone.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.StepId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepRecord;
import dev.hone.store.StepRecord.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random conversations that branch, repeat, are edited, run side by side, stop and end. */
@ParameterizedClass
@EnumSource(Store.class)
class SessionsAgainstModelTest {

  private static final int STEPS = 120;
  private static final List<String> USERS = List.of("alice", "bob");
  private static final List<String> SAID = List.of("u:yes", "u:no", "u:YES ", "t:ok", "u:more");
  private static final List<String> ANSWERS = List.of("fine", "done", "why");
  private static final List<String> SYSTEM = List.of("s:be brief", "s:be warm");

  private final Store store;
  @TempDir Path folder;

  SessionsAgainstModelTest(Store store) {
    this.store = store;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void storeAndModelAgree(long seed) {
    Random random = new Random(seed);
    MovableClock clock = new MovableClock();
    LedgerOptions options = LedgerOptions.defaults();
    SessionModel model = new SessionModel(options.retryWindow());
    try (SqlLedger ledger = store.open(folder, options, clock)) {
      Talk talk = Talk.of(ledger);
      Map<Integer, OpenedStep.Fresh> opened = new HashMap<>();
      for (int i = 0; i < STEPS; i++) {
        clock.advance(Duration.ofSeconds(random.nextInt(20) == 0 ? 130 : random.nextInt(3)));
        step(random, clock, model, talk, opened);
      }
      assertSame(seed, model, talk, opened);
    }
  }

  private static void step(
      Random random,
      MovableClock clock,
      SessionModel model,
      Talk talk,
      Map<Integer, OpenedStep.Fresh> opened) {
    String user = pick(random, USERS);
    String key = random.nextInt(3) == 0 ? "key-" + random.nextInt(2) : null;
    boolean main = random.nextInt(8) != 0;
    List<String> messages = conversation(random, model, user);
    SessionModel.Step expected = model.open(user, key, main, messages, clock.instant());

    Talk caller = talk.user(user);
    caller = key == null ? caller : caller.session(key);
    caller = main ? caller : caller.side();
    OpenedStep.Fresh fresh = caller.open(Talk.messages(messages.toArray(String[]::new)));
    assertThat(fresh.index()).isEqualTo(expected.number);
    assertThat(fresh.retry()).isEqualTo(expected.retry);
    opened.put(expected.id, fresh);
    end(random, expected, talk, fresh.step());
    if (random.nextInt(25) == 0) {
      expected.session.done = true;
      talk.tenant().steps().finish(fresh.session());
    }
  }

  private static void end(Random random, SessionModel.Step expected, Talk talk, StepId step) {
    String answer = pick(random, ANSWERS);
    switch (random.nextInt(10)) {
      case 0 -> {
        // Stays open.
      }
      case 1 -> talk.tenant().steps().interrupt(step, null, "stopped");
      case 2 -> {
        expected.answer = answer;
        talk.tenant().steps().interrupt(step, Talk.result(answer), "stopped");
      }
      default -> {
        expected.answer = answer;
        expected.complete = true;
        talk.tenant().steps().complete(step, Talk.result(answer));
      }
    }
  }

  /** Begins anew, or repeats, goes on from, or cuts and edits an earlier conversation. */
  private static List<String> conversation(Random random, SessionModel model, String user) {
    List<SessionModel.Step> earlier =
        model.steps.stream().filter(s -> s.session.user.equals(user)).toList();
    List<String> messages = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      messages.add(pick(random, SYSTEM));
    }
    if (earlier.isEmpty() || random.nextInt(6) == 0) {
      messages.add(pick(random, SAID));
      return messages;
    }
    int newest = Math.min(earlier.size(), 6);
    SessionModel.Step from = earlier.get(earlier.size() - 1 - random.nextInt(newest));
    List<String> dialogue = from.answer == null ? from.dialogue : from.withAnswer();
    switch (random.nextInt(6)) {
      case 0 -> messages.addAll(from.dialogue);
      case 1 -> {
        messages.addAll(dialogue.subList(0, random.nextInt(dialogue.size()) + 1));
        messages.add(pick(random, SAID));
      }
      case 2 -> messages.addAll(dialogue);
      default -> {
        messages.addAll(dialogue);
        messages.add(pick(random, SAID));
      }
    }
    return messages;
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static void assertSame(
      long seed, SessionModel model, Talk talk, Map<Integer, OpenedStep.Fresh> opened) {
    Map<Integer, Object> sessions = new HashMap<>();
    Map<Integer, Object> turns = new HashMap<>();
    int nextStates = 0;
    for (SessionModel.Step expected : model.steps) {
      String what = "seed " + seed + ", step " + expected.id;
      StepRecord actual = talk.record(opened(opened, expected).step());
      // One to one: equal in the model if and only if equal in the store.
      assertThat(sessions.computeIfAbsent(expected.session.id, id -> actual.session()))
          .as(what)
          .isEqualTo(actual.session());
      assertThat(turns.computeIfAbsent(expected.turn, id -> actual.turn()))
          .as(what)
          .isEqualTo(actual.turn());
      assertThat(actual.superseded()).as(what).isEqualTo(expected.superseded);
      assertThat(actual.status() == Status.COMPLETE).as(what).isEqualTo(expected.complete);
      assertThat(texts(actual.prompt().messages()))
          .as(what)
          .containsExactlyElementsOf(
              java.util.stream.Stream.concat(expected.system.stream(), expected.dialogue.stream())
                  .toList());
      assertThat(talk.tenant().steps().nextStates(actual.id()))
          .as(what)
          .extracting(
              state -> new SessionModel.NextState(texts(state.messages()), state.repeated()))
          .containsExactlyElementsOf(expected.nextStates);
      nextStates += expected.nextStates.size();
    }
    assertThat(sessions.values()).doesNotHaveDuplicates();
    assertThat(turns.values()).doesNotHaveDuplicates();
    // The conversations were not trivial.
    assertThat(model.sessions.size()).isBetween(3, STEPS / 2);
    assertThat(nextStates).isGreaterThan(STEPS / 10);
  }

  private static OpenedStep.Fresh opened(
      Map<Integer, OpenedStep.Fresh> opened, SessionModel.Step step) {
    OpenedStep.@Nullable Fresh fresh = opened.get(step.id);
    if (fresh == null) {
      throw new AssertionError("step " + step.id + " was not opened");
    }
    return fresh;
  }

  private static List<String> texts(List<ChatMessage> messages) {
    return messages.stream()
        .map(message -> letter(message.role()) + ":" + message.content())
        .toList();
  }

  private static String letter(Role role) {
    return role.wireName().substring(0, 1);
  }
}
