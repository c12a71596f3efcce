package dev.hone.learn.release;

import dev.hone.store.ReleaseEvent;
import dev.hone.store.VersionBook;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part that one user has in a version that several share, at most: of what entered its
 * gradient, as the trainer says, or else of the steps that shaped it.
 *
 * @param ofGradient whether it is of the gradient
 */
public record LargestPart(int users, double share, boolean ofGradient) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * Reads it.
   *
   * @param history of the version; its first event has what the trainer says
   */
  static LargestPart of(List<ReleaseEvent> history, List<VersionBook.Influence> influences) {
    JsonNode said =
        history.isEmpty()
            ? JSON.createObjectNode()
            : JSON.readTree(history.getFirst().evidence()).path("influence");
    if (said.has("largest_reward")) {
      return new LargestPart(
          influences.size(),
          Math.max(
              said.path("largest_reward").asDouble(1), said.path("largest_practice").asDouble(1)),
          true);
    }
    long all = influences.stream().mapToLong(VersionBook.Influence::steps).sum();
    long most = influences.stream().mapToLong(VersionBook.Influence::steps).max().orElse(0);
    return new LargestPart(influences.size(), all == 0 ? 0 : (double) most / all, false);
  }

  void into(ObjectNode node) {
    node.put("users", users);
    node.put("largest", share);
    node.put("of", ofGradient ? "gradient" : "steps");
  }

  String refusal() {
    return "one user brought "
        + Math.round(100 * share)
        + " % of "
        + (ofGradient ? "what entered its gradient" : "the steps that shaped it");
  }
}
