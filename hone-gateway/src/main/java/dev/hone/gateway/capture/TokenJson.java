package dev.hone.gateway.capture;

import dev.hone.core.engine.VersionSpan;
import dev.hone.store.StepResult;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tokens of a step as JSON: in the admin API and in exports alike. */
public final class TokenJson {

  private TokenJson() {}

  /** Token ids, log-probs and version spans, exactly as the engine gave them. */
  public static void into(ObjectNode root, StepResult result) {
    ArrayNode promptIds = root.putArray("prompt_token_ids");
    for (int id : result.promptIds()) {
      promptIds.add(id);
    }
    ArrayNode responseIds = root.putArray("response_token_ids");
    for (int id : result.responseIds()) {
      responseIds.add(id);
    }
    ArrayNode logprobs = root.putArray("logprobs");
    for (float logprob : result.logprobs()) {
      logprobs.add(logprob);
    }
    ArrayNode spans = root.putArray("version_spans");
    for (VersionSpan span : result.spans()) {
      spans
          .addObject()
          .put("version", span.version().toString())
          .put("from", span.from())
          .put("to", span.to());
    }
  }
}
