package dev.hone.gateway.transfer;

import dev.hone.gateway.transfer.parquet.ParquetField;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Makes rows of one shape from the steps of a session. */
interface Rows {

  /**
   * The rows of a session.
   *
   * @param all its steps in order, those included that the query does not fit
   * @param chosen those that the query fits
   * @param leftOut takes a chosen step that gives no row, and why
   */
  void make(
      List<KnownStep> all,
      Set<KnownStep> chosen,
      Consumer<ObjectNode> row,
      BiConsumer<KnownStep, String> leftOut);

  List<ParquetField> schema();

  /** A row for each step that can be learned from, independent of the others. */
  abstract class OfEachStep implements Rows {

    @Override
    public final void make(
        List<KnownStep> all,
        Set<KnownStep> chosen,
        Consumer<ObjectNode> row,
        BiConsumer<KnownStep, String> leftOut) {
      for (KnownStep step : all) {
        if (chosen.contains(step)) {
          if (!step.usable()) {
            leftOut.accept(step, step.unusable());
          } else if (step.step().superseded()) {
            leftOut.accept(step, "answered anew");
          } else {
            of(step, row, leftOut);
          }
        }
      }
    }

    abstract void of(
        KnownStep step, Consumer<ObjectNode> row, BiConsumer<KnownStep, String> leftOut);
  }
}
