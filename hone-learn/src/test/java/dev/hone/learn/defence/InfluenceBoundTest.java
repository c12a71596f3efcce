package dev.hone.learn.defence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.UserId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InfluenceBoundTest {

  private static final UserId ANN = new UserId("ann");
  private static final UserId BEN = new UserId("ben");

  @Test
  void whoIsTrustedLessThanTheOthersMayHaveLess() {
    Map<UserId, Double> shares =
        new InfluenceBound(0.4).shares(Set.of(ANN, BEN), user -> user.equals(ANN) ? 0.2 : 0.8);

    assertThat(shares.get(BEN)).isEqualTo(0.4);
    assertThat(shares.get(ANN)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void amongNewUsersNobodyIsTrustedMore() {
    Map<UserId, Double> shares =
        new InfluenceBound(0.4).shares(Set.of(ANN, BEN), user -> new Trust(0, 0).value());

    assertThat(shares).containsOnly(Map.entry(ANN, 0.4), Map.entry(BEN, 0.4));
  }

  @Test
  void trustBeginsLowAndRises() {
    assertThat(new Trust(0, 0).value()).isEqualTo(0.2);
    assertThat(new Trust(20, 0).value()).isGreaterThan(0.8);
    assertThat(new Trust(5, 20).value()).isLessThan(0.25);
  }
}
