package dev.hone.learn.judge;

import dev.hone.core.SessionId;
import dev.hone.core.TenantId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Long texts that arrive word for word in sessions about different things: a program says them, not
 * a person. People repeat a short correction, and when they speak at length they speak of
 * themselves; neither is taken for a program's. Bounded: the text not seen for longest is forgotten
 * first. Thread-safe.
 */
final class RepeatedTexts {

  /** Shorter texts are said alike by many people. */
  static final int LEAST_WORDS = 12;

  /** In so many sessions, each after another request, a text is a program's. */
  static final int SESSIONS = 3;

  private final Map<String, Seen> texts;

  /**
   * A memory.
   *
   * @param most texts remembered
   */
  RepeatedTexts(int most) {
    this.texts =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * Notes a message and says whether it is a program's by now.
   *
   * @param request what the step before it had been asked
   */
  synchronized boolean isProgram(
      TenantId tenant, SessionId session, String request, String message) {
    String text = message.strip().replaceAll("\\s+", " ");
    if (text.split(" ", LEAST_WORDS + 1).length < LEAST_WORDS || OwnWords.isFirstPerson(text)) {
      return false;
    }
    String key = tenant + " " + text.hashCode() + " " + text.length() + " " + start(text);
    Seen seen = texts.computeIfAbsent(key, any -> new Seen(new HashSet<>(), new HashSet<>()));
    if (seen.sessions().size() < SESSIONS) {
      seen.sessions().add(session);
    }
    if (seen.requests().size() < SESSIONS) {
      seen.requests().add(request.strip().toLowerCase(Locale.ROOT).hashCode());
    }
    return seen.sessions().size() >= SESSIONS && seen.requests().size() >= SESSIONS;
  }

  synchronized int size() {
    return texts.size();
  }

  private static String start(String text) {
    return text.substring(0, Math.min(text.length(), 60));
  }

  private record Seen(Set<SessionId> sessions, Set<Integer> requests) {}
}
