package dev.hone.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a benchmark found: tables for people, figures for machines. Owned by one thread. */
public final class Report {

  private final String name;
  private final List<ReportTable> tables = new ArrayList<>();
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * An empty report.
   *
   * @param name of the benchmark, as in its command
   */
  public Report(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  public Report add(ReportTable table) {
    tables.add(table);
    return this;
  }

  /** A figure under a stable key such as {@code train.full.2.ratio}. */
  public Report figure(String key, double value) {
    figures.put(key, value);
    return this;
  }

  /** What a reader of the figures must know. */
  public Report note(String sentence) {
    notes.add(sentence);
    return this;
  }

  public Map<String, Double> figures() {
    return Map.copyOf(figures);
  }

  public void print(PrintWriter out) {
    tables.forEach(table -> table.print(out));
    notes.forEach(out::println);
    out.flush();
  }

  public String markdown() {
    StringBuilder page = new StringBuilder();
    tables.forEach(table -> page.append(table.markdown()).append('\n'));
    notes.forEach(note -> page.append("- ").append(note).append('\n'));
    return page.toString();
  }

  /** One line. */
  public String json() {
    JsonMapper mapper = JsonMapper.builder().build();
    ObjectNode root = mapper.createObjectNode();
    root.put("benchmark", name);
    root.put("machine", Machine.read().line());
    ObjectNode values = root.putObject("figures");
    figures.forEach(values::put);
    notes.forEach(root.putArray("notes")::add);
    return mapper.writeValueAsString(root);
  }
}
