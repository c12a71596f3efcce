package dev.hone.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.gateway.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fragments of several calls that come in turns. */
class ParallelCallsTest {

  private static String chunk(String delta) {
    return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{"
        + delta
        + "}}]}\n\n";
  }

  private static String begin(int index) {
    return chunk(
        "\"tool_calls\":[{\"index\":"
            + index
            + ",\"id\":\"id"
            + index
            + "\",\"function\":{\"name\":\"f"
            + index
            + "\",\"arguments\":\"\"}}]");
  }

  private static String arguments(int index, String fragment) {
    return chunk(
        "\"tool_calls\":[{\"index\":"
            + index
            + ",\"function\":{\"arguments\":\""
            + fragment
            + "\"}}]");
  }

  private static final String END =
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
          + "data: [DONE]\n\n";

  private static void feed(AnswerReader reader, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reader.feed(bytes, 0, bytes.length);
  }

  @Test
  void inTurns() {
    AnswerFold fold = new AnswerFold();
    AnswerReader reader = Dialect.CHAT.reader(fold);
    feed(reader, begin(0) + begin(1) + arguments(0, "{\\\"a\\\":") + arguments(1, "{\\\"b\\\":"));
    feed(reader, arguments(0, "1}") + arguments(1, "2}") + END);
    assertThat(fold.answer().calls())
        .containsExactly(
            new Part.Call("id0", "f0", "{\"a\":1}"), new Part.Call("id1", "f1", "{\"b\":2}"));
  }

  @Test
  void theSecondStreamsAsSoonAsTheFirstIsWhole() {
    List<AnswerEvent> events = new ArrayList<>();
    AnswerReader reader = Dialect.CHAT.reader(events::add);
    feed(reader, begin(0) + arguments(0, "{\\\"a\\\":1}") + begin(1) + arguments(1, "{"));
    assertThat(events)
        .endsWith(
            new AnswerEvent.PartEnd(),
            new AnswerEvent.CallBegin("id1", "f1"),
            new AnswerEvent.Arguments("{"));
  }

  @Test
  void argumentsAfterTheirEndAreAnError() {
    AnswerReader reader = Dialect.CHAT.reader(event -> {});
    feed(reader, begin(0) + arguments(0, "{}") + begin(1));
    assertThatThrownBy(() -> feed(reader, arguments(0, "{}")))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("go on after their end");
  }

  @Test
  void aStreamWithoutEndIsAnError() {
    for (Dialect dialect : Dialect.values()) {
      AnswerReader reader = dialect.reader(event -> {});
      assertThatThrownBy(reader::end)
          .isInstanceOf(GatewayException.class)
          .hasMessageContaining("before the end");
    }
  }
}
