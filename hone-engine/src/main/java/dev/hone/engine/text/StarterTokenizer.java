package dev.hone.engine.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The starter policy's words for a conversation, as data: its added tokens, how its vocabulary is
 * learned, and its chat template. Only the command that trains the starter policy uses this;
 * serving reads the files of the model folder like those of any other model.
 */
public final class StarterTokenizer {

  public static final String PAD = "<|pad|>";
  public static final String END = "<|end|>";
  public static final String SYSTEM = "<|system|>";
  public static final String USER = "<|user|>";
  public static final String ASSISTANT = "<|assistant|>";
  public static final String TOOL = "<|tool|>";
  public static final String TOOL_CALL_OPEN = "<tool_call>";
  public static final String TOOL_CALL_CLOSE = "</tool_call>";

  private static final int LONGEST_TOKEN = 16;
  private static final int LEAST_COUNT = 2;
  private static final String TEMPLATE = "/dev/hone/engine/starter/chat_template.jinja";

  private StarterTokenizer() {}

  /**
   * The added tokens in the order of their ids, from 0. The marks of a tool call are not special:
   * as in other models, they are a part of the answer's text.
   */
  public static List<BpeTrainer.Added> specialTokens() {
    return List.of(
        new BpeTrainer.Added(PAD, true),
        new BpeTrainer.Added(END, true),
        new BpeTrainer.Added(SYSTEM, true),
        new BpeTrainer.Added(USER, true),
        new BpeTrainer.Added(ASSISTANT, true),
        new BpeTrainer.Added(TOOL, true),
        new BpeTrainer.Added(TOOL_CALL_OPEN, false),
        new BpeTrainer.Added(TOOL_CALL_CLOSE, false));
  }

  /**
   * How its vocabulary is learned.
   *
   * @param vocabularySize bytes and added tokens included
   */
  public static BpeTrainer.Settings settings(int vocabularySize) {
    return new BpeTrainer.Settings(
        vocabularySize, specialTokens(), BpeTrainer.WORDS_DIGITS_RUNS, LONGEST_TOKEN, LEAST_COUNT);
  }

  /**
   * What its {@code tokenizer_config.json} says.
   *
   * @param longestContext in tokens
   */
  public static TokenizerFiles.Config config(int longestContext) {
    return new TokenizerFiles.Config(END, PAD, null, chatTemplate(), longestContext);
  }

  /** Its chat template, as Jinja. */
  public static String chatTemplate() {
    try (InputStream in = StarterTokenizer.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + TEMPLATE + " is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + TEMPLATE, e);
    }
  }
}
