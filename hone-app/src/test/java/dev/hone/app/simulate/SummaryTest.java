package dev.hone.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.app.simulate.SimulationOptions.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

  private static final int SESSIONS = 6;

  /** {@code +} passed, {@code f} right format only, {@code r} right answer only. */
  private static WorldResult.OfUser user(String name, String sessions) {
    List<WorldResult.Session> list = new ArrayList<>();
    for (char one : sessions.toCharArray()) {
      list.add(new WorldResult.Session(one != 'r', one != 'f', 0, 0));
    }
    return new WorldResult.OfUser(name, list, 0.95, 0.96, 1, 1);
  }

  private static WorldResult world(long seed, Method method, WorldResult.OfUser... users) {
    return new WorldResult(
        seed,
        method,
        Weights.SEPARATE,
        List.of(users),
        new WorldResult.Releases(2, 1, Map.of("skills fell from … to …", 1), Map.of()),
        null,
        1);
  }

  @Test
  void meansAreOverUsersAndSeedsAndLateOnesCountAsNever() {
    Summary summary =
        Summary.of(
            List.of(
                world(1, Method.OPD, user("a", "r+++++"), user("b", "rrr+++")),
                world(2, Method.OPD, user("a", "+++rrr"), user("b", "r+r+rf"))),
            List.of("a", "b"),
            SESSIONS);

    Summary.Row row = summary.rows().getFirst();
    assertThat(summary.rows()).hasSize(1);
    assertThat(row.converged()).isEqualTo(0.75);
    assertThat(row.began()).isEqualTo((2 + 4 + 1 + 7) / 4.0);
    assertThat(row.shown()).isEqualTo((4 + 6 + 3 + 7) / 4.0);
    assertThat(row.beganOf()).containsEntry("a", 1.5).containsEntry("b", 5.5);
    assertThat(row.passing().getFirst()).isEqualTo(0.25);
    assertThat(row.right().getLast()).isEqualTo(0.75);
    assertThat(row.releases().runs()).isEqualTo(4);
    assertThat(row.releases().refused()).containsEntry("skills fell from … to …", 2);
    assertThat(new SummaryText(summary).markdown()).contains("| ≥ 3.5 |", "| a | 1.5 |");
  }

  @Test
  void reasonsAreCountedWithoutTheirFigures() {
    assertThat(World.kind("gradient norm 1.5E4 with loss -0.25"))
        .isEqualTo("gradient norm … with loss …");
  }
}
