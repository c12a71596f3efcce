package dev.hone.learn.policy;

import dev.hone.learn.objective.TokenValue;

/**
 * DRO (Richemond et al. 2024): −(A·log π − β/2·log²(π/π_old)). Source: verl; learning.md §2.
 *
 * @param beta β
 */
public record DirectRewardLoss(double beta) implements PolicyLoss {

  @Override
  public TokenValue at(PolicyPlace place, double logProb) {
    double logRatio = logProb - place.oldLogProb();
    return new TokenValue(
        -(logProb * place.advantage() - beta / 2 * logRatio * logRatio),
        -(place.advantage() - beta * logRatio));
  }
}
