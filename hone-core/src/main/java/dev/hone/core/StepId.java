package dev.hone.core;

import java.util.UUID;

/** One model call. Time-ordered (UUIDv7). */
public record StepId(UUID value) {

  public static StepId parse(String text) {
    return new StepId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
