package dev.hone.gateway.dialect;

/** Reads the data of a dialect's server-sent events. Used by one thread. */
interface EventReader {

  /**
   * Takes the data of one event.
   *
   * @throws dev.hone.gateway.GatewayException {@code UPSTREAM_BROKEN} if it makes no sense
   */
  void event(String data);

  /** Whether the end of the answer is being told. */
  boolean ending();

  /** The stream is over. */
  void end();
}
