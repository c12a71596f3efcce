package dev.hone.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our ids beside those of the packages' own JavaScript (fixture made by expected-ids.mjs). */
class PublishedTokenizerTest {

  private static final JsonNode EXPECTED = expected();

  @ParameterizedTest
  @ValueSource(strings = {"qwen2_5", "qwen3", "llama3_2", "mistral_nemo", "gpt2", "gemma2"})
  void idsAreThoseOfTheReference(String name) {
    Tokenizer tokenizer = Tokenizer.read(PublishedModels.tokenizerJson(name));
    JsonNode expected = EXPECTED.get("tokenizers").get(name);
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < EXPECTED.get("corpus").size(); i++) {
      String text = EXPECTED.get("corpus").get(i).stringValue();
      all.assertThat(tokenizer.encode(text, true))
          .as("%s of «%s»", name, text)
          .isEqualTo(ids(expected.get("plain").get(i)));
    }
    for (JsonNode pair : expected.get("special")) {
      String text = pair.get("text").stringValue();
      all.assertThat(tokenizer.encode(text, true))
          .as("%s of «%s»", name, text)
          .isEqualTo(ids(pair.get("ids")));
    }
    all.assertThat(tokenizer.encodeWithSpecialTokens("Hello, world!"))
        .isEqualTo(ids(expected.get("whole")));
    all.assertAll();
  }

  private static int[] ids(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  private static JsonNode expected() {
    try (InputStream in =
        Objects.requireNonNull(
            PublishedTokenizerTest.class.getResourceAsStream("expected-ids.json"))) {
      JsonNode root = JsonMapper.builder().build().readTree(in);
      assertThat(root.get("corpus").size()).isGreaterThan(200);
      return root;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
