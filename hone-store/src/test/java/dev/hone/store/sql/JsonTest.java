package dev.hone.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class JsonTest {

  private static final long SEED = 20_261_120;

  private final JsonMapper mapper = JsonMapper.builder().build();
  private final Random random = new Random(SEED);

  @Test
  void keepsEverythingButTheMessages() {
    for (int i = 0; i < 2_000; i++) {
      ObjectNode body = object(3);
      if (random.nextBoolean()) {
        body.set("messages", value(3));
      }
      byte[] written =
          (random.nextBoolean()
                  ? mapper.writerWithDefaultPrettyPrinter().writeValueAsString(body)
                  : body.toString())
              .getBytes(StandardCharsets.UTF_8);
      JsonNode kept = mapper.readTree(new Json().withoutMessages(written));
      ObjectNode expected = body.deepCopy();
      expected.remove("messages");
      assertThat(kept).as("seed %d, case %d: %s", SEED, i, body).isEqualTo(expected);
    }
  }

  @Test
  void keepsTheBytesOfWhatItKeeps() {
    assertThat(without("{ \"a\" : 1.50,\n\"messages\":[{\"x\":\"]\"}] , \"b\":\"\\u00e4\" }"))
        .isEqualTo("{\"a\" : 1.50,\"b\":\"\\u00e4\"}");
    assertThat(without("{\"messages\":[]}")).isEqualTo("{}");
  }

  @Test
  void keepsWholeWhatIsNoObjectWithMessages() {
    for (String body : new String[] {"{\"a\":[1]}", "[1,2]", "{\"messages\":[", "", "no", "{}"}) {
      assertThat(without(body)).isEqualTo(body);
    }
    byte[] utf16 = "{\"messages\":[1],\"a\":2}".getBytes(StandardCharsets.UTF_16);
    assertThat(new Json().withoutMessages(utf16)).isEqualTo(utf16);
  }

  private static String without(String body) {
    return new String(
        new Json().withoutMessages(body.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  private ObjectNode object(int depth) {
    ObjectNode node = mapper.createObjectNode();
    for (int i = random.nextInt(5); i > 0; i--) {
      node.set(text(), value(depth - 1));
    }
    return node;
  }

  private JsonNode value(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> mapper.getNodeFactory().numberNode(random.nextInt());
      case 1 -> mapper.getNodeFactory().numberNode(random.nextDouble());
      case 2 -> mapper.getNodeFactory().booleanNode(random.nextBoolean());
      case 3 -> mapper.getNodeFactory().nullNode();
      case 4 -> mapper.getNodeFactory().stringNode(text());
      case 5 -> object(depth);
      default -> {
        ArrayNode array = mapper.createArrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(depth - 1));
        }
        yield array;
      }
    };
  }

  private String text() {
    String letters = "ab\"\\{}[]:,\n é漢😀";
    StringBuilder text = new StringBuilder("k");
    for (int i = random.nextInt(9); i > 0; i--) {
      int at =
          letters.offsetByCodePoints(
              0, random.nextInt(letters.codePointCount(0, letters.length())));
      text.appendCodePoint(letters.codePointAt(at));
    }
    return text.toString();
  }
}
