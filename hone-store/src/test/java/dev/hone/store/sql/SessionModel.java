package dev.hone.store.sql;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of sessions, turns, retries and next states say, done naively over lists. Messages
 * are texts such as {@code u:hello}, as {@link Talk#messages} reads them.
 */
final class SessionModel {

  /** A session. */
  static final class Session {
    final int id;
    final String user;
    final @Nullable String key;
    int steps;
    boolean done;

    Session(int id, String user, @Nullable String key) {
      this.id = id;
      this.user = user;
      this.key = key;
    }
  }

  /** A step. */
  static final class Step {
    final int id;
    final Session session;
    final int turn;
    final int number;
    final boolean main;
    final boolean retry;
    final List<String> system;
    final List<String> dialogue;
    final @Nullable Step continues;
    final Instant started;
    @Nullable String answer;
    boolean complete;
    boolean continued;
    boolean superseded;
    final List<NextState> nextStates = new ArrayList<>();

    Step(
        int id,
        Session session,
        int turn,
        boolean main,
        boolean retry,
        List<String> system,
        List<String> dialogue,
        @Nullable Step continues,
        Instant started) {
      this.id = id;
      this.session = session;
      this.turn = turn;
      this.number = session.steps++;
      this.main = main;
      this.retry = retry;
      this.system = system;
      this.dialogue = dialogue;
      this.continues = continues;
      this.started = started;
    }

    List<String> withAnswer() {
      List<String> all = new ArrayList<>(dialogue);
      all.add("a:" + answer);
      return all;
    }
  }

  record NextState(List<String> messages, boolean repeated) {}

  private final Duration window;
  final List<Session> sessions = new ArrayList<>();
  final List<Step> steps = new ArrayList<>();
  private int turns;

  SessionModel(Duration window) {
    this.window = window;
  }

  Step open(String user, @Nullable String key, boolean main, List<String> messages, Instant now) {
    List<String> system = messages.stream().filter(m -> m.startsWith("s:")).toList();
    List<String> dialogue = messages.stream().filter(m -> !m.startsWith("s:")).toList();
    Session session = null;
    Step repeats = null;
    if (key != null) {
      session =
          sessions.stream()
              .filter(s -> s.user.equals(user) && key.equals(s.key))
              .findFirst()
              .orElse(null);
      repeats = session == null ? null : newest(same(session, main, dialogue));
    } else {
      repeats =
          newest(
              steps.stream()
                  .filter(s -> s.session.user.equals(user) && !s.session.done && s.main == main)
                  .filter(s -> s.dialogue.equals(dialogue))
                  .filter(s -> !s.started.isBefore(now.minus(window)))
                  .filter(s -> s.continues != null || s.system.equals(system))
                  .toList());
      session = repeats == null ? null : repeats.session;
    }
    Step head = key != null && session == null ? null : head(user, session, dialogue);
    if (session == null && head != null) {
      session = head.session;
    }
    boolean wasDone = session != null && session.done;
    int turn = turn(session, head, repeats, main, dialogue);
    if (session == null) {
      session = new Session(sessions.size(), user, key);
      sessions.add(session);
    }
    session.done = false;
    Step step =
        new Step(steps.size(), session, turn, main, repeats != null, system, dialogue, head, now);
    steps.add(step);
    if (repeats != null && !repeats.continued) {
      repeats.superseded = true;
    }
    if (head != null && main && repeats == null) {
      head.continued = true;
      head.superseded = false;
      List<String> arrived = dialogue.subList(head.withAnswer().size(), dialogue.size());
      if (!wasDone && head.main && !arrived.isEmpty()) {
        head.nextStates.add(new NextState(arrived, repeated(head.dialogue, arrived)));
      }
    }
    return step;
  }

  private List<Step> same(Session session, boolean main, List<String> dialogue) {
    return steps.stream()
        .filter(s -> s.session == session && s.main == main && s.dialogue.equals(dialogue))
        .toList();
  }

  private static @Nullable Step newest(List<Step> found) {
    return found.isEmpty() ? null : found.getLast();
  }

  private @Nullable Step head(String user, @Nullable Session session, List<String> dialogue) {
    List<Step> prefixes =
        steps.stream()
            .filter(s -> s.answer != null)
            .filter(s -> session == null ? !s.session.done : s.session == session)
            .filter(s -> s.session.user.equals(user))
            .filter(
                s -> {
                  List<String> prefix = s.withAnswer();
                  return prefix.size() <= dialogue.size()
                      && dialogue.subList(0, prefix.size()).equals(prefix);
                })
            .toList();
    return prefixes.stream()
        .max(
            Comparator.<Step>comparingInt(s -> s.dialogue.size())
                .thenComparingInt(s -> s.session.id)
                .thenComparing(s -> !s.superseded)
                .thenComparingInt(s -> s.id))
        .orElse(null);
  }

  private int turn(
      @Nullable Session session,
      @Nullable Step head,
      @Nullable Step repeats,
      boolean main,
      List<String> dialogue) {
    if (repeats != null) {
      return repeats.turn;
    }
    if (!main && session != null) {
      Session known = session;
      return steps.stream().filter(s -> s.session == known).toList().getLast().turn;
    }
    boolean toolsOnly =
        head != null
            && dialogue.stream()
                .skip(head.withAnswer().size())
                .noneMatch(message -> message.startsWith("u:"));
    return head != null && toolsOnly ? head.turn : turns++;
  }

  private static boolean repeated(List<String> before, List<String> arrived) {
    String last = lastUser(arrived);
    return last != null && last.equals(lastUser(before));
  }

  private static @Nullable String lastUser(List<String> messages) {
    return messages.reversed().stream()
        .filter(message -> message.startsWith("u:"))
        .map(message -> message.substring(2).strip().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse(null);
  }
}
