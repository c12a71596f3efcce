package dev.hone.engine.constrain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hone.core.engine.EngineException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class JsonSchemaTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int SCHEMAS = 60;

  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static boolean accepts(String schema, String text) {
    Acceptor end = JsonSchema.compile("test", schema, true).start().next(text.getBytes(UTF_8));
    return end != null && end.complete();
  }

  private static List<com.networknt.schema.Error> errors(String schema, String value) {
    Schema checker =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    return checker.validate(value, InputFormat.JSON);
  }

  /** Picks random bytes, likes quotes and brackets; after a while heads for the end. */
  static String walk(Acceptor start, RandomGenerator random, int patience) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Acceptor at = start;
    while (!at.complete()) {
      List<Integer> allowed = new ArrayList<>();
      for (int b = 0; b < 256; b++) {
        if (at.next(b) != null) {
          allowed.add(b);
        }
      }
      assertThat(allowed).as("bytes allowed after %s", text).isNotEmpty();
      if (text.size() >= patience) {
        byte[] end = at.shortestEnd();
        text.writeBytes(end);
        Acceptor ended = at.next(end);
        at = Objects.requireNonNull(ended, () -> new String(end, UTF_8) + " ends " + text);
        continue;
      }
      int b = allowed.get(random.nextInt(allowed.size()));
      if (random.nextInt(3) == 0 && allowed.contains((int) '"')) {
        b = '"';
      }
      text.write(b);
      at = Objects.requireNonNull(at.next(b));
    }
    return text.toString(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyCompletedWalkIsValid(long seed) {
    RandomGenerator random = random(seed);
    RandomSchemas schemas = new RandomSchemas(random);
    for (int i = 0; i < SCHEMAS; i++) {
      String schema = schemas.document().toString();
      JsonSchema compiled = JsonSchema.compile("test", schema, false);
      for (int walk = 0; walk < 4; walk++) {
        String value = walk(compiled.start(), random, random.nextInt(120));
        assertThat(JSON.readTree(value)).as("seed %d: %s", seed, value).isNotNull();
        assertThat(errors(schema, value)).as("seed %d: %s for %s", seed, value, schema).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void everyValidValueIsAccepted(long seed) {
    RandomGenerator random = random(seed);
    RandomSchemas schemas = new RandomSchemas(random);
    for (int i = 0; i < SCHEMAS; i++) {
      ObjectNode schema = schemas.document();
      JsonSchema compiled = JsonSchema.compile("test", schema.toString(), false);
      for (int j = 0; j < 6; j++) {
        JsonNode value = schemas.value(schema, schema, 0);
        String text = JSON.writeValueAsString(value);
        Acceptor end = compiled.start().next(text.getBytes(UTF_8));
        assertThat(end != null && end.complete())
            .as("seed %d: %s for %s", seed, text, schema)
            .isTrue();
      }
    }
  }

  @Test
  void anyValueUnderAnEmptySchemaStaysWithinItsDepth() {
    RandomGenerator random = random(5);
    Acceptor start = JsonSchema.compile("test", "", true).start();
    for (int i = 0; i < 50; i++) {
      assertThat(JSON.readTree(walk(start, random, 200))).isNotNull();
    }
    assertThat(start.next("[".repeat(Acceptor.MAX_DEPTH).getBytes(UTF_8))).isNotNull();
    assertThat(start.next("[".repeat(Acceptor.MAX_DEPTH + 1).getBytes(UTF_8))).isNull();
  }

  @Test
  void objectsOfToolArgumentsAreClosedUnlessTheSchemaSaysOtherwise() {
    String closed = "{'type':'object','properties':{'a':{'type':'integer'}}}".replace('\'', '"');
    assertThat(accepts(closed, "{\"a\":1}")).isTrue();
    assertThat(accepts(closed, "{}")).isTrue();
    assertThat(accepts(closed, "{\"b\":1}")).isFalse();
    String open = closed.replace("\"type\":\"object\"", "\"additionalProperties\":true");
    assertThat(accepts(open, "{\"b\":1,\"a\":2}")).isTrue();
    assertThat(accepts(open, "{\"b\":1,\"b\":2}")).isFalse();
    assertThat(accepts(open, "{\"a\":1,\"a\":2}")).isFalse();
    assertThat(accepts("{\"type\":\"object\"}", "{\"free\":[1,{}]}")).isTrue();
  }

  @Test
  void oneSpaceMayStandBehindColonAndComma() {
    assertThat(accepts("{}", "{\"a\": [1, 2], \"b\": 3}")).isTrue();
    assertThat(accepts("{}", "{\"a\":  1}")).isFalse();
    assertThat(accepts("{}", "{ \"a\":1}")).isFalse();
    assertThat(accepts("{}", "{\"a\" :1}")).isFalse();
    assertThat(accepts("{}", "[1 ]")).isFalse();
  }

  @Test
  void textsAreCountedInCodePointsAndMustBeValid() {
    String two = "{\"type\":\"string\",\"minLength\":2,\"maxLength\":2}";
    assertThat(accepts(two, "\"😀é\"")).isTrue();
    assertThat(accepts(two, "\"\\ud83d\\ude00x\"")).isTrue();
    assertThat(accepts(two, "\"x\"")).isFalse();
    assertThat(accepts(two, "\"xyz\"")).isFalse();
    assertThat(accepts("{}", "\"\\ud83d\"")).isFalse();
    assertThat(accepts("{}", "\"\\ude00\"")).isFalse();
    assertThat(accepts("{}", "\"\n\"")).isFalse();
    Acceptor open = Objects.requireNonNull(JsonSchema.compile("t", "{}", true).start().next('"'));
    assertThat(open.next(new byte[] {(byte) 0xC0, (byte) 0x80})).isNull();
    assertThat(open.next(new byte[] {(byte) 0xED, (byte) 0xA0})).isNull();
    assertThat(open.next(new byte[] {(byte) 0xF5})).isNull();
  }

  @Test
  void numbersFollowTheGrammarOfJson() {
    for (String good : List.of("0", "-0", "12", "-1.5", "1e9", "2.5E-7", "0.001")) {
      assertThat(accepts("{\"type\":\"number\"}", good)).as(good).isTrue();
    }
    for (String bad : List.of("01", "-", ".5", "1.", "1e", "+1", "1e+", "--1")) {
      assertThat(accepts("{\"type\":\"number\"}", bad)).as(bad).isFalse();
    }
    assertThat(accepts("{\"type\":\"integer\"}", "1.0")).isFalse();
    assertThat(accepts("{\"enum\":[1,12,\"1\"]}", "12")).isTrue();
    assertThat(accepts("{\"enum\":[1,12]}", "1")).isTrue();
    assertThat(accepts("{\"type\":\"array\",\"items\":{\"enum\":[1,12]}}", "[1,12,1]")).isTrue();
  }

  @Test
  void partsOfASchemaAreJoined() {
    String joined =
        """
        {"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],
         "allOf":[{"properties":{"b":{"type":"boolean"}},"required":["b"]}]}
        """;
    assertThat(accepts(joined, "{\"b\":true,\"a\":1}")).isTrue();
    assertThat(accepts(joined, "{\"a\":1}")).isFalse();
    String either =
        """
        {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},
         "anyOf":[{"required":["a"]},{"required":["b"]}]}
        """;
    assertThat(accepts(either, "{\"b\":1}")).isTrue();
    assertThat(accepts(either, "{}")).isFalse();
    assertThat(accepts("{\"type\":[\"string\",\"null\"]}", "null")).isTrue();
    assertThat(accepts("{\"type\":\"string\",\"nullable\":true}", "null")).isTrue();
    assertThat(accepts("{\"prefixItems\":[{\"type\":\"null\"}],\"items\":false}", "[null]"))
        .isTrue();
    assertThat(accepts("{\"prefixItems\":[{\"type\":\"null\"}],\"items\":false}", "[null,1]"))
        .isFalse();
  }

  @Test
  void schemasThatCannotBeHeldToAreRefusedWithAReason() {
    refused("{", "is not JSON");
    refused("7", "where an object or a boolean must stand");
    refused("{\"$ref\":\"other.json\"}", "only references within the schema");
    refused("{\"$ref\":\"#/$defs/gone\"}", "which is not in it");
    refused("false", "allows no value");
    refused("{\"enum\":[]}", "allows no value");
    refused("{\"type\":\"text\"}", "unknown type 'text'");
    refused("{\"type\":\"string\",\"minLength\":3,\"maxLength\":2}", "allows no value");
    refused(
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}",
        "allows no value");
    refused("{\"$ref\":\"#\",\"minLength\":1}", "circle");
    refused("{\"items\":".repeat(70) + "{}" + "}".repeat(70), "too deep");
    String doubling =
        "{\"$defs\":{\"d0\":{\"const\":1}"
            + String.join(
                "",
                java.util.stream.IntStream.range(1, 40)
                    .mapToObj(
                        i ->
                            ",\"d%d\":{\"type\":\"object\",\"required\":[\"a\",\"b\"],\"properties\":{\"a\":{\"$ref\":\"#/$defs/d%d\"},\"b\":{\"$ref\":\"#/$defs/d%d\"}}}"
                                .formatted(i, i - 1, i - 1))
                    .toList())
            + "},\"$ref\":\"#/$defs/d39\"}";
    refused(doubling, "too large");
  }

  private static void refused(String schema, String reason) {
    assertThatThrownBy(() -> JsonSchema.compile("tool 'x'", schema, true))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.code()).isEqualTo(EngineException.Code.BAD_REQUEST))
        .hasMessageContaining("tool 'x'")
        .hasMessageContaining(reason);
  }
}
