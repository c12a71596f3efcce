package dev.hone.gateway.transfer;

import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.gateway.transfer.parquet.ParquetField;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Answers that were good or bad, and demonstrations, which are good. */
final class LabelRows extends Rows.OfEachStep {

  @Override
  void of(KnownStep step, Consumer<ObjectNode> row, BiConsumer<KnownStep, String> leftOut) {
    ChatMessage shown = step.demonstration();
    boolean judged = step.judged(Verdict.GOOD) || step.judged(Verdict.BAD);
    if (judged) {
      row.accept(row(step, step.response(), step.judged(Verdict.GOOD)));
    }
    if (shown != null) {
      row.accept(row(step, shown, true));
    }
    if (!judged && shown == null) {
      leftOut.accept(step, "neither judged good nor bad");
    }
  }

  private static ObjectNode row(KnownStep step, ChatMessage answer, boolean good) {
    ObjectNode row = Columns.promptRow(step);
    row.set("completion", Columns.forTemplates(List.of(answer)));
    row.put("label", good);
    Columns.putTools(row, step.step().prompt().tools());
    return row;
  }

  @Override
  public List<ParquetField> schema() {
    return List.of(
        Columns.messages("prompt"),
        Columns.messages("completion"),
        Columns.label(),
        Columns.tools());
  }
}
