package dev.hone.gateway.trajectory;

import dev.hone.gateway.http.Json;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a request said and Hone has no place for: the answer names it. */
final class NotKept {

  private static final String FIELD = "not_kept";

  private NotKept() {}

  /** Fields with something in them that are not among the known ones. */
  static Set<String> of(JsonNode body, Collection<String> known) {
    Set<String> names = new TreeSet<>();
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      JsonNode value = field.getValue();
      boolean empty = value.isNull() || (value.isContainer() && value.isEmpty());
      if (!empty && !known.contains(field.getKey())) {
        names.add(field.getKey());
      }
    }
    return names;
  }

  static ObjectNode ok(Collection<String> notKept) {
    ObjectNode root = Json.object().put("status", "ok");
    ArrayNode array = root.putArray(FIELD);
    notKept.forEach(array::add);
    return root;
  }
}
