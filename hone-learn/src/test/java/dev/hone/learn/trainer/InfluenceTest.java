package dev.hone.learn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.UserId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InfluenceTest {

  private static final double MOST = 0.4;

  private static UserId user(int number) {
    return new UserId("user-" + number);
  }

  private static Map<UserId, Double> masses(double... masses) {
    Map<UserId, Double> map = new HashMap<>();
    for (int i = 0; i < masses.length; i++) {
      map.put(user(i), masses[i]);
    }
    return map;
  }

  private static Map<UserId, Double> shares(int users, double each) {
    Map<UserId, Double> map = new HashMap<>();
    for (int i = 0; i < users; i++) {
      map.put(user(i), each);
    }
    return map;
  }

  @Test
  void whoeverFloodsHasNoMoreThanTheShare() {
    long seed = 7;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int users = 3 + random.nextInt(6);
      double[] own = random.doubles(users, 1, 60).toArray();
      own[0] = 10_000;
      if (random.nextBoolean()) {
        own[1] = 5_000;
      }
      Map<UserId, Double> mass = masses(own);
      Map<UserId, Double> factors = Influence.factors(mass, shares(users, MOST));

      assertThat(Influence.largest(mass, factors)).isLessThanOrEqualTo(MOST + 1e-9);
      assertThat(factors.values()).allSatisfy(f -> assertThat(f).isBetween(0.0, 1.0));
      UserId least = Collections.min(mass.entrySet(), Map.Entry.comparingByValue()).getKey();
      assertThat(factors.get(least)).as("who brings least keeps it").isEqualTo(1);
    }
  }

  @Test
  void whoBringsMoreGetsNoMoreForIt() {
    double ten =
        10 * Influence.factors(masses(10, 4, 4), shares(3, MOST)).getOrDefault(user(0), 0.0);
    double many =
        10_000
            * Influence.factors(masses(10_000, 4, 4), shares(3, MOST)).getOrDefault(user(0), 0.0);

    assertThat(many).isCloseTo(ten, within(1e-9)).isCloseTo(8 * 2 / 3.0, within(1e-9));
  }

  @Test
  void whatFitsIsNotTouched() {
    assertThat(Influence.factors(masses(10, 10, 10), shares(3, MOST)).values()).containsOnly(1.0);
    // Without mass nobody is bounded by who brings none.
    assertThat(Influence.factors(masses(10, 10, 0), shares(3, 0.5)).values()).containsOnly(1.0);
    assertThat(Influence.factors(masses(10), shares(1, 0.1)).values()).containsOnly(1.0);
  }

  @Test
  void whoIsTrustedLessHasLess() {
    Map<UserId, Double> shares = new TreeMap<>(java.util.Comparator.comparing(UserId::value));
    shares.put(user(0), 0.1);
    shares.put(user(1), 0.4);
    shares.put(user(2), 0.4);
    shares.put(user(3), 0.4);
    Map<UserId, Double> factors = Influence.factors(masses(30, 30, 30, 30), shares);

    assertThat(factors.get(user(0))).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(factors.get(user(1))).isEqualTo(1);
  }

  @Test
  void usersTakeTurns() {
    Rota rota = new Rota(List.of(List.of(0, 1, 2, 3, 4, 5, 6, 7), List.of(8), List.of(9, 10)));
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int turn = 0; turn < 240; turn++) {
      counts.merge(rota.at(turn, 3), 1, Integer::sum);
    }

    assertThat(counts).containsEntry(8, 80).containsEntry(9, 40).containsEntry(10, 40);
    assertThat(counts.entrySet().stream().filter(one -> one.getKey() < 8))
        .allSatisfy(one -> assertThat(one.getValue()).isEqualTo(10));
  }
}
