package dev.hone.learn.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * DART's choice of trainable trajectories over stored rows: of the latest versions, unused, with a
 * reward that is not an error (−1); groups of a task with enough rows and a mean in [0, most); an
 * all-zero group has its oldest row exchanged for the task's newest stored success, whatever its
 * version, or is dropped. Source: dart-gui {@code trainable_filter}; learning.md §4.
 *
 * @param latest versions that count as new
 * @param least rows of a task
 * @param most exclusive bound of the mean
 */
public record TrajectorySelection(Set<String> latest, int least, double most) {

  private static final double ERROR = -1;

  /** A stored trajectory. */
  public record Row(
      String id, String task, double reward, String version, boolean used, double created) {}

  public TrajectorySelection {
    latest = Set.copyOf(latest);
  }

  /** Ids of what is trained on: by task in order of appearance, oldest first within one. */
  public List<String> of(List<Row> rows) {
    Map<String, List<Row>> byTask = new LinkedHashMap<>();
    for (Row row : rows) {
      if (latest.contains(row.version()) && !row.used() && row.reward() != ERROR) {
        byTask.computeIfAbsent(row.task(), task -> new ArrayList<>()).add(row);
      }
    }
    GroupRule.Trainable rule = new GroupRule.Trainable(least, most);
    List<String> selected = new ArrayList<>();
    byTask.forEach(
        (task, group) -> {
          group.sort(Comparator.comparingDouble(Row::created));
          switch (rule.of(group.stream().mapToDouble(Row::reward).toArray())) {
            case TRAIN -> group.forEach(row -> selected.add(row.id()));
            case INJECT_POSITIVE ->
                success(rows, task)
                    .ifPresent(
                        row -> {
                          group.set(0, row);
                          group.forEach(one -> selected.add(one.id()));
                        });
            case WAIT, DROP, DROP_ALL_SUCCESS -> {
              // Nothing of this task now.
            }
          }
        });
    return selected;
  }

  private static Optional<Row> success(List<Row> rows, String task) {
    return rows.stream()
        .filter(row -> row.task().equals(task) && row.reward() > 0)
        .max(Comparator.comparingDouble(Row::created));
  }
}
