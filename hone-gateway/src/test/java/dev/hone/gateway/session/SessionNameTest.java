package dev.hone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionNameTest {

  private static final String ID = "d2e70091-3007-41a3-a916-cb8b0d3098de";
  private static final String OTHER = "7d0e2f61-4b5c-4a9d-8f11-2c3d4e5f6a7b";

  private static SessionName read(Dialect dialect, String body, @Nullable String user) {
    return SessionName.of(dialect, Json.requestObject(body.getBytes(StandardCharsets.UTF_8)), user);
  }

  private static @Nullable String session(String body) {
    return read(Dialect.RESPONSES, body, null).session();
  }

  @Test
  void metadataInItsOrder() {
    assertThat(
            session(
                "{\"metadata\":{\"thread_id\":\"t\",\"conversation_id\":\"c\",\"session_id\":\"s\"}}"))
        .isEqualTo("s");
    assertThat(session("{\"metadata\":{\"thread_id\":\"t\",\"conversation_id\":\"c\"}}"))
        .isEqualTo("c");
    assertThat(session("{\"metadata\":{\"thread_id\":\"t\"}}")).isEqualTo("t");
  }

  @Test
  void whatIsNoNameIsPassedOver() {
    assertThat(session("{\"metadata\":{\"session_id\":7,\"thread_id\":\" \"}}")).isNull();
    assertThat(session("{\"metadata\":\"x\"}")).isNull();
    assertThat(session("{\"metadata\":{\"session_id\":\"" + "x".repeat(201) + "\"}}")).isNull();
    assertThat(session("{}")).isNull();
  }

  @Test
  void aConversationOfResponses() {
    assertThat(session("{\"conversation\":\"conv_1\"}")).isEqualTo("conv_1");
    assertThat(session("{\"conversation\":{\"id\":\"conv_2\"}}")).isEqualTo("conv_2");
    assertThat(read(Dialect.CHAT, "{\"conversation\":\"conv_1\"}", null).session()).isNull();
  }

  @Test
  void aCacheKeyOnlyIfItIsAnIdAndNothingElseSaysMore() {
    assertThat(session("{\"prompt_cache_key\":\"" + ID + "\"}")).isEqualTo(ID);
    assertThat(session("{\"prompt_cache_key\":\"support-bot-v3\"}")).isNull();
    assertThat(session("{\"prompt_cache_key\":\"" + ID + "\",\"previous_response_id\":\"resp_1\"}"))
        .isNull();
    assertThat(session("{\"prompt_cache_key\":\"" + ID + "\",\"metadata\":{\"session_id\":\"s\"}}"))
        .isEqualTo("s");
  }

  @Test
  void userAndSessionOfCodingAgentsAreTwo() {
    String hash = "5d".repeat(32);
    assertThat(read(Dialect.MESSAGES, "{}", "user_" + hash + "_account__session_" + ID))
        .isEqualTo(new SessionName("user_" + hash, ID));
    assertThat(
            read(Dialect.MESSAGES, "{}", "user_" + hash + "_account_" + OTHER + "_session_" + ID))
        .isEqualTo(new SessionName("user_" + hash + "_account_" + OTHER, ID));
    assertThat(
            read(
                Dialect.MESSAGES,
                "{}",
                "{\"device_id\":\"d\",\"account_uuid\":\"\",\"session_id\":\"" + ID + "\"}"))
        .isEqualTo(new SessionName("d", ID));
    assertThat(
            read(
                Dialect.MESSAGES,
                "{}",
                "{\"device_id\":\"d\",\"account_uuid\":\"a\",\"session_id\":\"" + ID + "\"}"))
        .isEqualTo(new SessionName("a", ID));
  }

  @Test
  void otherUsersAreAsTheyAre() {
    for (String user : new String[] {"mia", "{mia", "{\"a\":1}", "user_1", "a_session_b"}) {
      assertThat(read(Dialect.CHAT, "{}", user)).isEqualTo(new SessionName(user, null));
    }
  }

  private static String openClaw(String system, String... users) {
    StringBuilder messages =
        new StringBuilder("{\"messages\":[{\"role\":\"system\",\"content\":\"" + system + "\"}");
    for (String user : users) {
      messages.append(",{\"role\":\"user\",\"content\":\"").append(user).append("\"}");
    }
    return messages.append("]}").toString();
  }

  private static String runtime(String session) {
    return "hi\\n\\nRuntime: agent=main | session=agent:main:x | sessionId="
        + session
        + " | host=h";
  }

  @Test
  void openClawsLineInItsFirstMessage() {
    String program = "You are a personal assistant running inside OpenClaw.";
    assertThat(read(Dialect.CHAT, openClaw(program, runtime(ID), "and?"), null).session())
        .isEqualTo(ID);
    // The program's own line comes after what the user wrote.
    assertThat(
            read(Dialect.CHAT, openClaw(program, runtime(OTHER) + "\\n" + runtime(ID)), null)
                .session())
        .isEqualTo(ID);
    // Without the program's system text it is anybody's words.
    assertThat(read(Dialect.CHAT, openClaw("Be kind.", runtime(ID)), null).session()).isNull();
    // Upkeep under a name of its own is found by its conversation.
    assertThat(
            read(Dialect.CHAT, openClaw(program, runtime("internal-session-effects-1")), null)
                .session())
        .isNull();
  }

  @Test
  void codexSaysWhichCallsCompact() {
    assertThat(CodexTurn.side("{\"request_kind\":\"compaction\"}"))
        .contains("header x-codex-turn-metadata: compaction");
    assertThat(CodexTurn.side("{\"request_kind\":\"turn\"}")).isEmpty();
    assertThat(CodexTurn.side("{\"request_kind\":7}")).isEmpty();
    assertThat(CodexTurn.side("no object")).isEmpty();
  }
}
