package dev.hone.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table with a title, for a terminal and for a page. Owned by one thread. */
public final class ReportTable {

  private final String title;
  private final List<List<String>> rows = new ArrayList<>();

  public ReportTable(String title, String... head) {
    this.title = title;
    rows.add(List.of(head));
  }

  /** Adds a row; cells that are not text are printed with {@code toString}. */
  public ReportTable row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell.toString());
    }
    if (row.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          row.size() + " cells under " + rows.getFirst().size() + " heads");
    }
    rows.add(row);
    return this;
  }

  void print(PrintWriter out) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    out.println(title);
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String space = " ".repeat(widths[i] - row.get(i).length());
        // The first column names the row; figures line up on the right.
        line.append("  ").append(i == 0 ? row.get(i) + space : space + row.get(i));
      }
      out.println(line.toString().stripTrailing());
    }
    out.println();
  }

  String markdown() {
    StringBuilder page = new StringBuilder("**").append(title).append("**\n\n");
    int columns = rows.getFirst().size();
    line(page, rows.getFirst());
    List<String> rule = new ArrayList<>(Collections.nCopies(columns, "--:"));
    rule.set(0, "---");
    line(page, rule);
    rows.subList(1, rows.size()).forEach(row -> line(page, row));
    return page.toString();
  }

  private static void line(StringBuilder page, List<String> cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
