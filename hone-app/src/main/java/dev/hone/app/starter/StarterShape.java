package dev.hone.app.starter;

import dev.hone.engine.model.ModelConfig;
import java.util.List;

/**
 * The starter policy's network and vocabulary.
 *
 * @param vocabulary tokens the tokenizer learns, the special ones included
 * @param width size of the residual stream
 * @param inner size of the feed-forward layer
 * @param context longest conversation, in tokens
 */
public record StarterShape(
    int vocabulary, int width, int inner, int layers, int heads, int keyValueHeads, int context) {

  /** What is shipped: 2.3 million parameters. */
  public static StarterShape shipped() {
    return new StarterShape(1536, 192, 512, 5, 6, 3, 1024);
  }

  ModelConfig config(int vocabularySize, int endToken) {
    return ModelConfig.llama(
        vocabularySize, width, inner, layers, heads, keyValueHeads, context, List.of(endToken));
  }
}
