package dev.hone.learn.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StarterCurriculumTest {

  @Test
  void theSameSeedGivesTheSameCourse() {
    StarterCurriculum one = new StarterCurriculum(5);
    StarterCurriculum other = new StarterCurriculum(5);
    for (long i = 0; i < 300; i++) {
      assertThat(one.example(i)).isEqualTo(other.example(i));
    }
    assertThat(one.example(7)).isNotEqualTo(new StarterCurriculum(6).example(7));
  }

  @Test
  void everyExampleEndsWithTheAssistantAndAlternates() {
    StarterCurriculum curriculum = new StarterCurriculum(8);
    for (long i = 0; i < 2000; i++) {
      List<ChatMessage> messages = curriculum.example(i).messages();
      assertThat(messages.getLast().role()).isEqualTo(Role.ASSISTANT);
      for (int m = messages.getFirst().role() == Role.SYSTEM ? 2 : 1; m < messages.size(); m++) {
        boolean assistant = messages.get(m).role() == Role.ASSISTANT;
        boolean before = messages.get(m - 1).role() == Role.ASSISTANT;
        assertThat(assistant).as("%s", messages).isNotEqualTo(before);
      }
    }
  }

  @Test
  void theTwoHalvesOfTheLexiconShareNoLongerWord() {
    Set<String> trained = words(Lexicon.training());
    Set<String> heldOut = words(Lexicon.heldOut());
    trained.retainAll(heldOut);
    assertThat(trained).allMatch(word -> word.length() <= 3);
  }

  private static Set<String> words(Lexicon lexicon) {
    SplittableRandom random = new SplittableRandom(11);
    Set<String> words = new TreeSet<>();
    for (int i = 0; i < 4000; i++) {
      words.add(lexicon.name(random));
      words.add(lexicon.word(random));
      words.add(lexicon.city(random));
      words.add(lexicon.number(random, 5));
    }
    return words;
  }
}
