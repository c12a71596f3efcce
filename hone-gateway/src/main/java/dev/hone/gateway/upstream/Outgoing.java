package dev.hone.gateway.upstream;

import org.jspecify.annotations.Nullable;

/** A request on its way out: upstreams may differ in dialect and in the names of models. */
@FunctionalInterface
interface Outgoing {

  /**
   * What one upstream is sent.
   *
   * @param path with the query
   * @param body null for none
   */
  record Message(String path, byte @Nullable [] body) {}

  /**
   * The request for an upstream.
   *
   * @throws dev.hone.gateway.GatewayException if it cannot be said in the upstream's dialect
   */
  Message to(Upstream upstream);
}
