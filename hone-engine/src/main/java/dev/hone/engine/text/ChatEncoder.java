package dev.hone.engine.text;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.engine.EngineException;
import dev.hone.engine.text.jinja.MarkedText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Conversations as token ids: a chat template and a tokenizer together. Thread-safe. */
public final class ChatEncoder {

  private static final int HASH_CHARACTERS = 16;

  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final ToolCallFormat toolCallFormat;
  private final String templateHash;

  public ChatEncoder(Tokenizer tokenizer, ChatTemplate template) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.toolCallFormat = ToolCallFormat.detect(template.source());
    this.templateHash = hash(template.identity(), tokenizer.source());
  }

  /**
   * The tokenizer and template of a model folder.
   *
   * @throws EngineException {@code BAD_MODEL} if either is missing or cannot be read
   */
  public static ChatEncoder read(Path modelFolder, Clock clock) {
    return new ChatEncoder(
        Tokenizer.read(modelFolder.resolve("tokenizer.json")),
        ChatTemplate.read(modelFolder, clock));
  }

  /**
   * A conversation as token ids. Nothing in a message, a name or a tool's description becomes a
   * special token, whatever it says.
   *
   * @param addGenerationPrompt whether the ids end with the opening of the assistant's answer
   * @throws EngineException {@code BAD_REQUEST} if the template refuses the conversation
   */
  public int[] encode(Prompt prompt, boolean addGenerationPrompt) {
    return tokenizer.encode(template.render(prompt, addGenerationPrompt));
  }

  /** As {@link #encodeAnswer(Prompt, ChatMessage)}, after a single empty user message. */
  public int[] encodeAnswer(ChatMessage assistant) {
    return encodeAnswer(Prompt.of(ChatMessage.user("")), assistant);
  }

  /**
   * What the model should say after {@code encode(prompt, true)} to give this answer, its end token
   * included.
   *
   * @throws EngineException {@code BAD_MODEL} if the template writes the conversation so far
   *     differently once the answer is there, so that no such ids exist
   */
  public int[] encodeAnswer(Prompt prompt, ChatMessage assistant) {
    if (assistant.role() != Role.ASSISTANT) {
      throw new IllegalArgumentException("an answer is an assistant message");
    }
    List<ChatMessage> messages = new ArrayList<>(prompt.messages());
    messages.add(assistant);
    MarkedText before = template.render(prompt, true);
    MarkedText after = template.render(new Prompt(messages, prompt.tools()), false);
    int from = before.length();
    if (from > after.length() || !after.substring(0, from).equals(before)) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL,
          "this chat template does not continue a conversation by its answer, so the answer's"
              + " tokens cannot be told; train on answers that the engine made itself");
    }
    int[] ids = tokenizer.encode(after.substring(from, after.length()));
    return throughLastSpecial(ids);
  }

  /** Templates write a line break or so after the end token, which the model never says. */
  private int[] throughLastSpecial(int[] ids) {
    for (int i = ids.length - 1; i >= 0; i--) {
      if (tokenizer.isSpecial(ids[i])) {
        return Arrays.copyOf(ids, i + 1);
      }
    }
    return ids;
  }

  /** Names template and tokenizer together: 16 hexadecimal characters of a SHA-256. */
  public String templateHash() {
    return templateHash;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  public ChatTemplate template() {
    return template;
  }

  public ToolCallFormat toolCallFormat() {
    return toolCallFormat;
  }

  private static String hash(String template, byte[] tokenizer) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(template.getBytes(StandardCharsets.UTF_8));
      digest.update(tokenizer);
      return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
