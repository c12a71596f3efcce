package dev.hone.app;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Small requests for tests. */
final class Chat {

  private Chat() {}

  static ObjectNode say(String user, String text) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("model", "starter").put("user", user);
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    return body;
  }

  static ServiceClient.Answer ask(ServiceClient client, ObjectNode body, String... headers) {
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      map.put(headers[i], headers[i + 1]);
    }
    return client.call("POST", "/v1/chat/completions", body, map);
  }

  static String text(JsonNode answer) {
    return answer.path("choices").path(0).path("message").path("content").asString("");
  }
}
