package dev.hone.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a benchmark found: tables for people, figures for machines. Owned by one thread. */
public final class Report {

  private final String name;
  private final List<ReportTable> tables = new ArrayList<>();
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final List<Goal> goals = new ArrayList<>();
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

  /** Something to be reached; all goals stand in a table after the others. */
  public Report goal(Goal goal) {
    goals.add(goal);
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
    allTables().forEach(table -> table.print(out));
    notes.forEach(out::println);
    out.flush();
  }

  private List<ReportTable> allTables() {
    List<ReportTable> all = new ArrayList<>(tables);
    if (!goals.isEmpty()) {
      ReportTable table = new ReportTable("Goals", "what", "measured", "goal", "");
      for (Goal goal : goals) {
        table.row(
            goal.name(),
            goal.measured(),
            goal.wanted(),
            goal.reached() ? "reached" : "not reached");
      }
      all.add(table);
    }
    return all;
  }

  public String markdown() {
    StringBuilder page = new StringBuilder();
    allTables().forEach(table -> page.append(table.markdown()).append('\n'));
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
    if (!goals.isEmpty()) {
      ArrayNode list = root.putArray("goals");
      for (Goal goal : goals) {
        list.addObject()
            .put("name", goal.name())
            .put("value", goal.value())
            .put("goal", goal.wanted())
            .put("reached", goal.reached());
      }
    }
    notes.forEach(root.putArray("notes")::add);
    return mapper.writeValueAsString(root);
  }
}
