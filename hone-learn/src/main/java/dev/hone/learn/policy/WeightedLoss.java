package dev.hone.learn.policy;

import dev.hone.learn.correction.TokenWeight;
import dev.hone.learn.objective.TokenValue;
import java.util.HashSet;
import java.util.Set;

/**
 * A loss times sg[w], w from π_old/π_rollout: truncated importance sampling, and decoupled PPO
 * (AReaL), where π_old is the proximal and π_rollout the behaviour policy. Source: learning.md §2.
 */
public record WeightedLoss(PolicyLoss loss, TokenWeight weight) implements PolicyLoss {

  @Override
  public TokenValue at(PolicyPlace place, double logProb) {
    return loss.at(place, logProb).times(weight.of(place.oldLogProb() - place.rolloutLogProb()));
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
    inputs.add("old_log_prob");
    inputs.add("rollout_log_prob");
    return Set.copyOf(inputs);
  }
}
