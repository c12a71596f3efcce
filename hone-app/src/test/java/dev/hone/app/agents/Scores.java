package dev.hone.app.agents;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Hone's ledger against the truth.
 *
 * <p>Sessions are scored as B-cubed (Bagga and Baldwin 1998): for each call, how much of the
 * session that Hone put it into is of its true session (precision), and how much of its true
 * session Hone put there (recall); the mean over all calls.
 *
 * @param calls that the model saw, and whose session is known
 * @param once of them, those that are exactly one complete step
 * @param doubled those that are more than one
 * @param sideRight side calls kept as such
 * @param sideWrong main calls kept as side calls
 * @param sideMissed side calls kept as main calls
 * @param following main calls whose turn or session truly went on
 * @param nextStates of them, those whose next state is known
 */
record Scores(
    int calls,
    int once,
    int doubled,
    int trueSessions,
    int keptSessions,
    double sessionPrecision,
    double sessionRecall,
    int sideRight,
    int sideWrong,
    int sideMissed,
    int following,
    int nextStates,
    List<String> mistakes) {

  private static final int MOST_MISTAKES = 40;
  private static final int MOST_WORDS = 300;

  private record Labelled(SeenCall call, Truth truth, KeptStep step) {}

  static Scores of(List<SeenCall> seen, List<KeptStep> steps) {
    Map<Integer, List<KeptStep>> byCall = new HashMap<>();
    for (KeptStep step : steps) {
      if (step.complete()) {
        byCall.computeIfAbsent(step.call(), number -> new ArrayList<>()).add(step);
      }
    }
    List<String> mistakes = new ArrayList<>();
    List<Labelled> labelled = new ArrayList<>();
    int calls = 0;
    int doubled = 0;
    for (SeenCall call : seen) {
      Truth truth = Truth.of(call);
      List<KeptStep> kept = byCall.getOrDefault(call.number(), List.of());
      calls++;
      if (kept.size() == 1) {
        labelled.add(new Labelled(call, truth, kept.getFirst()));
      } else {
        doubled += kept.isEmpty() ? 0 : 1;
        mistakes.add(call.mark() + " is " + kept.size() + " complete steps");
      }
    }
    return of(calls, doubled, labelled, mistakes);
  }

  private static Scores of(int calls, int doubled, List<Labelled> labelled, List<String> mistakes) {
    Map<String, Set<Integer>> truly = new HashMap<>();
    Map<String, Set<Integer>> kept = new HashMap<>();
    List<Labelled> named = labelled.stream().filter(one -> one.truth.session() != null).toList();
    for (Labelled one : named) {
      String session = Objects.requireNonNull(one.truth.session());
      truly.computeIfAbsent(session, name -> new HashSet<>()).add(one.call.number());
      kept.computeIfAbsent(one.step.session(), name -> new HashSet<>()).add(one.call.number());
    }
    double precision = 0;
    double recall = 0;
    int right = 0;
    int wrong = 0;
    int missed = 0;
    for (Labelled one : named) {
      Set<Integer> same =
          new HashSet<>(
              Objects.requireNonNull(truly.get(Objects.requireNonNull(one.truth.session()))));
      Set<Integer> together = Objects.requireNonNull(kept.get(one.step.session()));
      int all = same.size();
      same.retainAll(together);
      precision += (double) same.size() / together.size();
      recall += (double) same.size() / all;
      if (same.size() < all || same.size() < together.size()) {
        // Of two sessions that have a call in common, all calls are wrong: the name tells which
        // one.
        mistakes.add(
            one.call.mark() + " of " + one.truth.session() + " in session " + one.step.session());
      }
    }
    for (Labelled one : labelled) {
      boolean side = one.truth.side();
      right += side && one.step.side() ? 1 : 0;
      wrong += !side && one.step.side() ? 1 : 0;
      missed += side && !one.step.side() ? 1 : 0;
      if (side != one.step.side()) {
        mistakes.add(
            one.call.mark()
                + (side ? " side kept as main" : " main kept as " + one.step.lineReason())
                + ": "
                + lastWords(one.call));
      }
    }
    int following = 0;
    int nextStates = 0;
    for (Labelled one : labelled) {
      if (follows(one, labelled)) {
        following++;
        nextStates += one.step.nextState() ? 1 : 0;
        if (!one.step.nextState()) {
          mistakes.add(one.call.mark() + " has no next state");
        }
      }
    }
    int count = Math.max(1, named.size());
    return new Scores(
        calls,
        labelled.size(),
        doubled,
        truly.size(),
        kept.size(),
        precision / count,
        recall / count,
        right,
        wrong,
        missed,
        following,
        nextStates,
        List.copyOf(mistakes));
  }

  /** Whether a later main call has this one's answer in its conversation. */
  private static boolean follows(Labelled one, List<Labelled> all) {
    if (one.truth.side()) {
      return false;
    }
    String mark = one.call.mark();
    return all.stream()
        .anyMatch(
            later ->
                later.call.number() > one.call.number()
                    && !later.truth.side()
                    && Objects.equals(later.truth.session(), one.truth.session())
                    && later.call.messages().stream()
                        .filter(Scores::own)
                        .anyMatch(message -> message.toString().contains(mark)));
  }

  /** What a mistake is judged by: the end of the conversation, in short. */
  private static String lastWords(SeenCall call) {
    String words = Task.texts(call.messages().getLast()).strip().replaceAll("\\s+", " ");
    return call.tools()
        + " tools, '"
        + words.substring(0, Math.min(words.length(), MOST_WORDS))
        + "'";
  }

  /** What the model said; a sub-agent's answer in a tool's result went on elsewhere. */
  private static boolean own(JsonNode message) {
    return message.path("role").asString("").equals("assistant")
        || message.path("type").asString("").equals("function_call");
  }

  double sidePrecision() {
    return sideRight + sideWrong == 0 ? 1 : (double) sideRight / (sideRight + sideWrong);
  }

  double sideRecall() {
    return sideRight + sideMissed == 0 ? 1 : (double) sideRight / (sideRight + sideMissed);
  }

  /** One row of the table in {@code docs/sessions.md}. */
  String row(String program) {
    return String.format(
        Locale.ROOT,
        "| %s | %d/%d | %d | %.3f | %.3f | %d/%d | %d/%d | %d/%d |",
        program,
        once,
        calls,
        trueSessions,
        sessionPrecision,
        sessionRecall,
        sideRight,
        sideRight + sideWrong,
        sideRight,
        sideRight + sideMissed,
        nextStates,
        following);
  }

  String report(String program) {
    return row(program) + "\n" + String.join("\n", mistakes.stream().limit(MOST_MISTAKES).toList());
  }
}
