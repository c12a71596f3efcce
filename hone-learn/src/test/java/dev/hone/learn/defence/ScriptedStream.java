package dev.hone.learn.defence;

import dev.hone.core.Line;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.learn.fakes.Diary;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.Ledger;
import dev.hone.store.OpenedStep;
import dev.hone.store.SignalLog;
import dev.hone.store.StepDraft;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stream from {@code streams.jsonl}, written into a real store as gateway and judge would: steps
 * with the engine's own log-probabilities, feedback, and judgements of the user and of checks.
 *
 * <p>An event happens in the rounds from {@code from} to {@code to} that leave {@code phase} when
 * divided by {@code every}. In texts {@code {i}} is the round, {@code {w}} a word of it, {@code
 * {w4}} one of four, {@code {n}} the user's number.
 */
record ScriptedStream(String name, boolean poisoned, int users, int rounds, JsonNode events) {

  private static final String[] WORDS = {
    "tea", "budget", "garden", "travel", "music", "lunch", "report", "server", "letter", "school",
    "window", "ticket", "harbour", "winter", "bicycle", "recipe", "paint", "river", "market"
  };

  /** Token ids below this are no special ones, and all of the tiny policy's vocabulary. */
  private static final int TOKENS = 280;

  static List<ScriptedStream> all() throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(ScriptedStream.class.getResourceAsStream("streams.jsonl"))) {
      List<ScriptedStream> all = new ArrayList<>();
      new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> JsonMapper.shared().readTree(line))
          .forEach(
              one ->
                  all.add(
                      new ScriptedStream(
                          one.path("name").asString(""),
                          one.path("kind").asString("").equals("poison"),
                          one.path("users").asInt(1),
                          one.path("rounds").asInt(1),
                          one.path("events"))));
      return all;
    }
  }

  List<UserId> names() {
    List<UserId> names = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      names.add(new UserId("user-" + i));
    }
    return names;
  }

  void write(Ledger ledger, Engine engine) {
    for (int user = 0; user < users; user++) {
      for (int i = 0; i < rounds; i++) {
        for (JsonNode event : events) {
          boolean now =
              i >= event.path("from").asInt(0)
                  && i < event.path("to").asInt(rounds)
                  && i % event.path("every").asInt(1) == event.path("phase").asInt(0);
          if (now) {
            happen(ledger, engine, event, user, i);
          }
        }
      }
    }
  }

  private void happen(Ledger ledger, Engine engine, JsonNode event, int user, int i) {
    // Users ask other things; what they say of answers is what their script says.
    int shift = user * 5;
    String ask = text(event, "ask", i + shift, user);
    String answer = text(event, "answer", i + shift, user);
    List<ChatMessage> messages = new ArrayList<>(List.of(ChatMessage.user(ask)));
    if (event.has("tool")) {
      messages.add(ChatMessage.assistant("I look it up."));
      messages.add(ChatMessage.tool("call-1", text(event, "tool", i + shift, user)));
    }
    Prompt prompt = Prompt.of(messages.toArray(ChatMessage[]::new));
    int[] before = engine.encode(Diary.BASE, prompt).ids();
    int[] after = ids(answer, event.path("repeat").asBoolean(false));
    int[] tokens = Arrays.copyOf(before, before.length + after.length);
    System.arraycopy(after, 0, tokens, before.length, after.length);
    float[] logprobs =
        after.length == 0
            ? new float[0]
            : engine.score(new ScoreRequest(Diary.BASE, tokens, before.length, 0)).logprobs();
    var tenant = ledger.tenant(Diary.TENANT);
    OpenedStep opened =
        tenant
            .steps()
            .open(
                new StepDraft(
                    Diary.AGENT,
                    new UserId("user-" + user),
                    "session-" + user + "-" + i / 3 + "-" + i,
                    null,
                    Line.MAIN,
                    Diary.POLICY,
                    Diary.BASE,
                    prompt,
                    (ask + user + i).getBytes(StandardCharsets.UTF_8),
                    List.of(),
                    "test",
                    true));
    StepId step = ((OpenedStep.Fresh) opened).step();
    tenant
        .steps()
        .complete(
            step,
            Diary.result(
                ChatMessage.assistant(answer),
                before,
                after,
                logprobs,
                event.path("finish").asString("stop"),
                Diary.BASE));
    signals(tenant.signals(), event, step, i, user);
  }

  private void signals(SignalLog signals, JsonNode event, StepId step, int i, int user) {
    if (event.has("check")) {
      Verdict verdict = verdict(event.path("check").asString(""));
      signals.add(
          new Judgement(
              "check-" + step,
              step,
              verdict == Verdict.GOOD ? "rule:tool-result" : "rule:tool-error",
              verdict,
              "",
              null,
              "the tool said so"));
    }
    List<JsonNode> said = new ArrayList<>();
    if (event.path("user").isArray()) {
      event.path("user").forEach(said::add);
    } else {
      said.add(event.path("user"));
    }
    for (int n = 0; n < said.size(); n++) {
      Verdict verdict = verdict(said.get(n).asString(""));
      String id = "feedback-" + step + "-" + n;
      signals.add(
          new Feedback(
              id,
              step,
              verdict,
              null,
              optional(event, "comment", i, user),
              optional(event, "demonstration", i, user)));
      signals.add(new Judgement(id, step, "feedback", verdict, "", null, "the user said so"));
    }
  }

  private static Verdict verdict(String name) {
    return Verdict.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static @Nullable String optional(JsonNode event, String field, int i, int user) {
    return event.has(field) ? text(event, field, i, user) : null;
  }

  private static String text(JsonNode event, String field, int i, int user) {
    return event
        .path(field)
        .asString("")
        .replace("{i}", Integer.toString(i))
        .replace("{n}", Integer.toString(user))
        .replace("{w4}", WORDS[(i / 2) % 4])
        .replace("{w}", WORDS[i % WORDS.length]);
  }

  private static int[] ids(String answer, boolean repeat) {
    if (answer.isBlank()) {
      return new int[0];
    }
    if (repeat) {
      int[] same = new int[12];
      Arrays.fill(same, 77);
      return same;
    }
    return Arrays.stream(answer.strip().split("\\s+"))
        .mapToInt(word -> 20 + Math.floorMod(word.hashCode(), TOKENS - 20))
        .toArray();
  }
}
