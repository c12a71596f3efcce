package dev.hone.core;

import java.util.UUID;

/** One lesson. Time-ordered (UUIDv7). */
public record LessonId(UUID value) {

  public static LessonId parse(String text) {
    return new LessonId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
