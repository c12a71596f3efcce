package dev.hone.app.agents;

import dev.hone.app.ServiceClient;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A step in Hone's ledger.
 *
 * @param call the number of the call that it answers, read from the mark in its answer; 0 if it has
 *     none
 * @param nextState whether something is known of what came after it
 */
record KeptStep(
    String id,
    String session,
    String turn,
    boolean side,
    @Nullable String lineReason,
    boolean complete,
    boolean nextState,
    int call) {

  private static final Pattern MARK = Pattern.compile("\\bc(\\d{6})|_c(\\d{6})_");
  private static final int MOST_SESSIONS = 1000;

  /** All of them. */
  static List<KeptStep> all(ServiceClient client) {
    List<KeptStep> steps = new ArrayList<>();
    for (JsonNode session : client.get("/api/sessions?limit=" + MOST_SESSIONS).path("sessions")) {
      JsonNode whole = client.get("/api/sessions/" + session.path("id").stringValue());
      for (JsonNode step : whole.path("steps")) {
        JsonNode alone = client.get("/api/steps/" + step.path("id").stringValue());
        steps.add(
            new KeptStep(
                step.path("id").stringValue(),
                step.path("session").stringValue(),
                step.path("turn").stringValue(),
                step.path("line").stringValue().equals("side"),
                step.path("line_reason").asString(null),
                step.path("status").stringValue().equals("complete"),
                !alone.path("next_states").isEmpty(),
                mark(step.path("response").toString())));
      }
    }
    return steps;
  }

  private static int mark(String response) {
    Matcher matcher = MARK.matcher(response);
    if (!matcher.find()) {
      return 0;
    }
    return Integer.parseInt(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
  }
}
