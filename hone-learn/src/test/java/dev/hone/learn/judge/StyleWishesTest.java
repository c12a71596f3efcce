package dev.hone.learn.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.learn.starter.Instruction;
import dev.hone.learn.starter.Lexicon;
import dev.hone.learn.starter.Preference;
import dev.hone.learn.starter.Wordings;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users say of the style of an answer is meant for the next ones, too. */
class StyleWishesTest {

  private static final String ANSWER =
      "**Solution:**\n1. We add 7 and 5.\n2. 7 + 5 = 12.\nSo the answer is \\boxed{12}.";
  private static final int TRIES = 300;
  private static final double LEAST = 0.8;

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "LONG", "EXCLAIM", "NO_FULL_STOP", "ONE_SENTENCE", "ANSWER_FIRST"})
  void whatIsSaidAfterNoIsKept(Preference preference) {
    SplittableRandom random = new SplittableRandom(53);
    Wordings wordings = new Wordings(Wordings.Pool.TRAINING);
    int kept = 0;
    for (int i = 0; i < TRIES; i++) {
      Instruction wish =
          new Instruction(preference, preference.randomValue(random, Lexicon.training()));
      UserReply reply = UserReply.read(wordings.objection(random, wish), ANSWER, "What is 7 + 5?");
      assertThat(reply.kind()).isEqualTo(UserReply.Kind.CORRECTION);
      kept += reply.hints().isEmpty() ? 0 : 1;
    }
    assertThat(kept / (double) TRIES).isGreaterThan(LEAST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No, write plain text.",
        "No bold please.",
        "No, stop using lists.",
        "No, I need more detail.",
        "No, that is too short. Write at least a paragraph.",
        "No, write in lower case.",
        "No, use capitals only.",
        "No, say the answer first."
      })
  void alsoInWordsOfTheirOwn(String words) {
    UserReply reply = UserReply.read(words, ANSWER, "What is 7 + 5?");

    assertThat(reply.kind()).isEqualTo(UserReply.Kind.CORRECTION);
    assertThat(reply.hints()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No, it is 13.",
        "No, the title should be Dentist.",
        "No, send it to Anna.",
        "No, the other one.",
        "No, put the milk in the box."
      })
  void whatMendsThisCaseOnlyIsNot(String words) {
    assertThat(UserReply.read(words, ANSWER, "What is 7 + 5?").hints()).isEmpty();
  }
}
