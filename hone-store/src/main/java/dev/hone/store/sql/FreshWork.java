package dev.hone.store.sql;

import dev.hone.core.chat.ChatMessage;
import dev.hone.store.WorkBoard.Judging;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this process has just put on the board to be judged, so that a judge in the same process
 * need not read from the database what was written to it a moment ago. Only a short cut: what is
 * not here, any more or at all, is read. Thread-safe.
 */
final class FreshWork {

  /** Pieces kept; older ones go first. */
  private static final int MOST = 256;

  /** Longer conversations are read again: all that is kept is 16 MB at most. */
  private static final int MOST_CHARACTERS = 32_768;

  private final Map<Long, Judging> pieces =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Judging> eldest) {
          return size() > MOST;
        }
      };

  /** Whether a conversation is short enough to be kept here. */
  static boolean isShort(Iterable<ChatMessage> messages) {
    long characters = 0;
    for (ChatMessage message : messages) {
      characters += message.content().length();
    }
    return characters <= MOST_CHARACTERS;
  }

  /** To be called when it is durable. */
  synchronized void put(long sequence, Judging piece) {
    pieces.put(sequence, piece);
  }

  /** Gives it out once; null if it is not here. */
  synchronized @Nullable Judging take(long sequence) {
    return pieces.remove(sequence);
  }

  /** What was erased meanwhile must not stay. */
  synchronized void clear() {
    pieces.clear();
  }
}
