package dev.hone.learn.starter;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;

/** Whoever sits an exam. Called from many threads at once. */
@FunctionalInterface
public interface Answerer {

  /** Longer answers are cut; no right answer comes near it. */
  int MAX_TOKENS = 320;

  /** The assistant's next message. */
  ChatMessage answer(Prompt prompt);

  /** A version of an engine, answering greedily. */
  static Answerer greedy(Engine engine, VersionRef version) {
    return prompt -> {
      Generation generation =
          engine.generate(
              new GenerationRequest(
                  version, prompt, new ToolChoice.Auto(), Sampling.greedy(MAX_TOKENS), 0),
              GenerationListener.none());
      return ChatMessage.assistant(generation.text(), generation.toolCalls());
    };
  }
}
