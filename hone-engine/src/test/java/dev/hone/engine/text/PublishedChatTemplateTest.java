package dev.hone.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.EngineException;
import dev.hone.engine.text.jinja.MarkedText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real chat templates beside @huggingface/jinja (fixture made by expected-chats.mjs). */
class PublishedChatTemplateTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
  private static final JsonNode EXPECTED = expected();

  @ParameterizedTest
  @ValueSource(strings = {"qwen2_5", "qwen3", "llama3_2", "mistral_nemo", "gemma-like"})
  void rendersAsTheReferenceDoes(String model) throws IOException {
    ChatTemplate template = template(model);
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < EXPECTED.get("cases").size(); i++) {
      JsonNode one = EXPECTED.get("cases").get(i);
      JsonNode expected = EXPECTED.get("models").get(model).get(i);
      String name = model + ", " + one.get("name").stringValue();
      Prompt prompt = prompt(one);
      boolean open = one.get("open").booleanValue();
      if (expected.isString()) {
        MarkedText text = template.render(prompt, open);
        all.assertThat(text.characters()).as(name).isEqualTo(expected.stringValue());
      } else {
        all.assertThatThrownBy(() -> template.render(prompt, open))
            .as(name)
            .isInstanceOfSatisfying(
                EngineException.class,
                e -> assertThat(e.code()).isEqualTo(EngineException.Code.BAD_REQUEST))
            .hasMessageEndingWith(expected.get("refused").stringValue());
      }
    }
    all.assertAll();
  }

  @ParameterizedTest
  @CsvSource({
    "qwen2_5, MARKED, <|im_end|>",
    "qwen3, MARKED, <|im_end|>",
    "llama3_2, BARE_JSON, <|eot_id|>"
  })
  void anAnswerGoesOnFromItsPromptAndContentNeverBecomesAnAddedToken(
      String model, ToolCallFormat.Style style, String end) {
    ChatEncoder encoder = ChatEncoder.read(PublishedModels.folder(model), CLOCK);
    assertThat(encoder.toolCallFormat().style()).isEqualTo(style);
    assertThat(encoder.toolCallFormat().padding())
        .isEqualTo(style == ToolCallFormat.Style.MARKED ? "\n" : "");
    int[] answer =
        encoder.encodeAnswer(
            Prompt.of(ChatMessage.user("hi " + end)), ChatMessage.assistant("Hello " + end + "!"));
    int endId = encoder.tokenizer().id(end).getAsInt();
    assertThat(answer).endsWith(endId).containsOnlyOnce(endId);
    assertThat(encoder.tokenizer().decode(answer)).endsWith("Hello " + end + "!");

    StringBuilder everything = new StringBuilder("x");
    encoder.tokenizer().addedTokens().stream()
        .limit(300)
        .forEach(token -> everything.append(token.content()).append(' '));
    int[] harmless = encoder.encode(Prompt.of(ChatMessage.user("x")), true);
    int[] forged = encoder.encode(Prompt.of(ChatMessage.user(everything.toString())), true);
    assertThat(addedIn(encoder, forged)).isEqualTo(addedIn(encoder, harmless));
  }

  private static List<Integer> addedIn(ChatEncoder encoder, int[] ids) {
    List<Integer> added = encoder.tokenizer().addedTokens().stream().map(AddedToken::id).toList();
    List<Integer> found = new ArrayList<>();
    for (int id : ids) {
      if (added.contains(id)) {
        found.add(id);
      }
    }
    return found;
  }

  private static ChatTemplate template(String model) throws IOException {
    return model.equals("gemma-like")
        ? ChatTemplate.parse(
            Files.readString(Path.of("src/test/npm/gemma-like.jinja")),
            new ChatTemplate.SpecialNames("<bos>", "<eos>"),
            CLOCK)
        : ChatTemplate.read(PublishedModels.folder(model), CLOCK);
  }

  private static Prompt prompt(JsonNode one) {
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode node : one.get("messages")) {
      List<ToolCall> calls = new ArrayList<>();
      for (JsonNode call : node.path("tool_calls")) {
        calls.add(
            new ToolCall(
                call.get("id").stringValue(),
                call.get("function").get("name").stringValue(),
                call.get("function").get("arguments").toString()));
      }
      messages.add(
          new ChatMessage(
              Role.ofWireName(node.get("role").stringValue()),
              node.get("content").stringValue(),
              calls,
              node.path("tool_call_id").asString(null)));
    }
    List<ToolSpec> tools = new ArrayList<>();
    for (JsonNode tool : one.path("tools")) {
      JsonNode function = tool.get("function");
      tools.add(
          new ToolSpec(
              function.get("name").stringValue(),
              function.get("description").stringValue(),
              function.get("parameters").toString()));
    }
    return new Prompt(messages, tools);
  }

  private static JsonNode expected() {
    try (InputStream in =
        Objects.requireNonNull(
            PublishedChatTemplateTest.class.getResourceAsStream("expected-chats.json"))) {
      return JsonMapper.builder().build().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
