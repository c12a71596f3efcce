package dev.hone.learn.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvergenceTest {

  /** {@code +} is a session that passed. */
  @ParameterizedTest
  @CsvSource({"+++,1,3", "-+++,2,4", "-++-+++,5,7", "--++++-,3,5", "++-++-+++,7,9"})
  void countsToTheFirstAndTheThirdOfThree(String sessions, int began, int shown) {
    assertThat(Convergence.of(passes(sessions))).contains(new Convergence(began, shown));
  }

  @ParameterizedTest
  @CsvSource({"''", "++", "++-++-++", "---"})
  void threeInARowMustBeSeen(String sessions) {
    assertThat(Convergence.of(passes(sessions))).isEmpty();
  }

  private static List<Boolean> passes(String sessions) {
    List<Boolean> passes = new ArrayList<>();
    for (char one : sessions.toCharArray()) {
      passes.add(one == '+');
    }
    return passes;
  }
}
