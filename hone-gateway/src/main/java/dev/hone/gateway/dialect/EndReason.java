package dev.hone.gateway.dialect;

/** Why an answer ended. */
public enum EndReason {
  STOP,
  /** One of the caller's stop texts; only Anthropic's dialect tells it from {@link #STOP}. */
  STOP_TEXT,
  LENGTH,
  TOOL_CALLS,
  /** The model declined, or a filter cut it off. */
  FILTERED,
  /** A long turn of tools run by the server was paused (Anthropic's dialect only). */
  PAUSED
}
