package dev.hone.app.demo;

import dev.hone.app.ChatJson;
import dev.hone.app.ServiceClient;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.learn.starter.Answerer;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The agent as its users meet it: over the public HTTP API, greedily, so that runs repeat. */
final class ApiAgent {

  private final ServiceClient client;
  private final String model;
  private final String user;

  ApiAgent(ServiceClient client, String model, String user) {
    this.client = client;
    this.model = model;
    this.user = user;
  }

  /**
   * What came back.
   *
   * @param version which version answered
   * @param step the step's id, for feedback
   * @param lessons how many stood in the prompt
   */
  record Reply(ChatMessage message, String version, String step, int lessons) {}

  /** A step of the agent's own work: judged and trained on. */
  Reply ask(Prompt prompt, String session) {
    return send(prompt, Map.of("X-Session-Id", session));
  }

  /** A measurement: kept, but never trained on. */
  Reply probe(Prompt prompt, boolean lessons) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Turn-Type", "side");
    if (!lessons) {
      headers.put("X-Hone-Lessons", "off");
    }
    return send(prompt, headers);
  }

  private Reply send(Prompt prompt, Map<String, String> headers) {
    ObjectNode body =
        ChatJson.request(model, user, prompt)
            .put("temperature", 0)
            .put("max_tokens", Answerer.MAX_TOKENS);
    ServiceClient.Answer answer = client.call("POST", "/v1/chat/completions", body, headers);
    return new Reply(
        ChatJson.read(answer.body()),
        answer.body().path("model").asString(""),
        answer.headers().getOrDefault("x-hone-step", ""),
        Integer.parseInt(answer.headers().getOrDefault("x-hone-lessons-applied", "0")));
  }
}
