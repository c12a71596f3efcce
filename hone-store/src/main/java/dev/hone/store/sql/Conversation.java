package dev.hone.store.sql;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ProgramSpeech;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prompt taken apart for keeping: the dialogue (all but system messages) with a rolling hash
 * after each message, and the frame (system messages and tools) with a hash of its own. A caller
 * that edits its system text goes on in the same session, because the dialogue's hashes stay.
 *
 * <p>The hash after a message is the first 16 bytes of SHA-256 over the hash before it and the
 * canonical message: role, content, tool calls (id, name, arguments without white space between
 * JSON tokens) and the id of the call that it answers; of ids only letters and digits.
 *
 * @param hashes after each message of the dialogue
 */
record Conversation(
    List<ChatMessage> dialogue, List<byte[]> hashes, Json.Frame frame, byte[] frameHash) {

  static final int HASH_BYTES = 16;

  static Conversation of(Prompt prompt, Json json) {
    List<ChatMessage> dialogue = new ArrayList<>();
    List<byte[]> hashes = new ArrayList<>();
    List<Json.Placed> system = new ArrayList<>();
    byte[] head = null;
    for (int at = 0; at < prompt.messages().size(); at++) {
      ChatMessage message = prompt.messages().get(at);
      if (message.role() == Role.SYSTEM || ProgramSpeech.is(message)) {
        system.add(new Json.Placed(at, message.role(), message.content()));
      } else {
        head = after(head, message);
        dialogue.add(message);
        hashes.add(head);
      }
    }
    Json.Frame frame = new Json.Frame(system, prompt.tools());
    return new Conversation(dialogue, hashes, frame, digest(json.frame(frame)));
  }

  /** Puts a prompt together again. */
  static Prompt prompt(List<ChatMessage> dialogue, Json.Frame frame) {
    List<ChatMessage> messages = new ArrayList<>(dialogue);
    for (Json.Placed placed : frame.system()) {
      messages.add(placed.at(), placed.message());
    }
    return new Prompt(messages, frame.tools());
  }

  /** The hash of its first message; null if there is none. */
  byte @Nullable [] first() {
    return hashes.isEmpty() ? null : hashes.getFirst();
  }

  /** The hash of a dialogue that a message is added to. */
  static byte[] after(byte @Nullable [] head, ChatMessage message) {
    MessageDigest sha = sha256();
    sha.update(head == null ? new byte[HASH_BYTES] : head);
    add(sha, message.role().wireName());
    add(sha, message.content());
    add(sha, plain(message.toolCallId()));
    for (ToolCall call : message.toolCalls()) {
      add(sha, plain(call.id()));
      add(sha, call.name());
      add(sha, withoutWhiteSpace(call.arguments()));
    }
    return Arrays.copyOf(sha.digest(), HASH_BYTES);
  }

  /** The hash of a body of bytes. */
  static byte[] digest(byte[] body) {
    return Arrays.copyOf(sha256().digest(body), HASH_BYTES);
  }

  /** With its length before it, so that no two lists of fields read alike. */
  private static void add(MessageDigest sha, @Nullable String field) {
    byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
    sha.update(
        ByteBuffer.allocate(Integer.BYTES).putInt(field == null ? -1 : bytes.length).array());
    sha.update(bytes);
  }

  /** An id without what some programs take out of it before they send it back. */
  static @Nullable String plain(@Nullable String id) {
    if (id == null || id.chars().allMatch(Conversation::stays)) {
      return id;
    }
    StringBuilder plain = new StringBuilder(id.length());
    id.chars().filter(Conversation::stays).forEach(c -> plain.append((char) c));
    return plain.toString();
  }

  private static boolean stays(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /** JSON text without the white space outside of strings. */
  static String withoutWhiteSpace(String json) {
    StringBuilder compact = new StringBuilder(json.length());
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString) {
        compact.append(c);
        if (c == '\\' && i + 1 < json.length()) {
          compact.append(json.charAt(++i));
        } else if (c == '"') {
          inString = false;
        }
      } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        compact.append(c);
        inString = c == '"';
      }
    }
    return compact.toString();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
