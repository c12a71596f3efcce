package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaceTest {

  @Test
  void candidatesTakeTurns() throws Exception {
    StringBuilder order = new StringBuilder();
    List<Race.Result> results =
        new Race(0)
            .add(
                "a",
                () -> {
                  order.append('A');
                  return 1;
                })
            .add(
                "b",
                () -> {
                  order.append('B');
                  return 1;
                })
            .run(1, 2);

    assertThat(order).hasToString("ABABAB");
    assertThat(results).extracting(Race.Result::name).containsExactly("a", "b");
    assertThat(results.getFirst().rates()).hasSize(2);
  }

  @Test
  void ratioIsTheMedianOfTheRounds() {
    // The third round met a busy machine: both are slow, the ratio is not touched.
    Race.Result ours = new Race.Result("ours", new ArrayList<>(List.of(20.0, 22.0, 2.0)));
    Race.Result peer = new Race.Result("peer", List.of(10.0, 11.0, 1.0));

    assertThat(ours.median()).isEqualTo(20.0);
    assertThat(ours.ratioTo(peer)).isEqualTo(2.0);
  }
}
