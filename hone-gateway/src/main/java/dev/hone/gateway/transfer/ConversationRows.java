package dev.hone.gateway.transfer;

import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.transfer.parquet.ParquetField;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row for each conversation: the longest ones, so that no answer is learned twice, and each
 * only as far as no answer in it was judged bad.
 */
final class ConversationRows implements Rows {

  @Override
  public void make(
      List<KnownStep> all,
      Set<KnownStep> chosen,
      Consumer<ObjectNode> row,
      BiConsumer<KnownStep, String> leftOut) {
    List<KnownStep> bad = all.stream().filter(step -> step.judged(Verdict.BAD)).toList();
    List<KnownStep> candidates = new ArrayList<>();
    for (KnownStep step : all) {
      if (chosen.contains(step)) {
        String reason = reason(step, bad);
        if (reason == null) {
          candidates.add(step);
        } else {
          leftOut.accept(step, reason);
        }
      }
    }
    for (KnownStep step : candidates) {
      if (candidates.stream().noneMatch(longer -> longer.extendsFrom(step))) {
        row.accept(row(step));
      }
    }
  }

  private static @Nullable String reason(KnownStep step, List<KnownStep> bad) {
    if (!step.usable()) {
      return step.unusable();
    }
    if (step.step().superseded()) {
      return "answered anew";
    }
    if (step.worthLearning() == null) {
      return "judged bad, without a demonstration";
    }
    return bad.stream().anyMatch(step::extendsFrom)
        ? "follows an answer that was judged bad"
        : null;
  }

  private static ObjectNode row(KnownStep step) {
    List<ChatMessage> messages = new ArrayList<>(step.step().prompt().messages());
    ChatMessage answer = step.worthLearning();
    messages.add(answer == null ? step.response() : answer);
    ObjectNode row = Json.object();
    row.set("messages", Columns.forTemplates(messages));
    Columns.putTools(row, step.step().prompt().tools());
    return row;
  }

  @Override
  public List<ParquetField> schema() {
    return List.of(Columns.messages("messages"), Columns.tools());
  }
}
