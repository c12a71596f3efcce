package dev.hone.learn.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.lesson.HashedEmbedder;
import dev.hone.core.lesson.LessonIndex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * How often the lesson that a request needs is among those that fit. All lessons of the file are
 * one user's; the room is for about a quarter of them. The figures stand in docs/lessons.md.
 */
class RetrievalTest {

  private static final int ROOM = 160;
  private static final int HELD_OUT = 4;

  private record Case(int lesson, String language, String request, boolean heldOut) {}

  private final List<String> ids = new ArrayList<>();
  private final List<String> lessons = new ArrayList<>();
  private final List<Case> cases = new ArrayList<>();

  RetrievalTest() {
    try (InputStream stream =
        Objects.requireNonNull(RetrievalTest.class.getResourceAsStream("retrieval.tsv"))) {
      for (String line :
          new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        String[] cells = line.split("\t");
        if (cells[0].equals("lesson")) {
          ids.add(cells[1]);
          lessons.add(cells[2]);
        } else if (cells[0].equals("case")) {
          boolean heldOut = Math.floorMod(cells[3].hashCode(), HELD_OUT) == 0;
          cases.add(new Case(ids.indexOf(cells[1]), cells[2], cells[3], heldOut));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double recall(
      String way,
      BiFunction<LessonIndex, String, double[]> scores,
      @Nullable String language,
      @Nullable Boolean held) {
    LessonIndex index =
        new LessonIndex(
            lessons,
            lessons.stream().map(HashedEmbedder::vector).toList(),
            new HashedEmbedder().chance());
    int[] tokens = lessons.stream().mapToInt(text -> 2 + (text.length() + 3) / 4).toArray();
    int found = 0;
    int all = 0;
    for (Case one : cases) {
      if ((language == null || one.language().equals(language))
          && (held == null || one.heldOut() == held)) {
        all++;
        double[] scored = scores.apply(index, one.request());
        if (index.choose(scored, tokens, ROOM)[one.lesson()]) {
          found++;
        } else if (way.equals("both")) {
          System.out.printf("  missed: %s → %s%n", one.request(), lessons.get(one.lesson()));
        }
      }
    }
    return (double) found / all;
  }

  @Test
  void findsWhatARequestNeeds() {
    double[] both = new double[1];
    for (String way : List.of("newest", "full text", "embedding", "both")) {
      BiFunction<LessonIndex, String, double[]> scores =
          switch (way) {
            case "newest" -> (index, request) -> new double[lessons.size()];
            case "full text" -> (index, request) -> index.scores(request, null);
            case "embedding" ->
                (index, request) -> index.scores("", HashedEmbedder.vector(request));
            default -> (index, request) -> index.scores(request, HashedEmbedder.vector(request));
          };
      double held = recall(way + " ", scores, null, true);
      System.out.printf(
          Locale.ROOT,
          "%-10s recall at %d tokens: en %.2f, de %.2f, tuned on %.2f, held out %.2f%n",
          way,
          ROOM,
          recall(way + " ", scores, "en", null),
          recall(way + " ", scores, "de", null),
          recall(way, scores, null, false),
          held);
      both[0] = held;
    }
    assertThat(cases).hasSizeGreaterThanOrEqualTo(120);
    assertThat(both[0]).isGreaterThan(0.8);
  }
}
