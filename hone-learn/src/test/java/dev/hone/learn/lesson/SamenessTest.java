package dev.hone.learn.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.lesson.Embedder;
import dev.hone.core.lesson.HashedEmbedder;
import dev.hone.core.lesson.Relation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One wish in other words is one lesson; two wishes stay two. */
class SamenessTest {

  private final Sameness sameness = new Sameness(new HashedEmbedder());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Name the source of every figure.           | Name the source of all figures.
          Cite the paragraph of the contract.        | Please cite the contract's paragraph.
          Use British spelling in essays.            | In essays, use the British spelling.
          Nenne im Bericht die Quelle.               | Bitte im Bericht immer die Quelle nennen.
          Explain each step of the proof.            | I want every step of the proof explained.
          """)
  void otherWordsForTheSame(String one, String other) {
    assertThat(sameness.of(one, other)).as("%s", cosine(one, other)).isEqualTo(Relation.SAME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Name the source of every figure.           | Name the author of every figure.
          Use British spelling in essays.            | Use American spelling in essays.
          Cite the paragraph of the contract.        | Cite the page of the contract.
          File invoices by client.                   | File invoices by month.
          Mention the wind in weather reports.       | Mention the pollen in weather reports.
          Give hints in homework.                    | Give grades in homework.
          Nenne im Bericht die Quelle.               | Nenne im Bericht den Autor.
          Add a link to each invitation.             | Add an agenda to each invitation.
          Explain each step of the proof.            | Number each step of the proof.
          """)
  void anotherWishStandsBesideIt(String one, String other) {
    assertThat(sameness.of(one, other)).as("%s", cosine(one, other)).isNotEqualTo(Relation.SAME);
  }

  private static double cosine(String one, String other) {
    return Embedder.cosine(HashedEmbedder.vector(one), HashedEmbedder.vector(other));
  }
}
