package dev.hone.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.AgentId;
import dev.hone.core.UserId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each format of log tells. */
class LogReadersTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void chatLineTellsOfEachAnswerAndOfWhatCameLast() {
    List<LoggedCall> calls =
        Logs.calls(
            """
            {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"a"},
             {"role":"assistant","content":"1"},{"role":"user","content":"b"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
              "function":{"name":"look","arguments":"{\\"q\\": 1}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"found"}],
             "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}],
             "session":"s1","user":"ann","agent":"desk","model":"gpt-x",
             "timestamp":"2026-03-01T10:00:00+01:00"}
            """
                .replace("\n", ""));

    assertThat(calls).hasSize(3);
    LoggedCall first = calls.getFirst();
    assertThat(first.prompt().messages())
        .containsExactly(ChatMessage.system("Be brief."), ChatMessage.user("a"));
    assertThat(first.response()).isEqualTo(ChatMessage.assistant("1"));
    assertThat(first.session()).isEqualTo("s1");
    assertThat(first.user()).isEqualTo(new UserId("ann"));
    assertThat(first.agent()).isEqualTo(new AgentId("desk"));
    assertThat(first.at()).isEqualTo(Instant.parse("2026-03-01T09:00:00Z"));
    assertThat(first.prompt().tools()).hasSize(1);
    assertThat(calls.get(1).response())
        .isEqualTo(ChatMessage.assistant("", List.of(new ToolCall("c1", "look", "{\"q\": 1}"))));
    assertThat(calls.get(1).finishReason()).isEqualTo("tool_calls");
    assertThat(calls.get(2).response()).isNull();
    assertThat(calls.get(2).prompt().messages().getLast())
        .isEqualTo(ChatMessage.tool("c1", "found"));
  }

  @Test
  void badChatLinesNameFileAndLineAndCanBePassedOver() {
    String log =
        """
        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}
        {"messages":[{"role":"user"

        {"messages":[{"role":"human","content":"a"}]}
        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"user":" "}
        {"messages":[{"role":"user","content":"c"},{"role":"assistant","content":"d"}],"timestamp":"noon"}
        [1]
        {"messages":[{"role":"user","content":"no answer"}]}
        {"messages":[{"role":"user","content":"c"},{"role":"assistant","content":"d"}]}
        """;
    try (LogReader reader = Logs.open(log, LogFormat.CHAT, null)) {
      assertThat(reader.next()).isNotNull();
      assertBad(reader, "log:2: the line is not valid JSON");
      assertBad(reader, "log:4: unknown role 'human'");
      assertThat(reader.next()).as("a blank user is none").isNotNull();
      assertBad(reader, "log:6: 'noon' is no time");
      assertBad(reader, "log:7: the line is not a JSON object");
      assertThat(Logs.rest(reader)).hasSize(1);
      assertThat(reader.passedOver()).isEqualTo(Map.of("conversations without an answer", 1L));
    }
  }

  private static void assertBad(LogReader reader, String message) {
    assertThatThrownBy(reader::next)
        .isInstanceOfSatisfying(
            TransferException.class,
            e -> assertThat(e.code()).isEqualTo(TransferException.Code.BAD_RECORD))
        .hasMessageStartingWith(message);
  }

  @Test
  void aLineThatIsTooLongIsPassedOver() {
    byte[] block = new byte[1 << 20];
    java.util.Arrays.fill(block, (byte) ' ');
    block[0] = '{';
    List<InputStream> parts =
        Stream.concat(
                Stream.generate(() -> (InputStream) new ByteArrayInputStream(block)).limit(65),
                Stream.of(
                    (InputStream)
                        new ByteArrayInputStream(
                            ("\n{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                                    + "{\"role\":\"assistant\",\"content\":\"b\"}]}")
                                .getBytes(StandardCharsets.UTF_8))))
            .toList();
    try (LogReader reader =
        LogFormat.open(
            "log", new SequenceInputStream(Collections.enumeration(parts)), LogFormat.CHAT, null)) {
      assertBad(reader, "log:1: the line has");
      assertThat(Logs.rest(reader)).hasSize(1);
    }
  }

  @Test
  void batchIsJoinedByItsIdWhateverTheOrder() throws Exception {
    Path input =
        Files.writeString(
            folder.resolve("in.jsonl"),
            """
            \uFEFF{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m","user":"ann","messages":[{"role":"user","content":"one"}]}}
            {"custom_id":"b","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"two"}]}}
            {"custom_id":"c","method":"POST","url":"/v1/embeddings","body":{"model":"e","input":"x"}}
            {"custom_id":"d","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"four"}]}}
            """);
    String output =
        """
        {"id":"1","custom_id":"b","response":{"status_code":200,"body":{"model":"m-1","created":1767225600,"choices":[{"index":0,"message":{"role":"assistant","content":"TWO"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}},"error":null}
        {"id":"2","custom_id":"a","response":{"status_code":200,"body":{"model":"m-1","choices":[{"index":0,"message":{"role":"assistant","content":"ONE"},"finish_reason":"length"}]}},"error":null}
        {"id":"3","custom_id":"c","response":{"status_code":200,"body":{"data":[]}},"error":null}
        {"id":"4","custom_id":"d","response":{"status_code":429,"body":{}},"error":null}
        {"id":"5","custom_id":"e","response":{"status_code":200,"body":{}},"error":null}
        """;
    try (LogReader reader = Logs.open(output, null, input)) {
      LoggedCall two = Objects.requireNonNull(reader.next());
      assertThat(two.prompt().messages()).containsExactly(ChatMessage.user("two"));
      assertThat(two.response()).isEqualTo(ChatMessage.assistant("TWO"));
      assertThat(two.at()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
      assertThat(two.completionTokens()).isEqualTo(4);
      LoggedCall one = Objects.requireNonNull(reader.next());
      assertThat(one.prompt().messages()).containsExactly(ChatMessage.user("one"));
      assertThat(one.user()).isEqualTo(new UserId("ann"));
      assertThat(one.finishReason()).isEqualTo("length");
      assertBad(reader, "log:5: the batch's input");
      assertThat(reader.next()).isNull();
      assertThat(reader.passedOver())
          .isEqualTo(Map.of("requests to /v1/embeddings", 1L, "requests that failed", 1L));
    }
    assertThatThrownBy(() -> Logs.calls(output)).hasMessageContaining("--batch-input");
    assertThatThrownBy(() -> Logs.calls(Files.readString(input)))
        .hasMessageContaining("is the input of a batch");
  }

  @Test
  void openClawTreeCompactionAndFailuresAreReadAsOpenClawReadsThem() {
    List<LoggedCall> calls =
        Logs.calls(
            """
            {"type":"session","version":3,"id":"7d3c","timestamp":"2026-03-01T09:00:00.000Z","cwd":"/w"}
            {"type":"model_change","id":"0","parentId":null,"timestamp":"2026-03-01T09:00:00.100Z","provider":"p","modelId":"m-0"}
            {"type":"message","id":"1","parentId":"0","timestamp":"2026-03-01T09:00:01.000Z","message":{"role":"user","content":[{"type":"text","text":"What is on?"}],"timestamp":1772355601000}}
            {"type":"message","id":"x","parentId":"1","timestamp":"2026-03-01T09:00:02.000Z","message":{"role":"assistant","content":[],"stopReason":"error","errorMessage":"529","timestamp":1772355602000}}
            {"type":"message","id":"2","parentId":"x","timestamp":"2026-03-01T09:00:02.000Z","message":{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"Let me look."},{"type":"toolCall","id":"t1","name":"agenda","arguments":{"day":"today"}}],"model":"m-1","usage":{"input":5,"output":7,"cacheRead":2,"cacheWrite":0},"stopReason":"toolUse","timestamp":1772355602000}}
            {"type":"message","id":"3","parentId":"2","timestamp":"2026-03-01T09:00:03.000Z","message":{"role":"toolResult","toolCallId":"t1","toolName":"agenda","content":[{"type":"text","text":"nothing"}],"isError":false,"timestamp":1772355603000}}
            {"type":"message","id":"4","parentId":"3","timestamp":"2026-03-01T09:00:04.000Z","message":{"role":"assistant","content":[{"type":"text","text":"Nothing."}],"model":"m-1","stopReason":"stop","timestamp":1772355604000}}
            {"type":"compaction","id":"5","parentId":"4","timestamp":"2026-03-01T09:10:00.000Z","summary":"The user asked for the agenda.","firstKeptEntryId":"4","tokensBefore":9000}
            {"type":"custom","id":"6","parentId":"5","timestamp":"2026-03-01T09:10:01.000Z","customType":"x","data":{}}
            {"type":"message","id":"7","parentId":"6","timestamp":"2026-03-01T09:11:00.000Z","message":{"role":"user","content":"And tomorrow?","timestamp":1772356260000}}
            {"type":"message","id":"8","parentId":"7","timestamp":"2026-03-01T09:11:01.000Z","message":{"role":"assistant","content":[{"type":"text","text":"A dentist."}],"model":"m-1","stopReason":"stop","timestamp":1772356261000}}
            {"type":"message","id":"9","parentId":"4","timestamp":"2026-03-01T09:12:00.000Z","message":{"role":"user","content":"In German, please.","timestamp":1772356320000}}
            """);

    assertThat(calls).hasSize(4);
    LoggedCall first = calls.getFirst();
    assertThat(first.session()).isEqualTo("7d3c");
    assertThat(first.model()).isEqualTo("m-1");
    assertThat(first.prompt().messages()).containsExactly(ChatMessage.user("What is on?"));
    assertThat(first.response())
        .isEqualTo(
            ChatMessage.assistant(
                "Let me look.", List.of(new ToolCall("t1", "agenda", "{\"day\":\"today\"}"))));
    assertThat(first.promptTokens()).isEqualTo(7);
    assertThat(first.at()).isEqualTo(Instant.parse("2026-03-01T09:00:02Z"));
    assertThat(calls.get(1).prompt().messages()).hasSize(3);
    assertThat(calls.get(2).prompt().messages())
        .as("behind a compaction: summary, what was kept, what followed")
        .containsExactly(
            ChatMessage.user("The user asked for the agenda."),
            ChatMessage.assistant("Nothing."),
            ChatMessage.user("And tomorrow?"));
    assertThat(calls.get(3).response()).as("the branch at the end has no answer").isNull();
    assertThat(calls.get(3).prompt().messages()).hasSize(5);
  }

  @Test
  void anUnknownLogIsRefusedWithTheFormatsThatAreKnown() {
    for (String log : List.of("", "hello", "[]", "{\"a\":1}")) {
      assertThatThrownBy(() -> Logs.calls(log))
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("--format");
    }
  }
}
