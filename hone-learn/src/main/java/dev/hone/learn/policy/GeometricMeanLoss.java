package dev.hone.learn.policy;

import dev.hone.learn.objective.TokenValue;
import java.util.Locale;

/**
 * GMPO (Zhao et al. 2025): −Ā·G for each sequence, with G the geometric mean of token ratios whose
 * logarithm is held in [−ε, ε_high] on the pessimistic side of the advantage. A token's loss here
 * is its share, −Ā·G/n, so that the sum over a sequence is the sequence's. Source: verl {@code
 * geo_mean}.
 */
public record GeometricMeanLoss(double low, double high) implements PolicyLoss {

  public GeometricMeanLoss {
    if (!(low > 0) || !(high > 0)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "eps_low and eps_high must be above 0: %s, %s", low, high));
    }
  }

  @Override
  public PolicyPlace.SequenceFigure sequence(PolicyBatch batch, int row) {
    double count = 0;
    double sum = 0;
    double advantage = 0;
    double[] mask = batch.mask()[row];
    for (int t = 0; t < mask.length; t++) {
      if (mask[t] != 0) {
        double a = batch.advantages()[row][t];
        count += mask[t];
        advantage += mask[t] * a;
        sum += mask[t] * pessimistic(batch.logProb()[row][t] - batch.oldLogProb()[row][t], a);
      }
    }
    double divisor = Math.max(1, count);
    return new PolicyPlace.SequenceFigure(sum / divisor, advantage / divisor, count);
  }

  @Override
  public boolean looksAtSequence() {
    return true;
  }

  /** sgn·min(sgn·x, sgn·clamp(x)): only what would raise the objective is held. */
  private double pessimistic(double logRatio, double advantage) {
    double sign = Math.signum(advantage);
    return sign * Math.min(sign * logRatio, sign * Math.clamp(logRatio, -low, high));
  }

  @Override
  public TokenValue at(PolicyPlace place, double logProb) {
    PolicyPlace.SequenceFigure figure = place.sequence();
    double share = -figure.advantage() * Math.exp(figure.logRatio()) / Math.max(1, figure.tokens());
    double logRatio = logProb - place.oldLogProb();
    boolean free = place.advantage() != 0 && pessimistic(logRatio, place.advantage()) == logRatio;
    return new TokenValue(share, free ? share : 0);
  }
}
