package dev.hone.gateway.transfer;

import static dev.hone.gateway.transfer.parquet.ParquetField.group;
import static dev.hone.gateway.transfer.parquet.ParquetField.real;
import static dev.hone.gateway.transfer.parquet.ParquetField.text;
import static dev.hone.gateway.transfer.parquet.ParquetField.whole;

import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.transfer.parquet.ParquetField;
import dev.hone.store.Judgement;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Prompts to practise on. {@code reward_model.ground_truth} is the demonstration, or the answer
 * that was judged good; empty where neither is known. What was answered, how it was judged and why
 * stands in {@code extra_info}.
 */
final class VerlRows extends Rows.OfEachStep {

  @Override
  void of(KnownStep step, Consumer<ObjectNode> row, BiConsumer<KnownStep, String> leftOut) {
    ObjectNode one = Json.object();
    one.put("data_source", "hone/" + step.step().agent());
    one.set("prompt", MessageJson.messages(step.step().prompt().messages()));
    one.put("ability", "agent");
    one.putObject("reward_model").put("style", "rule").put("ground_truth", truth(step));
    Verdict verdict = step.verdict();
    Judgement judgement = step.judgement();
    ObjectNode extra = one.putObject("extra_info");
    extra
        .put("split", "train")
        .put("index", step.step().index())
        .put("step", step.step().id().toString())
        .put("session", step.step().session().toString())
        .put("user", step.step().user().value())
        .put("answer", step.response().content())
        .put("verdict", ExportQuery.Judged.of(verdict).wireName());
    if (verdict != null && verdict != Verdict.UNKNOWN) {
      extra.put("reward", (double) verdict.reward());
    }
    extra.put("hint", judgement == null ? null : judgement.hint());
    Columns.putTools(extra, step.step().prompt().tools());
    row.accept(one);
  }

  private static String truth(KnownStep step) {
    ChatMessage shown = step.demonstration();
    if (shown != null) {
      return shown.content();
    }
    return step.judged(Verdict.GOOD) ? step.response().content() : "";
  }

  @Override
  public List<ParquetField> schema() {
    return List.of(
        text("data_source"),
        Columns.messages("prompt"),
        text("ability"),
        group("reward_model", text("style"), text("ground_truth")),
        group(
            "extra_info",
            text("split"),
            whole("index"),
            text("step"),
            text("session"),
            text("user"),
            text("answer"),
            text("verdict"),
            real("reward"),
            text("hint"),
            text("tools")));
  }
}
