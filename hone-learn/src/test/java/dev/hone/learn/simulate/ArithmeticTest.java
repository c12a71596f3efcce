package dev.hone.learn.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {

  @ParameterizedTest
  @CsvSource({
    "1 + 2 * 3, 7",
    "(1 + 2) * 3, 9",
    "10 - 4 - 3, 3",
    "24 / 4 / 3, 2",
    "-a + 10, 3",
    "a * b - b, 30",
    "17 % 5, 2"
  })
  void calculates(String formula, long result) {
    assertThat(Arithmetic.parse(formula).of(Map.of("a", "7", "b", "5"))).hasValue(result);
  }

  @Test
  void whatIsNotWholeHasNoResult() {
    assertThat(Arithmetic.parse("7 / 2").of(Map.of())).isEqualTo(OptionalLong.empty());
    assertThat(Arithmetic.parse("7 / (a - a)").of(Map.of("a", "3"))).isEmpty();
    assertThat(Arithmetic.parse("a + 1").of(Map.of("a", "word"))).isEmpty();
    assertThat(Arithmetic.parse("999999999 * 999999999 * 999999999 * 999999999").of(Map.of()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 +", "* 2", "(1", "1)", "1 2", "A + 1", "1 $ 2", "()"})
  void refusesWhatIsNoFormula(String text) {
    assertThatThrownBy(() -> Arithmetic.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void anyCharactersGiveAFormulaOrARefusal() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    String signs = "ab 12+-*/%()x";
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(12);
      for (int c = 0; c < length; c++) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      try {
        Arithmetic.parse(text.toString()).of(Map.of("a", "2", "b", "3"));
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).as("seed %s: %s", seed, text).isNotBlank();
      }
    }
  }
}
