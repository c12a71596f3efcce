package dev.hone.learn.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.chat.ToolCall;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {

  private final Agreement agreement = new Agreement();

  private static Generation says(String text, ToolCall... calls) {
    return new Generation(
        new int[0],
        new int[0],
        new float[0],
        List.of(),
        FinishReason.STOP,
        text,
        List.of(calls),
        List.of(),
        "",
        new Generation.Timings(0, 0, 0));
  }

  private static ToolCall call(String arguments) {
    return new ToolCall("id" + arguments.length(), "weather", arguments);
  }

  @Test
  void toolCallsAgreeByNameAndArgumentsWhateverTheirOrder() {
    Generation teacher = says("", call("{\"city\":\"Rome\",\"units\":\"f\"}"));
    Generation plain = says("", call("{\"city\":\"Rome\"}"));

    assertThat(
            agreement.agrees(
                says("", call("{\"units\": \"f\", \"city\": \"Rome\"}")), teacher, plain))
        .isTrue();
    assertThat(agreement.agrees(plain, teacher, plain)).isFalse();
    assertThat(agreement.agrees(says("Rome"), teacher, plain)).isFalse();
  }

  @Test
  void aLongAnswerWithoutTheLessonsWordDoesNotAgree() {
    String text = "The timer for the eggs is set and it will ring in about seven minutes from now";
    Generation plain = says(text + ".");
    Generation teacher = says(text + ", Anna.");

    assertThat(agreement.agrees(says(text + ",  Anna."), teacher, plain)).isTrue();
    assertThat(agreement.agrees(says("Anna: " + text + ","), teacher, plain)).isTrue();
    assertThat(agreement.agrees(plain, teacher, plain)).isFalse();
    assertThat(agreement.agrees(says("Done, Anna."), teacher, plain)).isFalse();
  }

  @Test
  void whatTheLessonTakesAwayMustBeGone() {
    Generation plain = says("Done. The light in the kitchen is on now, as you wanted it.");
    Generation teacher = says("Done.");

    assertThat(agreement.agrees(says("Done."), teacher, plain)).isTrue();
    assertThat(agreement.agrees(plain, teacher, plain)).isFalse();
  }

  @Test
  void chanceIsMcNemarsExactTest() {
    assertThat(new PairedCounts(5, 0, 6, 0).chance()).isCloseTo(2 / 64.0, within(1e-12));
    assertThat(new PairedCounts(5, 3, 3, 0).chance()).isEqualTo(1);
    assertThat(new PairedCounts(5, 0, 0, 2).chance()).isEqualTo(1);
    assertThat(new PairedCounts(0, 1, 9, 0).chance()).isCloseTo(22 / 1024.0, within(1e-12));
  }
}
