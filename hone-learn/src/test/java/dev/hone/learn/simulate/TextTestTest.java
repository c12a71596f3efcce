package dev.hone.learn.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.learn.simulate.TextTest.Form;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every form, on a text that passes and on one that does not. */
class TextTestTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CONTAINS      | ahoy            | Ahoy, the timer runs.              | Hello.
          CONTAINS_ANY  | fine            | Fine.                              | Bad.
          NOT_CONTAINS  | **              | plain                              | **bold**
          SAYS          | 4               | It is 4.                           | It is 42.
          SAYS          | 4               | \\boxed{4}                         | It is 4.5 now
          SAYS          | 4               | 9 - 5 = 4                          | It is -4.
          SAYS          | -4              | It is -4.                          | It is 4.
          SAYS          | New York        | to new york!                       | to new yorkshire
          SAYS          | 12              | **12**                             | 3.12
          IS            | done.           | Done.                              | Done. Really.
          MATCHES       | ^\\d+ %$        | 40 %                               | about 40 %
          STARTS_WITH   | Ahoy            | ahoy there                         | there ahoy
          ENDS_WITH     | over            | That is all, over                  | over and out
          MIN_WORDS     | 3               | one two three                      | one two
          MAX_WORDS     | 2               | It's done                          | It is done
          NO_MARKDOWN   | -               | We add 7 and 5. It is 12.          | So **12**
          NO_MARKDOWN   | -               | In 1972 it rained.                 | 1. We add
          NO_MARKDOWN   | -               | a - b                              | - a
          LOWER_CASE    | -               | all small, 12                      | Not small
          LANGUAGE      | german          | Der Timer läuft 12 Minuten.        | The timer is set.
          LANGUAGE      | english         | The timer is set for you.          | El correo está enviado.
          """)
  void formsSayYesAndNo(Form form, String value, String passes, String fails) {
    TextTest test = new TextTest(form, List.of(value.replace("\\\\", "\\")));

    assertThat(test.holds(passes.replace("\\\\", "\\"))).as("%s: %s", test, passes).isTrue();
    assertThat(test.holds(fails)).as("%s: %s", test, fails).isFalse();
  }

  @org.junit.jupiter.api.Test
  void valuesOfARequestAreNoPartOfAnExpression() {
    TextTest test = new TextTest(Form.MATCHES, List.of("^{what}$")).filled(Map.of("what", "a+b"));

    assertThat(test.holds("a+b")).isTrue();
    assertThat(test.holds("aab")).isFalse();
  }
}
