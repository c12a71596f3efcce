package dev.hone.gateway.transfer;

import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.gateway.transfer.parquet.ParquetField;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pairs of a better and a worse answer to the same prompt. The worse one is the step's own; the
 * better one is
 *
 * <ul>
 *   <li>the demonstration that somebody gave for the step,
 *   <li>or a good answer to the very same prompt, asked again,
 *   <li>or, where the user corrected a bad answer, the answer to the correction, if that was good.
 * </ul>
 */
final class PreferenceRows implements Rows {

  @Override
  public void make(
      List<KnownStep> all,
      Set<KnownStep> chosen,
      Consumer<ObjectNode> row,
      BiConsumer<KnownStep, String> leftOut) {
    for (KnownStep step : all) {
      if (!chosen.contains(step)) {
        continue;
      }
      if (!step.usable()) {
        leftOut.accept(step, step.unusable());
        continue;
      }
      List<ChatMessage> better = better(step, all);
      if (better.isEmpty()) {
        leftOut.accept(
            step, step.judged(Verdict.BAD) ? "bad, but no better answer" : "nothing to prefer");
      }
      better.forEach(answer -> row.accept(row(step, answer)));
    }
  }

  private static List<ChatMessage> better(KnownStep step, List<KnownStep> all) {
    List<ChatMessage> better = new ArrayList<>();
    ChatMessage shown = step.demonstration();
    if (shown != null) {
      better.add(shown);
    }
    if (step.judged(Verdict.BAD)) {
      for (KnownStep other : all) {
        if (other.usable()
            && other.judged(Verdict.GOOD)
            && (other.step().prompt().equals(step.step().prompt()) || corrects(step, other))) {
          better.add(other.response());
        }
      }
    }
    return better.stream().distinct().filter(answer -> !answer.equals(step.response())).toList();
  }

  /** Whether only a user spoke between the answer of the one and the other. */
  private static boolean corrects(KnownStep step, KnownStep other) {
    List<ChatMessage> messages = other.step().prompt().messages();
    int between = 0;
    while (between < messages.size()
        && messages.get(messages.size() - 1 - between).role() == Role.USER) {
      between++;
    }
    return between > 0
        && between < messages.size()
        && messages.get(messages.size() - 1 - between).role() == Role.ASSISTANT
        && other.follows(step);
  }

  private static ObjectNode row(KnownStep step, ChatMessage better) {
    ObjectNode row = Columns.promptRow(step);
    row.set("chosen", Columns.forTemplates(List.of(better)));
    row.set("rejected", Columns.forTemplates(List.of(step.response())));
    Columns.putTools(row, step.step().prompt().tools());
    return row;
  }

  @Override
  public List<ParquetField> schema() {
    return List.of(
        Columns.messages("prompt"),
        Columns.messages("chosen"),
        Columns.messages("rejected"),
        Columns.tools());
  }
}
