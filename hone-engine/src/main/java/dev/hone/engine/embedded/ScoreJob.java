package dev.hone.engine.embedded;

import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Scores given tokens: every token is fed, none is chosen. */
final class ScoreJob extends Job {

  /** Most rows of logits computed for scorings in one round, to bound their memory. */
  static final int MAX_ROWS = 64;

  private final ScoreRequest request;
  private final float[] logprobs;
  private final int[][] topIds;
  private final float[][] topLogprobs;
  private final CompletableFuture<Scores> result = new CompletableFuture<>();

  ScoreJob(ScoreRequest request, LoadedVersion version) {
    super(version);
    this.request = request;
    int count = request.tokens().length - request.from();
    this.logprobs = new float[count];
    this.topIds = new int[count][];
    this.topLogprobs = new float[count][];
  }

  CompletableFuture<Scores> result() {
    return result;
  }

  @Override
  void begin() {}

  @Override
  int length() {
    return request.tokens().length - 1;
  }

  @Override
  int[] tokens(int from, int to) {
    return Arrays.copyOfRange(request.tokens(), from, to);
  }

  @Override
  int wantedFrom() {
    return request.from() - 1;
  }

  @Override
  boolean wantsAll() {
    return true;
  }

  @Override
  boolean take(int place, float[] logits, int offset, int vocabulary) {
    int index = place + 1 - request.from();
    double logSum = LogProbabilities.logSum(logits, offset, vocabulary);
    logprobs[index] = (float) (logits[offset + request.tokens()[place + 1]] - logSum);
    int[] top = LogProbabilities.top(logits, offset, vocabulary, request.topK());
    topIds[index] = top;
    topLogprobs[index] = new float[top.length];
    for (int i = 0; i < top.length; i++) {
      topLogprobs[index][i] = (float) (logits[offset + top[i]] - logSum);
    }
    return index == logprobs.length - 1;
  }

  @Override
  void end() {
    if (cancelled()) {
      result.cancel(false);
    } else {
      result.complete(new Scores(logprobs, topIds, topLogprobs));
    }
  }

  @Override
  void fail(EngineException failure) {
    result.completeExceptionally(failure);
  }
}
