package dev.hone.learn.policy;

import dev.hone.learn.objective.KlEstimator;
import dev.hone.learn.objective.TokenValue;
import java.util.HashSet;
import java.util.Set;

/** A loss plus β·KL to the base. Source: learning.md §2. */
public record KlPenaltyLoss(PolicyLoss loss, KlEstimator estimator, double weight)
    implements PolicyLoss {

  @Override
  public TokenValue at(PolicyPlace place, double logProb) {
    return loss.at(place, logProb)
        .plus(estimator.at(logProb, place.referenceLogProb()).times(weight));
  }

  @Override
  public PolicyPlace.SequenceFigure sequence(PolicyBatch batch, int row) {
    return loss.sequence(batch, row);
  }

  @Override
  public boolean looksAtSequence() {
    return loss.looksAtSequence();
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new HashSet<>(loss.inputs());
    inputs.add("ref_log_prob");
    return Set.copyOf(inputs);
  }
}
