package dev.hone.learn.trainer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;

/**
 * Every fourth prompt of a user is kept from training and left to the gate. Decided by the prompt's
 * own words: the same prompt asked twice is on the same side both times, and trainer and gate agree
 * without telling each other.
 */
public final class HoldOut {

  private static final int ONE_IN = 4;

  private HoldOut() {}

  /** Whether the prompt belongs to the gate. */
  public static boolean isHeldOut(Prompt prompt) {
    return Math.floorMod(fingerprint(prompt) >>> 17, ONE_IN) == 0;
  }

  /** A hash of the prompt's messages (FNV-1a, mixed); equal prompts have equal ones. */
  public static long fingerprint(Prompt prompt) {
    long hash = 0xcbf29ce484222325L;
    for (ChatMessage message : prompt.messages()) {
      hash = add(hash, message.role().wireName());
      hash = add(hash, message.content());
      for (var call : message.toolCalls()) {
        hash = add(add(hash, call.name()), call.arguments());
      }
    }
    hash ^= hash >>> 32;
    hash *= 0x9E3779B97F4A7C15L;
    return hash ^ (hash >>> 29);
  }

  private static long add(long hash, String text) {
    long next = hash;
    for (int i = 0; i < text.length(); i++) {
      next = (next ^ text.charAt(i)) * 0x100000001b3L;
    }
    return (next ^ 0x1F) * 0x100000001b3L;
  }
}
