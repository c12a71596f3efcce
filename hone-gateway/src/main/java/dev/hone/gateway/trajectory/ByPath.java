package dev.hone.gateway.trajectory;

import dev.hone.gateway.dispatch.Endpoint;
import java.util.List;

/** The same endpoints once more, under a path that names their session. */
public final class ByPath {

  /** The segment that names the session. */
  public static final String TRAJECTORY = "trajectory";

  static final String PREFIX = "/{" + TRAJECTORY + "}/{prompt}";

  /** Names what a request said that has no place here. */
  static final String NOT_KEPT = "X-Hone-Not-Kept";

  private static final int PREFIX_SEGMENTS = 2;

  private ByPath() {}

  /** A twin of each; an upstream sees the path without the prefix. */
  public static List<Endpoint> twins(List<Endpoint> endpoints) {
    return endpoints.stream().map(ByPath::twin).toList();
  }

  private static Endpoint twin(Endpoint endpoint) {
    return new Endpoint(
        endpoint.method(),
        PREFIX + endpoint.pattern(),
        endpoint.access(),
        endpoint.summary() + " In the session that the path names.",
        endpoint.dialect(),
        (exchange, caller) -> {
          exchange.beneath(PREFIX_SEGMENTS);
          // There are no groups yet: which task a session began from is not kept.
          exchange.header(NOT_KEPT, "prompt");
          endpoint.answering().handle(exchange, caller);
        });
  }
}
