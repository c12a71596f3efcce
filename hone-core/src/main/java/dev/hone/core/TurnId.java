package dev.hone.core;

import java.util.UUID;

/** One input to the agent up to its final answer. Time-ordered (UUIDv7). */
public record TurnId(UUID value) {

  public static TurnId parse(String text) {
    return new TurnId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
