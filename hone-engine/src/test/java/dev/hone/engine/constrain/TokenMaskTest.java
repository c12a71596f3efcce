package dev.hone.engine.constrain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.EngineException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenMaskTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** All bytes, then pieces such as a tokenizer would learn, then a special token without bytes. */
  private static List<byte[]> vocabulary(RandomGenerator random, int pieces) {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    String[] parts = {
      "\":", "{\"", "\"}", "\",\"", "name", "arg", "uments", " ", "true", "null", "1", "23", "e",
      "é", "😀", "a", "}}", "]", "[", ","
    };
    for (int i = 0; i < pieces; i++) {
      StringBuilder piece = new StringBuilder();
      for (int j = random.nextInt(4); j >= 0; j--) {
        piece.append(parts[random.nextInt(parts.length)]);
      }
      tokens.add(piece.toString().getBytes(UTF_8));
    }
    tokens.add(new byte[0]);
    return tokens;
  }

  @Test
  void masksEqualTryingEachTokenAlone() {
    RandomGenerator random = JsonSchemaTest.random(21);
    List<byte[]> tokens = vocabulary(random, 600);
    TokenMask mask = new TokenMask(tokens);
    RandomSchemas schemas = new RandomSchemas(random);
    for (int i = 0; i < 25; i++) {
      Acceptor at = JsonSchema.compile("t", schemas.document().toString(), true).start();
      for (int step = 0; step < 30 && !at.closed(); step++) {
        BitSet allowed = mask.allowed(at);
        for (int id = 0; id < tokens.size(); id++) {
          byte[] token = tokens.get(id);
          assertThat(allowed.get(id)).isEqualTo(token.length > 0 && at.next(token) != null);
        }
        if (allowed.isEmpty()) {
          break;
        }
        int[] ids = allowed.stream().toArray();
        at = Objects.requireNonNull(at.next(tokens.get(ids[random.nextInt(ids.length)])));
      }
    }
  }

  @Test
  void stringsWithRoomShareAMask() {
    TokenMask mask = new TokenMask(vocabulary(JsonSchemaTest.random(1), 100));
    Acceptor at =
        Objects.requireNonNull(
            JsonSchema.compile("t", "{\"type\":\"string\",\"maxLength\":5000}", true)
                .start()
                .next('"'));
    mask.allowed(at);
    int kept = mask.keptCount();
    for (int i = 0; i < 100; i++) {
      at = Objects.requireNonNull(at.next('x'));
      mask.allowed(at);
    }
    assertThat(mask.keptCount()).isEqualTo(kept);
    assertThat(mask.kept(at)).isNotNull();
  }

  @Test
  void theLongestTokenThatBeginsATextIsFound() {
    RandomGenerator random = JsonSchemaTest.random(2);
    List<byte[]> tokens = vocabulary(random, 300);
    TokenMask mask = new TokenMask(tokens);
    byte[] text = "xx{\"name\":true,\"name\"}}é".getBytes(UTF_8);
    for (int from = 0; from < text.length; from++) {
      int best = 0;
      for (byte[] token : tokens) {
        if (token.length > best
            && from + token.length <= text.length
            && java.util.Arrays.equals(text, from, from + token.length, token, 0, token.length)) {
          best = token.length;
        }
      }
      assertThat(tokens.get(mask.longestPrefix(text, from))).hasSize(best);
    }
    assertThat(new TokenMask(List.of("ab".getBytes(UTF_8))).longestPrefix(text, 0)).isEqualTo(-1);
  }

  private static final List<ToolSpec> TOOLS =
      List.of(
          new ToolSpec(
              "get",
              "",
              "{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\",\"maxLength\":4}},\"required\":[\"q\"]}"),
          new ToolSpec("get_all", "", "{\"type\":\"object\",\"properties\":{}}"),
          new ToolSpec("say \"hi\"", "", ""));

  @Test
  void callsNameOneOfTheToolsAndHoldToItsSchema() {
    ToolCallGrammar grammar =
        new ToolCallGrammar(TOOLS, "arguments", List.of("", "\n"), List.of("</c>", "\n</c>"));
    for (String good :
        List.of(
            "{\"name\":\"get\",\"arguments\":{\"q\":\"a\"}}</c>",
            "\n{\"name\": \"get\", \"arguments\": {\"q\": \"a\"}}\n</c>",
            "{\"name\":\"get_all\",\"arguments\":{}}</c>",
            "{\"name\":\"say \\\"hi\\\"\",\"arguments\":{\"x\":1}}</c>")) {
      Acceptor end = grammar.start().next(good.getBytes(UTF_8));
      assertThat(end != null && end.closed()).as(good).isTrue();
    }
    for (String bad :
        List.of(
            "{\"name\":\"other\"",
            "{\"arguments\"",
            "{\"name\":\"get\",\"arguments\":{}",
            "{\"name\":\"get_all\",\"arguments\":{\"q\"",
            "\n\n",
            "{\"name\":\"get\",\"arguments\":{\"q\":\"abcde")) {
      assertThat(grammar.start().next(bad.getBytes(UTF_8))).as(bad).isNull();
    }
  }

  @Test
  void tokenWalksOfAnyVocabularyEndInACall() {
    RandomGenerator random = JsonSchemaTest.random(8);
    List<byte[]> tokens = vocabulary(random, 400);
    TokenMask mask = new TokenMask(tokens);
    ToolCallGrammar grammar = new ToolCallGrammar(TOOLS, "parameters", List.of(), List.of());
    for (int i = 0; i < 40; i++) {
      Acceptor at = grammar.start();
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      int budget = 60 + random.nextInt(60);
      while (!at.closed()) {
        byte[] end = at.shortestEnd();
        assertThat(end.length).isLessThanOrEqualTo(budget);
        int[] ids = mask.allowed(at).stream().toArray();
        int id = ids[random.nextInt(ids.length)];
        Acceptor next = Objects.requireNonNull(at.next(tokens.get(id)));
        if (next.shortestEnd().length > budget - 1) {
          id = mask.longestPrefix(end, 0);
          next = Objects.requireNonNull(at.next(tokens.get(id)));
        }
        text.writeBytes(tokens.get(id));
        at = next;
        budget--;
      }
      JsonNode call = JSON.readTree(text.toString(UTF_8));
      assertThat(call.propertyNames()).containsExactly("name", "parameters");
    }
  }

  @Test
  void aCallWithoutToolsIsRefused() {
    assertThatThrownBy(() -> new ToolCallGrammar(List.of(), "arguments", List.of(), List.of()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("no tool");
  }
}
