package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Scope;
import dev.hone.core.UserId;
import dev.hone.gateway.dialect.Dialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upstream has cached of a conversation's first turn is a prefix of the second one. */
class PromptCacheTest {

  private static final String CHAT_TURN =
      "{\"model\":\"m\",\"user\":\"ann\",\"temperature\":0.20,\"tools\":[{\"type\":\"function\","
          + "\"function\":{\"name\":\"t\",\"parameters\":{\"type\":\"object\"}}}],\"messages\":["
          + "{\"role\":\"system\",\"content\":\"You h\\u0065lp.\"},"
          + "{\"role\":\"user\",\"content\":\"hi\"}";
  private static final String CHAT_MORE =
      ",{\"role\":\"assistant\",\"content\":\"ok\"},{\"role\":\"user\",\"content\":\"more\"}";
  private static final String MESSAGES_TURN =
      "{\"model\":\"m\",\"max_tokens\":9,\"metadata\":{\"user_id\":\"ann\"},\"system\":[{\"type\":"
          + "\"text\",\"text\":\"You help.\",\"cache_control\":{\"type\":\"ephemeral\"}}],"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private List<byte[]> turns(Dialect upstreamDialect, String path, String first, String more)
      throws Exception {
    try (FakeUpstream upstream = new FakeUpstream();
        Service service = Service.before(folder, upstream.options().withDialect(upstreamDialect))) {
      upstream.answers(500, "{}");
      lesson(service, "Be brief.");
      service.post(path, first + "]}");
      service.post(path, first + more + "]}");
      lesson(service, "Say please.");
      service.post(path, first + more + "]}");
      return upstream.seen.stream().map(FakeUpstream.Seen::body).toList();
    }
  }

  private static void lesson(Service service, String text) throws IOException {
    service
        .ledger
        .tenant(Service.TENANT)
        .lessons()
        .add(new Scope.OfUser(new UserId("ann")), text, null, List.of());
  }

  private static String commonPrefix(byte[] a, byte[] b) {
    int length = Arrays.mismatch(a, b);
    return new String(a, 0, length < 0 ? a.length : length, StandardCharsets.UTF_8);
  }

  @Test
  void turnsThatPassThroughShareAllButWhatIsNew() throws Exception {
    List<byte[]> sent = turns(Dialect.CHAT, "/v1/chat/completions", CHAT_TURN, CHAT_MORE);
    String whole = new String(sent.get(0), StandardCharsets.UTF_8);
    assertThat(whole).contains("You help.\\n\\nLessons:\\n- Be brief.");
    // Only the brackets that end the first body are not in the second.
    assertThat(commonPrefix(sent.get(0), sent.get(1)))
        .isEqualTo(whole.substring(0, whole.length() - "]}".length()));
    // A new lesson stands after the old ones: what is before it is still the same.
    assertThat(commonPrefix(sent.get(1), sent.get(2))).endsWith("Lessons:\\n- Be brief.");
  }

  @Test
  void aCachedSystemTextStaysAsItIsBeforeTheLessons() throws Exception {
    List<byte[]> sent = turns(Dialect.MESSAGES, "/v1/messages", MESSAGES_TURN, CHAT_MORE);
    String whole = new String(sent.get(0), StandardCharsets.UTF_8);
    assertThat(whole)
        .startsWith(
            MESSAGES_TURN.substring(0, MESSAGES_TURN.indexOf("}],") + 1) + ",{\"type\":\"text\"");
    assertThat(commonPrefix(sent.get(0), sent.get(1)))
        .isEqualTo(whole.substring(0, whole.length() - "]}".length()));
    assertThat(commonPrefix(sent.get(1), sent.get(2))).endsWith("- Be brief.");
  }

  @Test
  void translatedTurnsShareTheConversationToo() throws Exception {
    List<byte[]> sent = turns(Dialect.MESSAGES, "/v1/chat/completions", CHAT_TURN, CHAT_MORE);
    assertThat(commonPrefix(sent.get(0), sent.get(1))).contains("Be brief.").contains("\"hi\"");
  }
}
