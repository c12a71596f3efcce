/** From hints to lessons: what is kept, what it takes the place of. */
@NullMarked
package dev.hone.learn.lesson;

import org.jspecify.annotations.NullMarked;
