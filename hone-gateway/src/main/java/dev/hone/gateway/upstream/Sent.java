package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;

/** What came of sending a request. */
sealed interface Sent permits Reply, Sent.Failed {

  /** No head of an answer came. */
  record Failed(Kind kind, GatewayException error) implements Sent {}

  /** Why not. */
  enum Kind {
    /** No connection; nothing was sent. */
    UNREACHABLE("could not be reached"),
    /** The connection ended before the head of an answer. */
    RESET("broke off"),
    /** The read time-out, or the one for the whole answer. */
    SILENT("timed out"),
    /** As many connections as there may be are in use; nothing was sent. */
    BUSY("had no connection free"),
    /** The vault has no key for it; nothing was sent. */
    NO_CREDENTIAL("had no credential"),
    CALLER_GONE("was left");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    /** Whether it speaks against the upstream's health. */
    boolean isFault() {
      return switch (this) {
        case UNREACHABLE, RESET, SILENT -> true;
        case BUSY, NO_CREDENTIAL, CALLER_GONE -> false;
      };
    }
  }
}
