package dev.hone.gateway.transfer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.gateway.http.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names what was said: the same conversation with the same answer has the same digest, whichever
 * log told of it. The first 16 bytes of a SHA-256, in hexadecimal.
 */
final class CallDigest {

  private static final int BYTES = 16;

  private final MessageDigest sha;

  private CallDigest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Of a prompt and its answer.
   *
   * @param response null for a prompt alone
   */
  static String of(Prompt prompt, @Nullable ChatMessage response) {
    CallDigest digest = new CallDigest();
    for (ToolSpec tool : prompt.tools()) {
      digest.add(tool.name());
      digest.add(tool.description());
      digest.add(compact(tool.parameters()));
    }
    digest.add("messages");
    digest.add(prompt.messages());
    if (response != null) {
      digest.add("response");
      digest.add(List.of(response));
    }
    return digest.end();
  }

  /** Of texts and a beginning of a conversation. */
  static String of(List<ChatMessage> messages, String... names) {
    CallDigest digest = new CallDigest();
    for (String name : names) {
      digest.add(name);
    }
    digest.add(messages);
    return digest.end();
  }

  private void add(List<ChatMessage> messages) {
    for (ChatMessage message : messages) {
      add(message.role().wireName());
      add(message.content());
      add(message.toolCallId());
      for (ToolCall call : message.toolCalls()) {
        add(call.id());
        add(call.name());
        add(compact(call.arguments()));
      }
    }
  }

  /** White space between JSON tokens does not count, because the ledger does not count it. */
  private static String compact(String json) {
    return Json.text(MessageJson.read(json));
  }

  /** With its length before it, so that no two lists of fields read alike. */
  private void add(@Nullable String field) {
    byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
    sha.update(
        ByteBuffer.allocate(Integer.BYTES).putInt(field == null ? -1 : bytes.length).array());
    sha.update(bytes);
  }

  private String end() {
    return HexFormat.of().formatHex(Arrays.copyOf(sha.digest(), BYTES));
  }
}
