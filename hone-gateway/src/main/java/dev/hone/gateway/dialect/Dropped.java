package dev.hone.gateway.dialect;

import dev.hone.gateway.dialect.DialectRequest.Knobs;
import java.util.List;

/** Knobs that some dialects lack. They change which answer is likely, not what an answer is. */
final class Dropped {

  private Dropped() {}

  /** Names those that are left out. */
  static void sampling(DialectRequest request, boolean knowsTopK, List<String> dropped) {
    Knobs knobs = request.knobs();
    if (knobs.seed() != null) {
      dropped.add("seed");
    }
    if (knobs.presencePenalty() != null && knobs.presencePenalty() != 0) {
      dropped.add("presence_penalty");
    }
    if (knobs.frequencyPenalty() != null && knobs.frequencyPenalty() != 0) {
      dropped.add("frequency_penalty");
    }
    if (!knowsTopK && knobs.topK() != null && knobs.topK() > 0) {
      dropped.add("top_k");
    }
  }
}
