package dev.hone.store;

import dev.hone.core.LessonId;

/**
 * A lesson on trial that would have gone into a step's prompt.
 *
 * @param withheld whether it was left out
 */
public record LessonArm(LessonId lesson, boolean withheld) {}
