package dev.hone.learn.policy;

import dev.hone.learn.objective.TokenValue;
import java.util.Set;

/** REINFORCE (Williams 1992) and GPG: −A·log π. */
public record ReinforceLoss() implements PolicyLoss {

  @Override
  public TokenValue at(PolicyPlace place, double logProb) {
    return new TokenValue(-logProb * place.advantage(), -place.advantage());
  }

  @Override
  public Set<String> inputs() {
    return Set.of();
  }
}
