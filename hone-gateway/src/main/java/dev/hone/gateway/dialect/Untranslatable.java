package dev.hone.gateway.dialect;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What one dialect can say and another cannot. */
final class Untranslatable {

  /** Fields that change what the answer is; without them it would be another request's answer. */
  private static final Set<String> NEEDED =
      Set.of(
          "n",
          "functions",
          "function_call",
          "tool_choice",
          "response_format",
          "text",
          "audio",
          "web_search_options",
          "background",
          "conversation",
          "prompt",
          "mcp_servers",
          "container");

  private Untranslatable() {}

  static GatewayException refusal(String path, String what, Dialect target) {
    return new GatewayException(
        Code.UNSUPPORTED,
        what
            + " cannot be said in the dialect '"
            + target.wireName()
            + "' that the upstream speaks; leave it out, or use an upstream of the same dialect.",
        path,
        null);
  }

  /** The extra fields that are left out on the way into another dialect. */
  static List<String> dropped(DialectRequest request, Dialect target) {
    List<String> dropped = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : request.extra().properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      boolean harmless =
          value.isNull()
              || (value.isBoolean() && !value.booleanValue())
              || (name.equals("n") && value.asInt(0) == 1);
      if (NEEDED.contains(name) && !harmless) {
        throw refusal(name, "'" + name + "'", target);
      }
      if (!harmless) {
        dropped.add(name);
      }
    }
    return dropped;
  }
}
