package dev.hone.gateway.transfer;

import dev.hone.gateway.http.Json;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an export was made of.
 *
 * @param sessions that were looked at
 * @param steps that fit the query
 * @param rows written
 * @param leftOut steps that fit the query and gave no row, by reason
 */
public record ExportCounts(long sessions, long steps, long rows, Map<String, Long> leftOut) {

  public ExportCounts {
    leftOut = Map.copyOf(leftOut);
  }

  /** As it stands at the end of an export, and in the summary of the command. */
  public ObjectNode json() {
    ObjectNode node = Json.object().put("sessions", sessions).put("steps", steps).put("rows", rows);
    ObjectNode reasons = node.putObject("left_out");
    new TreeMap<>(leftOut).forEach(reasons::put);
    return node;
  }
}
