package dev.hone.gateway.transfer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.gateway.transfer.parquet.ParquetField;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Each step's prompt and answer: only the answer is trained on, in the context it was given in. */
final class CompletionRows extends Rows.OfEachStep {

  @Override
  void of(KnownStep step, Consumer<ObjectNode> row, BiConsumer<KnownStep, String> leftOut) {
    ChatMessage answer = step.worthLearning();
    if (answer == null) {
      leftOut.accept(step, "judged bad, without a demonstration");
      return;
    }
    ObjectNode one = Columns.promptRow(step);
    one.set("completion", Columns.forTemplates(List.of(answer)));
    Columns.putTools(one, step.step().prompt().tools());
    row.accept(one);
  }

  @Override
  public List<ParquetField> schema() {
    return List.of(Columns.messages("prompt"), Columns.messages("completion"), Columns.tools());
  }
}
