package dev.hone.learn.algorithm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of docs/algorithms.md, from the registry. */
public final class AlgorithmTables {

  private final AlgorithmRegistry registry = new AlgorithmRegistry();

  /** All tables, in Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    for (Kind kind : Kind.values()) {
      text.append("### ").append(kind.about()).append(" (`").append(kind.word()).append("`)\n\n");
      text.append("| name | formula | needs | knobs (default; range; source) | source |\n");
      text.append("|---|---|---|---|---|\n");
      for (Algorithm one : registry.of(kind)) {
        text.append(
            "| `%s` | %s | %s | %s | %s |%n"
                .formatted(
                    one.name(),
                    cell(one.formula()),
                    String.join(", ", one.inputs()),
                    knobs(one.knobs()),
                    cell(one.source()))
                .replace("\r", ""));
      }
      text.append('\n');
    }
    text.append("### Presets\n\n| preset | parts | knobs | source |\n|---|---|---|---|\n");
    for (Preset preset : Preset.all()) {
      Map<String, String> parts = new TreeMap<>();
      preset.parts().forEach((kind, name) -> parts.put(kind.word(), name));
      text.append(
              "| `%s` | %s | %s | %s |"
                  .formatted(
                      preset.name(),
                      pairs(parts),
                      pairs(new TreeMap<>(preset.knobs())),
                      preset.source()))
          .append('\n');
    }
    return text.toString();
  }

  private static String pairs(Map<String, String> pairs) {
    return String.join(
        "; ", pairs.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  private static String knobs(List<Knob> knobs) {
    return String.join(
        "<br>",
        knobs.stream()
            .map(
                knob ->
                    "`%s` %s; %s; %s"
                        .formatted(
                            knob.name(), knob.fallback(), knob.type().about(), cell(knob.source())))
            .toList());
  }

  /** A bar would end a table's cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
