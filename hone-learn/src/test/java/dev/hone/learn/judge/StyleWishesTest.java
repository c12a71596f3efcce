package dev.hone.learn.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users say of the style of an answer is meant for the next ones, too. */
class StyleWishesTest {

  private static final String ANSWER =
      "**Solution:**\n1. We add 7 and 5.\n2. 7 + 5 = 12.\nSo the answer is \\boxed{12}.";

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
  void whatIsSaidAfterNoIsKept(String words) {
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
