package dev.hone.learn.release;

import dev.hone.core.VersionRef;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import java.util.Arrays;
import java.util.Objects;

/** How likely a version finds an answer that was given, in the context it was given in. */
record Likelihood(Engine engine) {

  static boolean isKnown(StepRecord step) {
    StepResult result = step.result();
    return result != null && result.promptIds().length > 0 && result.responseIds().length > 0;
  }

  /** Mean log-probability of a token, nats. */
  double of(VersionRef version, StepRecord step) {
    StepResult result = Objects.requireNonNull(step.result());
    int[] prompt = result.promptIds();
    int[] tokens = Arrays.copyOf(prompt, prompt.length + result.responseIds().length);
    System.arraycopy(result.responseIds(), 0, tokens, prompt.length, result.responseIds().length);
    double sum = 0;
    for (float logprob :
        engine.score(new ScoreRequest(version, tokens, prompt.length, 0)).logprobs()) {
      sum += logprob;
    }
    return sum / result.responseIds().length;
  }
}
