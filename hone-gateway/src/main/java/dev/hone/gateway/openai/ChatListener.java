package dev.hone.gateway.openai;

import dev.hone.core.engine.GenerationEvent;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.TokenInfo;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.capture.OpenStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes an answer from the engine and, if it is streamed, hands it on. */
final class ChatListener implements GenerationListener {

  private final OpenStep step;
  private final boolean wantLogprobs;
  private final long deadline;
  private final @Nullable ChunkWriter chunks;
  private final List<TokenInfo> contentTokens = new ArrayList<>();
  private @Nullable GatewayException gone;

  /**
   * @param deadline nano time at which the answer is given up
   * @param chunks null when the answer is sent whole
   */
  ChatListener(OpenStep step, boolean wantLogprobs, long deadline, @Nullable ChunkWriter chunks) {
    this.step = step;
    this.wantLogprobs = wantLogprobs;
    this.deadline = deadline;
    this.chunks = chunks;
  }

  @Override
  public boolean on(GenerationEvent event) {
    step.sawFirstToken();
    if (wantLogprobs && event instanceof GenerationEvent.Text text) {
      contentTokens.addAll(text.tokens());
    }
    if (chunks != null) {
      try {
        chunks.write(event, wantLogprobs);
      } catch (GatewayException e) {
        gone = e;
        return false;
      }
    }
    return System.nanoTime() < deadline;
  }

  @Nullable ChunkWriter chunks() {
    return chunks;
  }

  /** Of the text's tokens; null unless they were asked for. */
  @Nullable List<TokenInfo> logprobs() {
    return wantLogprobs ? contentTokens : null;
  }

  /** Why the answer was cancelled. */
  GatewayException cancelled(Duration timeout) {
    if (gone != null) {
      return gone;
    }
    return new GatewayException(
        Code.TIMED_OUT,
        "The answer took longer than "
            + timeout.toSeconds()
            + " s; ask for fewer tokens (max_tokens), or raise the limit in the configuration.");
  }
}
