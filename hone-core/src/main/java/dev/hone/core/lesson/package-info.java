/**
 * What the words of lessons mean to each other: pure functions, shared by whoever keeps lessons.
 */
@NullMarked
package dev.hone.core.lesson;

import org.jspecify.annotations.NullMarked;
