package dev.hone.gateway.dialect;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request in some dialect.
 *
 * @param dropped what the dialect has no words for and the answer can do without, such as {@code
 *     seed}; what it cannot do without is an error instead
 */
public record WrittenRequest(ObjectNode body, List<String> dropped) {

  public WrittenRequest {
    dropped = List.copyOf(dropped);
  }
}
