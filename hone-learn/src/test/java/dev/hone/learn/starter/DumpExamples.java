package dev.hone.learn.starter;

import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Scratch: writes examples as JSON lines, for a look at them. Arguments: file, count, copying. */
final class DumpExamples {

  private DumpExamples() {}

  public static void main(String[] arguments) throws Exception {
    JsonMapper json = JsonMapper.builder().build();
    StarterCurriculum curriculum = new StarterCurriculum(1);
    long count = Long.parseLong(arguments[1]);
    double copying = Double.parseDouble(arguments[2]);
    try (BufferedWriter out = Files.newBufferedWriter(Path.of(arguments[0]))) {
      for (long i = 0; i < count; i++) {
        Example example = curriculum.example(i);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("messages", example.messages());
        row.put("tools", example.tools());
        out.write(json.writeValueAsString(row));
        out.newLine();
      }
    }
  }

  static List<String> none() {
    return List.of();
  }
}
