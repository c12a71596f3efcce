package dev.hone.core;

import java.util.UUID;

/** One conversation or one task run of one end user. Time-ordered (UUIDv7). */
public record SessionId(UUID value) {

  public static SessionId parse(String text) {
    return new SessionId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
