package dev.hone.learn.defence;

import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.SignalLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One answered step, and what was said of it: by its user, and by checks that no user can talk
 * round.
 *
 * @param asked the request, without what the caller's program put around it
 * @param answer words and calls
 * @param tools results of tools in the prompt, which come from outside
 * @param byUser verdicts of the user, in their order: feedback, or the next message
 * @param byCheck the verdict of a tool's result or a model judge; null if there is none
 * @param words of the user about it: comments, hints, demonstrations
 */
record Said(
    StepRecord step,
    String asked,
    String answer,
    String tools,
    List<Verdict> byUser,
    @Nullable Verdict byCheck,
    List<String> words) {

  Said {
    byUser = List.copyOf(byUser);
    words = List.copyOf(words);
  }

  static Said of(StepRecord step, SignalLog signals) {
    StepResult result = step.result();
    String answer = "";
    if (result != null) {
      StringBuilder text = new StringBuilder(result.response().content());
      for (ToolCall call : result.response().toolCalls()) {
        text.append('\n').append(call.name()).append(' ').append(call.arguments());
      }
      answer = text.toString();
    }
    List<Verdict> byUser = new ArrayList<>();
    List<String> words = new ArrayList<>();
    Verdict byCheck = null;
    for (Judgement judgement : signals.judgements(step.id())) {
      boolean known = judgement.verdict() != Verdict.UNKNOWN;
      if (isCheck(judgement.source())) {
        byCheck = known ? judgement.verdict() : byCheck;
      } else if (known) {
        byUser.add(judgement.verdict());
      }
      if (judgement.hint() != null) {
        words.add(judgement.hint());
      }
    }
    for (Feedback feedback : signals.feedback(step.id())) {
      add(words, feedback.comment());
      add(words, feedback.demonstration());
    }
    return new Said(
        step,
        last(step, Role.USER),
        answer,
        step.prompt().messages().stream()
            .filter(message -> message.role() == Role.TOOL)
            .map(ChatMessage::content)
            .reduce("", (one, other) -> one + "\n" + other),
        byUser,
        byCheck,
        words);
  }

  private static void add(List<String> words, @Nullable String text) {
    if (text != null && !text.isBlank()) {
      words.add(text);
    }
  }

  /** What a tool returned or another model thinks; everything else is the user's word. */
  private static boolean isCheck(String source) {
    return source.startsWith("model:") || source.startsWith("rule:tool-");
  }

  private static String last(StepRecord step, Role role) {
    return step.prompt().messages().reversed().stream()
        .filter(message -> message.role() == role)
        .map(ChatMessage::content)
        .findFirst()
        .orElse("");
  }

  boolean praised() {
    return !byUser.isEmpty() && byUser.getLast() == Verdict.GOOD;
  }

  boolean refused() {
    return !byUser.isEmpty() && byUser.getLast() == Verdict.BAD;
  }

  /** Whether user and check say the opposite of each other. */
  boolean isDisputed() {
    return (praised() && byCheck == Verdict.BAD) || (refused() && byCheck == Verdict.GOOD);
  }

  /** Empty, cut off, one token over and over, or the same few words over and over. */
  boolean isBroken() {
    StepResult result = step.result();
    if (result == null || answer.isBlank() || result.finishReason().equals("length")) {
      return true;
    }
    return Garbage.isRepeated(result.responseIds()) || Garbage.isRepeated(answer);
  }

  static String flat(String text) {
    return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
