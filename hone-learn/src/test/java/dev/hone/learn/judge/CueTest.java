package dev.hone.learn.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

/** A cue finds what its whole pattern finds, in all that people and programs write. */
final class CueTest {

  private static final int TEXTS = 20_000;
  private static final String MARKS = " '’.,!?\"-\n¿¡[]()@/0123456789_äöüßéñç👍\u0301";

  @Test
  void findsWhatTheWholePatternFinds() throws IllegalAccessException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    List<Cue> cues = new ArrayList<>();
    for (Class<?> type :
        List.of(
            CueWords.class, Objections.class, Contentment.class, UserReply.class, OwnWords.class)) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == Cue.class && Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          cues.add((Cue) field.get(null));
        }
      }
    }
    assertThat(cues).hasSizeGreaterThan(30);
    // Words that the cues speak of, cut and put together anew.
    List<String> words =
        cues.stream()
            .flatMap(cue -> List.of(cue.pattern().pattern().split("[^\\p{L}']+")).stream())
            .filter(word -> !word.isEmpty())
            .distinct()
            .toList();
    int found = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = text(random, words);
      CueText read = CueText.of(text);
      for (Cue cue : cues) {
        Matcher expected = cue.pattern().matcher(text);
        boolean is = expected.find();
        String which = "seed %d, «%s», %s".formatted(seed, text, cue.pattern());
        assertThat(cue.isIn(read)).as(which).isEqualTo(is);
        MatchResult at = cue.find(read);
        if (is) {
          found++;
          assertThat(Objects.requireNonNull(at, which).start())
              .as(which)
              .isEqualTo(expected.start());
          assertThat(at.end()).as(which).isEqualTo(expected.end());
        } else {
          assertThat(at).as(which).isNull();
        }
      }
    }
    assertThat(found).isGreaterThan(TEXTS);
  }

  private static String text(SplittableRandom random, List<String> words) {
    StringBuilder text = new StringBuilder();
    int parts = 1 + random.nextInt(12);
    for (int i = 0; i < parts; i++) {
      String word = words.get(random.nextInt(words.size()));
      text.append(
          random.nextInt(8) == 0 ? word.substring(0, 1 + random.nextInt(word.length())) : word);
      int mark = random.nextInt(6) == 0 ? random.nextInt(MARKS.length()) : 0;
      text.append(MARKS, mark, mark + 1);
      if (random.nextInt(10) == 0) {
        text.insert(0, MARKS.charAt(random.nextInt(MARKS.length())));
      }
    }
    return random.nextInt(4) == 0 ? text.toString().strip() : text.toString();
  }
}
