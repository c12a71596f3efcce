package dev.hone.engine.embedded;

import dev.hone.core.chat.ToolChoice;
import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.EngineException;
import dev.hone.engine.model.ModelConfig;
import dev.hone.engine.text.AddedToken;
import dev.hone.engine.text.ChatEncoder;
import dev.hone.engine.text.Tokenizer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model folder says of text: tokenizer, chat template, end tokens, the form of tool calls.
 * Thread-safe but for {@link #vocabulary}, which belongs to the scheduler's thread.
 */
final class TextParts {

  /** Most sets of tools whose grammars are kept. */
  static final int MAX_KEPT_RULES = 64;

  private record Offer(List<ToolSpec> tools, ToolChoice choice) {}

  private final ChatEncoder encoder;
  private final CallMarks marks;
  private final Vocabulary vocabulary;
  private final Map<Offer, CallRules> rules =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Offer, CallRules> eldest) {
          return size() > MAX_KEPT_RULES;
        }
      };

  private TextParts(ChatEncoder encoder, CallMarks marks, Vocabulary vocabulary) {
    this.encoder = encoder;
    this.marks = marks;
    this.vocabulary = vocabulary;
  }

  /**
   * Reads tokenizer and template of a model folder.
   *
   * @throws EngineException {@code BAD_MODEL} if they are missing, corrupt or do not fit the model
   */
  static TextParts read(Path folder, ModelConfig config, Clock clock) {
    ChatEncoder encoder = ChatEncoder.read(folder, clock);
    Tokenizer tokenizer = encoder.tokenizer();
    if (tokenizer.vocabSize() > config.vocabularySize()) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL,
          folder
              + ": tokenizer.json has ids up to "
              + (tokenizer.vocabSize() - 1)
              + ", config.json knows "
              + config.vocabularySize()
              + " tokens; they belong to different models");
    }
    BitSet added = new BitSet();
    for (AddedToken token : tokenizer.addedTokens()) {
      added.set(token.id());
    }
    byte[][] bytes = new byte[tokenizer.vocabSize()][];
    for (int id = 0; id < bytes.length; id++) {
      bytes[id] = tokenizer.bytes(id);
    }
    CallMarks marks = CallMarks.of(encoder.toolCallFormat(), tokenizer);
    BitSet ends = EndTokens.read(folder, config, tokenizer);
    return new TextParts(
        encoder, marks, new Vocabulary(bytes, added, ends, marks, config.vocabularySize()));
  }

  ChatEncoder encoder() {
    return encoder;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /**
   * @throws EngineException {@code BAD_REQUEST}
   */
  CallRules rules(List<ToolSpec> tools, ToolChoice choice) {
    Offer offer = new Offer(tools, choice);
    synchronized (rules) {
      CallRules known = rules.get(offer);
      if (known != null) {
        return known;
      }
    }
    CallRules made = CallRules.of(marks, tools, choice);
    synchronized (rules) {
      CallRules raced = rules.putIfAbsent(offer, made);
      return raced == null ? made : raced;
    }
  }
}
