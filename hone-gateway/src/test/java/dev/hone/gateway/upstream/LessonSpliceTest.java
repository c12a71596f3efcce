package dev.hone.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.LessonBlock;
import dev.hone.core.chat.Prompt;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.openai.MessageReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LessonSpliceTest {

  private static final List<String> LESSONS = List.of("Say \"du\".", "Use °C.");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"x\":1}",
        "{\"x\":[{\"messages\":[]}],\"messages\" : [ {\"role\":\"user\",\"content\":\"hi\"} ] }",
        "{\"messages\":[{\"role\":\"system\",\"content\":\"a\\n\\u00e9🙂 \"},{\"role\":\"user\","
            + "\"content\":\"hi\"}]}",
        "{\"messages\":[{\"role\":\"developer\",\"content\":\"\"}]}",
        "{\"ü\":\"ü\",\"messages\":[{\"content\":[],\"role\":\"system\"}]}",
        "{\"messages\":[{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]},"
            + "{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[]}"
      })
  void theModelSeesWhatTheTrainerWillBuild(String body) {
    byte[] spliced = LessonSplice.into(body.getBytes(StandardCharsets.UTF_8), LESSONS);
    Prompt expected =
        LessonBlock.into(MessageReader.lenient().prompt(Json.requestObject(bytes(body))), LESSONS);
    assertThat(MessageReader.lenient().prompt(Json.requestObject(spliced))).isEqualTo(expected);
    String text = new String(spliced, StandardCharsets.UTF_8);
    int start = body.indexOf("\"messages\"");
    assertThat(text).startsWith(body.substring(0, start));
    String after = body.substring(body.lastIndexOf(']'));
    assertThat(text).endsWith(after);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
