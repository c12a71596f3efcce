package dev.hone.gateway.transfer.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.gateway.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Another reader finds the rows that were written. */
class ParquetWriterTest {

  private static final List<ParquetField> SCHEMA =
      List.of(
          ParquetField.text("t"),
          ParquetField.whole("w"),
          ParquetField.real("r"),
          ParquetField.flag("f"),
          ParquetField.many("l", ParquetField.text("x")),
          ParquetField.group(
              "g",
              ParquetField.whole("a"),
              ParquetField.many(
                  "n",
                  ParquetField.group(
                      "e",
                      ParquetField.text("k"),
                      ParquetField.many("v", ParquetField.whole("y"))))));

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void anyRowIsReadAsItWasWritten() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<JsonNode> rows = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      rows.add(row(random));
    }
    Path file = write(rows);

    // Read again as text, because a number in memory may have another Java type.
    List<JsonNode> expected =
        rows.stream().map(row -> JsonMapper.shared().readTree(row.toString())).toList();
    assertThat(DuckDb.rows(file)).as("seed %d", seed).isEqualTo(expected);
  }

  @Test
  void aFileWithoutRowsAndOneOfSeveralRowGroups() throws Exception {
    assertThat(DuckDb.rows(write(List.of()))).isEmpty();
    List<JsonNode> many = new ArrayList<>();
    for (int i = 0; i < ParquetWriter.ROW_GROUP_ROWS + 5; i++) {
      many.add(Json.object().put("w", (long) i));
    }
    List<JsonNode> read = DuckDb.rows(write(many));
    assertThat(read).hasSize(many.size());
    assertThat(read.getLast().path("w").asInt()).isEqualTo(ParquetWriter.ROW_GROUP_ROWS + 4);
  }

  @Test
  void otherJsonInATextFieldIsWrittenAsItsText() throws Exception {
    ObjectNode row = Json.object();
    row.putObject("t").put("a", 1);
    assertThat(DuckDb.rows(write(List.of(row))).getFirst().path("t").stringValue())
        .isEqualTo("{\"a\":1}");
  }

  private Path write(List<JsonNode> rows) throws IOException {
    Path file = folder.resolve(rows.size() + ".parquet");
    try (ParquetWriter writer = new ParquetWriter(Files.newOutputStream(file), SCHEMA)) {
      for (JsonNode row : rows) {
        writer.add(row);
      }
    }
    return file;
  }

  private static ObjectNode row(Random random) {
    ObjectNode row = Json.object();
    row.put("t", random.nextBoolean() ? null : text(random));
    row.put("w", random.nextBoolean() ? null : (Long) random.nextLong());
    row.put("r", random.nextBoolean() ? null : (Double) (random.nextInt(1000) + 0.25));
    row.put("f", random.nextBoolean() ? null : (Boolean) random.nextBoolean());
    if (random.nextInt(4) == 0) {
      row.putNull("l");
    } else {
      ArrayNode list = row.putArray("l");
      for (int i = random.nextInt(4); i > 0; i--) {
        list.add(random.nextInt(3) == 0 ? null : text(random));
      }
    }
    if (random.nextInt(4) == 0) {
      row.putNull("g");
    } else {
      group(row.putObject("g"), random);
    }
    return row;
  }

  private static void group(ObjectNode group, Random random) {
    group.put("a", random.nextBoolean() ? null : (Long) random.nextLong());
    if (random.nextInt(4) == 0) {
      group.putNull("n");
      return;
    }
    ArrayNode nested = group.putArray("n");
    for (int i = random.nextInt(4); i > 0; i--) {
      if (random.nextInt(5) == 0) {
        nested.addNull();
        continue;
      }
      ObjectNode element = nested.addObject().put("k", text(random));
      if (random.nextInt(4) == 0) {
        element.putNull("v");
      } else {
        ArrayNode values = element.putArray("v");
        for (int j = random.nextInt(3); j > 0; j--) {
          values.add(random.nextLong());
        }
      }
    }
  }

  private static String text(Random random) {
    return random.nextInt(5) == 0 ? "" : "äß\n\"" + random.nextInt(1 << 20) + "🙂";
  }
}
