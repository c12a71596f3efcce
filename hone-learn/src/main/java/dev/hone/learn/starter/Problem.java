package dev.hone.learn.starter;

import java.util.Map;

/**
 * A small exercise with one right result.
 *
 * @param asked the user's words
 * @param slots numbers and other values in the words of its answer
 * @param result as a reply gives it, in every language
 */
record Problem(Homework.Kind kind, String asked, Map<String, String> slots, Phrase result) {

  Problem {
    slots = Map.copyOf(slots);
  }
}
