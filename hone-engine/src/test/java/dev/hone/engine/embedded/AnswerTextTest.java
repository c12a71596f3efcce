package dev.hone.engine.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.GenerationEvent;
import dev.hone.core.engine.TokenInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class AnswerTextTest {

  private static final CallMarks MARKED =
      new CallMarks(true, "<tool_call>", -1, "</tool_call>", -1, "arguments");
  private static final CallMarks BARE = new CallMarks(true, "", -1, "", -1, "parameters");
  private static final List<ToolSpec> TOOLS =
      List.of(
          new ToolSpec(
              "note", "", "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}}}"),
          new ToolSpec("off", "", "{\"type\":\"object\",\"properties\":{}}"));

  private final List<GenerationEvent> events = new ArrayList<>();
  private int ids;

  private AnswerText text(CallMarks marks, ToolChoice choice, String... stops) {
    events.clear();
    ids = 0;
    return new AnswerText(
        CallRules.of(marks, TOOLS, choice), List.of(stops), () -> "call_" + ids++, events::add);
  }

  /** Feeds a text in pieces of random size, cut anywhere, even within a character. */
  private static AnswerText feed(AnswerText text, String whole, RandomGenerator random) {
    byte[] bytes = whole.getBytes(UTF_8);
    int at = 0;
    while (at < bytes.length && !text.stopped()) {
      int to = Math.min(bytes.length, at + 1 + random.nextInt(4));
      text.feed(new TokenInfo(7, java.util.Arrays.copyOfRange(bytes, at, to), -1f, List.of()));
      at = to;
    }
    text.finish();
    return text;
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private String streamedText() {
    StringBuilder all = new StringBuilder();
    for (GenerationEvent event : events) {
      if (event instanceof GenerationEvent.Text(String delta, List<TokenInfo> tokens)) {
        assertThat(delta).isNotEmpty();
        all.append(delta);
      }
    }
    return all.toString();
  }

  private String streamedArguments(int index) {
    StringBuilder all = new StringBuilder();
    for (GenerationEvent event : events) {
      if (event instanceof GenerationEvent.ToolArguments arguments && arguments.index() == index) {
        all.append(arguments.delta());
      }
    }
    return all.toString();
  }

  @Test
  void textStreamsInWholeCharacters() {
    String whole = "Grüße 😀 aus Zürich, 日本語 <tool_box> ok";
    for (int seed = 0; seed < 50; seed++) {
      AnswerText text = feed(text(MARKED, new ToolChoice.Auto()), whole, random(seed));
      assertThat(text.text()).isEqualTo(whole);
      assertThat(streamedText()).isEqualTo(whole);
      for (GenerationEvent event : events) {
        String delta = ((GenerationEvent.Text) event).delta();
        assertThat(delta).doesNotContain("\uFFFD");
        assertThat(Character.isHighSurrogate(delta.charAt(delta.length() - 1))).isFalse();
      }
    }
  }

  @Test
  void stopTextsEndTheAnswerBeforeThem() {
    for (int seed = 0; seed < 80; seed++) {
      AnswerText text =
          feed(
              text(MARKED, new ToolChoice.Auto(), "STOP", "é!", "OPS"),
              "aSTOSTé STOPX",
              random(seed));
      assertThat(text.stopped()).isTrue();
      assertThat(text.text()).isEqualTo("aSTOSTé ");
      assertThat(streamedText()).isEqualTo("aSTOSTé ");
      text = feed(text(MARKED, new ToolChoice.Auto(), "STOP", "é!"), "aSTOé?STO", random(seed));
      assertThat(text.stopped()).isFalse();
      assertThat(streamedText()).isEqualTo("aSTOé?STO");
    }
  }

  @Test
  void callsAreCutOutOfTheText() {
    String whole =
        "Sure.<tool_call>{\"name\": \"note\", \"arguments\": {\"text\":\"</tool_call> é😀 \\\"}\"}}</tool_call>"
            + "\n<tool_call>\n{\"name\":\"off\",\"arguments\":{}}\n</tool_call>\n";
    for (int seed = 0; seed < 80; seed++) {
      AnswerText text = feed(text(MARKED, new ToolChoice.Auto(), "}"), whole, random(seed));
      assertThat(text.text()).as("seed %d", seed).isEqualTo("Sure.");
      assertThat(text.calls())
          .containsExactly(
              new ToolCall("call_0", "note", "{\"text\":\"</tool_call> é😀 \\\"}\"}"),
              new ToolCall("call_1", "off", "{}"));
      assertThat(streamedArguments(0)).isEqualTo(text.calls().get(0).arguments());
      assertThat(streamedArguments(1)).isEqualTo("{}");
      assertThat(events.stream().filter(GenerationEvent.ToolCallStarted.class::isInstance))
          .hasSize(2);
    }
  }

  @Test
  void whatOnlyLooksLikeACallIsText() {
    for (String whole :
        List.of(
            "<tool_call>hello",
            "<tool_call>{\"name\":\"other\",\"arguments\":{}}</tool_call>",
            "a <tool_call><tool_cal",
            "<tool_call>")) {
      for (int seed = 0; seed < 40; seed++) {
        AnswerText text = feed(text(MARKED, new ToolChoice.Auto()), whole, random(seed));
        assertThat(text.text()).isEqualTo(whole);
        assertThat(streamedText()).isEqualTo(whole);
        assertThat(text.calls()).isEmpty();
      }
    }
    AnswerText text =
        feed(
            text(MARKED, new ToolChoice.None()),
            "<tool_call>{\"name\":\"off\",\"arguments\":{}}</tool_call>",
            random(1));
    assertThat(text.text()).startsWith("<tool_call>");
    assertThat(text.calls()).isEmpty();
  }

  @Test
  void aBareCallIsTheWholeAnswer() {
    for (int seed = 0; seed < 40; seed++) {
      AnswerText text =
          feed(
              text(BARE, new ToolChoice.Auto()),
              "{\"name\": \"note\", \"parameters\": {\"text\": \"x\"}}",
              random(seed));
      assertThat(text.calls()).containsExactly(new ToolCall("call_0", "note", "{\"text\": \"x\"}"));
      assertThat(text.text()).isEmpty();
      text = feed(text(BARE, new ToolChoice.Auto()), "{\"name\": 3}", random(seed));
      assertThat(text.text()).isEqualTo("{\"name\": 3}");
      text = feed(text(BARE, new ToolChoice.Auto(), "name"), "{\"name\": 3}", random(seed));
      assertThat(text.text()).isEqualTo("{\"");
    }
  }

  @Test
  void aCallThatIsDueBeginsWithItsMarkEvenIfThatIsNoToken() {
    AnswerText text = text(MARKED, new ToolChoice.Named("off"));
    assertThat(text.constraint()).isNotNull();
    feed(text, "<tool_call>{\"name\":\"off\",\"arguments\":{}}</tool_call>", random(2));
    assertThat(text.calls()).containsExactly(new ToolCall("call_0", "off", "{}"));
    assertThat(text.text()).isEmpty();
  }

  @Test
  void aCallThatIsCutOffIsKeptAsFarAsItCame() {
    AnswerText text =
        feed(
            text(MARKED, new ToolChoice.Auto()),
            "<tool_call>{\"name\":\"note\",\"arguments\":{\"te",
            random(1));
    assertThat(text.calls()).containsExactly(new ToolCall("call_0", "note", "{\"te"));
  }

  @Test
  void everyTokenBelongsToOneEventAtMost() {
    AnswerText text = text(MARKED, new ToolChoice.Auto());
    List<TokenInfo> fed = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      TokenInfo token = new TokenInfo(i, (i % 3 == 0 ? "<to" : "x").getBytes(UTF_8), -i, List.of());
      fed.add(token);
      text.feed(token);
    }
    text.finish();
    assertThat(events.stream().flatMap(event -> event.tokens().stream()))
        .containsExactlyElementsOf(fed);
  }
}
