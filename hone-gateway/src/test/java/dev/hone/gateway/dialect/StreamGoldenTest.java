package dev.hone.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.gateway.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The exact order of events, as the documents of the dialects have it. */
class StreamGoldenTest {

  private static final Answer ANSWER =
      new Answer(
          "resp_1",
          "m@1",
          5,
          List.of(
              new Part.Reasoning("think", "sig"),
              new Part.Text("hi"),
              new Part.Call("call_1", "timer", "{\"m\":5}")),
          null,
          EndReason.TOOL_CALLS,
          null,
          new TokenCounts(10, 4, 3, 0, 1));

  private static String stream(Dialect dialect, boolean doneMark) {
    AnswerWriter writer = dialect.writer(new AnswerProfile(Json.object(), "fp", true, doneMark));
    StringBuilder out = new StringBuilder();
    ANSWER.events().forEach(e -> out.append(new String(writer.event(e), StandardCharsets.UTF_8)));
    return out.toString();
  }

  private static List<JsonNode> data(String stream) {
    List<JsonNode> data = new ArrayList<>();
    for (String event : stream.split("\n\n")) {
      String[] lines = event.split("\n");
      JsonNode node = Json.read(lines[lines.length - 1].substring("data: ".length()));
      if (lines.length == 2) {
        assertThat(lines[0]).isEqualTo("event: " + node.path("type").stringValue());
      }
      data.add(node);
    }
    return data;
  }

  @Test
  void responses() {
    List<JsonNode> events = data(stream(Dialect.RESPONSES, false));
    assertThat(events.stream().map(e -> e.path("type").stringValue()))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("sequence_number").intValue()).isEqualTo(i);
    }
    JsonNode whole = Json.read(Dialect.RESPONSES.writer(AnswerProfile.plain()).whole(ANSWER));
    assertThat(events.getLast().path("response")).isEqualTo(whole);
    assertThat(whole.path("output").get(2).path("id").stringValue()).isEqualTo("fc_1_2");
    assertThat(stream(Dialect.RESPONSES, true)).endsWith("}\n\ndata: [DONE]\n\n");
  }

  @Test
  void messages() {
    String stream = stream(Dialect.MESSAGES, false);
    assertThat(data(stream).stream().map(e -> e.path("type").stringValue()))
        .containsExactly(
            "message_start",
            "ping",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(stream)
        .contains(
            "{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\","
                + "\"id\":\"call_1\",\"name\":\"timer\",\"input\":{}}}",
            "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":"
                + "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"m\\\":5}\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                + "{\"type\":\"signature_delta\",\"signature\":\"sig\"}}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\","
                + "\"stop_sequence\":null},\"usage\":{\"input_tokens\":7,"
                + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":3,"
                + "\"output_tokens\":4}}");
  }

  @Test
  void chat() {
    String stream = stream(Dialect.CHAT, false);
    assertThat(stream)
        .startsWith(
            "data: {\"id\":\"resp_1\",\"object\":\"chat.completion.chunk\",\"created\":5,"
                + "\"model\":\"m@1\",\"system_fingerprint\":\"fp\",\"choices\":[{\"index\":0,"
                + "\"delta\":{\"role\":\"assistant\",\"content\":null,\"refusal\":null},")
        .contains(
            "\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"timer\",\"arguments\":\"\"}}]}")
        .endsWith("data: [DONE]\n\n");
  }

  @Test
  void unknownFieldsGoOnInTheirDialect() {
    var body =
        Json.requestObject(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"zebra\":[1.50]}"
                .getBytes(StandardCharsets.UTF_8));
    DialectRequest request = Dialect.CHAT.readRequest(body);
    assertThat(Dialect.CHAT.writeRequest(request).body()).isEqualTo(body);
    WrittenRequest other = Dialect.MESSAGES.writeRequest(request);
    assertThat(other.dropped()).containsExactly("zebra");
    assertThat(other.body().has("zebra")).isFalse();
  }
}
