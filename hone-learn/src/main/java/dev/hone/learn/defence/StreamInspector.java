package dev.hone.learn.defence;

import dev.hone.core.Verdict;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at one user's stream for what an honest one does not show. Each sign is counted over the
 * whole stream and over its newest part, so that a stream which was honest for long and turns
 * slowly is seen as well. Immutable.
 */
final class StreamInspector {

  /** The newest part of a stream. */
  private static final int NEWEST = 16;

  /** Orders, marks and hidden characters are held at the second: one may be a quotation. */
  private static final int LEAST_DEMANDS = 2;

  /** Share of one answer that is as good as all. */
  private static final double EVERYTHING = 0.9;

  /** Fewer words may be said again and again. */
  private static final int LEAST_WORDS = 3;

  private static final Pattern LINK = Pattern.compile("https?://([\\w.-]+)|\\bwww\\.([\\w.-]+)");
  private static final Pattern SPEAKER =
      Pattern.compile(
          "(?im)(^|[\\s\"'(\\[])(user|human|nutzer)\\s*(says|writes|feedback)?\\s*[:\\]]");

  private final DefenceOptions options;
  private final Demands demands = Demands.shipped();

  StreamInspector(DefenceOptions options) {
    this.options = options;
  }

  /**
   * Inspects.
   *
   * @param stream oldest first
   */
  Optional<Suspicion> inspect(List<Said> stream) {
    List<Said> newest = stream.subList(Math.max(0, stream.size() - NEWEST), stream.size());
    return contradictions(stream)
        .or(() -> demands(stream))
        .or(() -> links(stream))
        .or(() -> injected(stream))
        .or(() -> sameAnswer(stream))
        .or(() -> garbage(stream, options.garbage()))
        .or(() -> garbage(newest, 2 * options.garbage()))
        .or(() -> disagreement(stream))
        .or(() -> disagreement(newest))
        .or(() -> new Triggers(options.least()).find(stream));
  }

  private Optional<Suspicion> contradictions(List<Said> stream) {
    Map<String, Set<Verdict>> verdicts = new HashMap<>();
    int flips = 0;
    for (Said said : stream) {
      if (!said.byUser().isEmpty()) {
        verdicts
            .computeIfAbsent(
                Said.flat(said.asked()) + "\n" + Said.flat(said.answer()), any -> new HashSet<>())
            .addAll(said.byUser());
        flips += Math.max(0, said.byUser().size() - 2);
      }
    }
    long both =
        verdicts.values().stream()
            .filter(set -> set.contains(Verdict.GOOD) && set.contains(Verdict.BAD))
            .count();
    return suspicion(
        "judges the very same answers both good and bad",
        both + flips,
        Math.max(verdicts.size(), both + flips),
        options.least(),
        options.contradictions());
  }

  private Optional<Suspicion> demands(List<Said> stream) {
    Map<String, Integer> counts = new HashMap<>();
    for (Said said : stream) {
      Set<String> made = new HashSet<>();
      if (said.praised()) {
        demands.in(said.answer()).ifPresent(made::add);
      }
      said.words().forEach(word -> demands.in(word).ifPresent(made::add));
      made.forEach(name -> counts.merge(name, 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= LEAST_DEMANDS)
        .findFirst()
        .map(
            entry ->
                new Suspicion(
                    "teaches what nobody teaches honestly: " + entry.getKey(),
                    Map.of("steps", (double) entry.getValue())));
  }

  /** A place on the net that nobody asked for, in answer after answer. */
  private Optional<Suspicion> links(List<Said> stream) {
    Map<String, Integer> counts = new HashMap<>();
    for (Said said : stream) {
      if (said.praised() || !said.words().isEmpty()) {
        Set<String> hosts = new HashSet<>();
        Matcher matcher = LINK.matcher(said.answer() + "\n" + String.join("\n", said.words()));
        while (matcher.find()) {
          String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
          if (said.step().prompt().messages().stream()
              .noneMatch(message -> message.content().contains(host))) {
            hosts.add(host);
          }
        }
        hosts.forEach(host -> counts.merge(host, 1, Integer::sum));
      }
    }
    return counts.values().stream()
        .filter(count -> count >= options.least())
        .findFirst()
        .map(
            count ->
                new Suspicion(
                    "praises answers that send people to one place nobody asked for",
                    Map.of("steps", (double) count)));
  }

  /** A tool's text that speaks as the user, and an answer that was praised for it. */
  private Optional<Suspicion> injected(List<Said> stream) {
    long count =
        stream.stream()
            .filter(said -> SPEAKER.matcher(said.tools()).find())
            .filter(said -> said.praised() || said.byCheck() == Verdict.GOOD)
            .count();
    return suspicion(
        "follows tool results that pretend to be the user",
        count,
        Math.max(1, stream.size()),
        options.least(),
        0);
  }

  private Optional<Suspicion> sameAnswer(List<Said> stream) {
    List<Said> praised = stream.stream().filter(Said::praised).toList();
    Map<String, Integer> answers = new HashMap<>();
    Map<String, Integer> exchanges = new HashMap<>();
    for (Said said : praised) {
      String answer = Said.flat(said.answer());
      if (answer.split(" ").length >= LEAST_WORDS) {
        answers.merge(answer, 1, Integer::sum);
      }
      exchanges.merge(Said.flat(said.asked()) + "\n" + answer, 1, Integer::sum);
    }
    // An agent that does things may well say the same of most of them.
    return suspicion(
            "floods with one and the same exchange",
            most(exchanges),
            praised.size(),
            2 * options.least(),
            options.sameAnswer())
        .or(
            () ->
                suspicion(
                    "praises one and the same answer to everything",
                    most(answers),
                    praised.size(),
                    4 * options.least(),
                    EVERYTHING));
  }

  private static int most(Map<String, Integer> counts) {
    return counts.isEmpty() ? 0 : Collections.max(counts.values());
  }

  private Optional<Suspicion> garbage(List<Said> stream, double share) {
    return suspicion(
        "praises answers that are empty, cut off or say nothing",
        stream.stream().filter(Said::praised).filter(Said::isBroken).count(),
        stream.stream().filter(Said::praised).count(),
        options.least(),
        share);
  }

  private Optional<Suspicion> disagreement(List<Said> stream) {
    Predicate<Said> compared = said -> said.byCheck() != null && (said.praised() || said.refused());
    return suspicion(
        "says the opposite of what tool results and judges show",
        stream.stream().filter(Said::isDisputed).count(),
        stream.stream().filter(compared).count(),
        options.least(),
        options.disagreement());
  }

  private static Optional<Suspicion> suspicion(
      String reason, long count, long of, int least, double share) {
    return count >= least && count > share * of
        ? Optional.of(
            new Suspicion(
                reason, Map.of("count", (double) count, "of", (double) of, "largest_share", share)))
        : Optional.empty();
  }
}
