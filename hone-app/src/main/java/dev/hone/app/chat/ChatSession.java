package dev.hone.app.chat;

import dev.hone.app.ChatJson;
import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.ServiceException;
import dev.hone.learn.starter.Skill;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One conversation in a terminal. Owned by one thread. */
public final class ChatSession {

  /** A turn that calls tools more often than this has lost its way. */
  private static final int MOST_STEPS = 6;

  private final ServiceClient client;
  private final String model;
  private final String user;
  private final PrintWriter out;
  private final ToyTools tools = new ToyTools();
  private ArrayNode messages = Json.MAPPER.createArrayNode();
  private String session = UUID.randomUUID().toString();
  private @Nullable String lastStep;

  public ChatSession(ServiceClient client, String model, String user, PrintWriter out) {
    this.client = client;
    this.model = model;
    this.user = user;
    this.out = out;
  }

  public void greet() {
    out.println("Talking to " + model + " at " + client.url() + " as " + user + ".");
    out.println("Correct it in plain words, or type /help. Leave with /quit.");
    out.flush();
  }

  /** A line that was typed: a command or something to say. */
  public void take(String line) {
    try {
      if (line.startsWith("/")) {
        command(line);
      } else {
        say(line);
      }
    } catch (ServiceException e) {
      out.println("! " + e.getMessage());
    }
    out.flush();
  }

  private void command(String line) {
    String[] words = line.split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "/good" -> feedback("good", rest);
      case "/bad" -> feedback("bad", rest);
      case "/why" -> why();
      case "/lessons" -> lessons();
      case "/versions" -> versions();
      case "/new" -> {
        messages = Json.MAPPER.createArrayNode();
        session = UUID.randomUUID().toString();
        lastStep = null;
        out.println("A new conversation.");
      }
      case "/help" -> help();
      default -> out.println("There is no " + words[0] + "; /help lists what there is.");
    }
  }

  private void help() {
    out.println(
        """
        /good [words]  the last answer was right
        /bad [words]   the last answer was wrong; the words become a lesson
        /why           what the last answer was made of: version, lessons, what was judged
        /lessons       what you have taught
        /versions      the versions of the policy
        /new           begin a new conversation
        /quit          leave\
        """);
  }

  private void say(String text) {
    messages.addObject().put("role", "user").put("content", text);
    for (int step = 0; step < MOST_STEPS; step++) {
      ObjectNode answer = ask();
      messages.add(answer);
      JsonNode calls = answer.path("tool_calls");
      if (calls.isEmpty()) {
        return;
      }
      for (JsonNode call : calls) {
        JsonNode function = call.path("function");
        String name = function.path("name").asString("");
        String arguments = function.path("arguments").asString("{}");
        String result = tools.call(name, arguments);
        out.println("  → " + name + " " + arguments);
        out.println("  ← " + result);
        messages
            .addObject()
            .put("role", "tool")
            .put("tool_call_id", call.path("id").asString(""))
            .put("content", result);
      }
    }
    out.println("! it keeps calling tools; stopped after " + MOST_STEPS + " steps");
  }

  /** One step, printed as it streams; returns the assistant's message. */
  private ObjectNode ask() {
    ObjectNode body = Json.MAPPER.createObjectNode().put("model", model).put("user", user);
    body.set("messages", messages.deepCopy());
    body.set("tools", toolList());
    body.put("stream", true);
    StringBuilder text = new StringBuilder();
    List<ObjectNode> calls = new ArrayList<>();
    Map<String, String> headers =
        client.stream(
            "/v1/chat/completions",
            body,
            Map.of("X-Session-Id", session),
            chunk -> {
              JsonNode delta = chunk.path("choices").path(0).path("delta");
              String piece = delta.path("content").asString("");
              if (!piece.isEmpty()) {
                out.print(text.isEmpty() ? "hone> " + piece : piece);
                out.flush();
                text.append(piece);
              }
              delta.path("tool_calls").forEach(fragment -> gather(calls, fragment));
            });
    if (!text.isEmpty()) {
      out.println();
    }
    lastStep = headers.get("x-hone-step");
    ObjectNode answer = Json.MAPPER.createObjectNode().put("role", "assistant");
    answer.put("content", text.toString());
    if (!calls.isEmpty()) {
      answer.set("tool_calls", Json.MAPPER.createArrayNode().addAll(calls));
    }
    return answer;
  }

  /** Puts the fragments of streamed tool calls together by their index. */
  private static void gather(List<ObjectNode> calls, JsonNode fragment) {
    int index = fragment.path("index").asInt(0);
    while (calls.size() <= index) {
      ObjectNode call = Json.MAPPER.createObjectNode().put("type", "function");
      call.putObject("function").put("name", "").put("arguments", "");
      calls.add(call);
    }
    ObjectNode call = calls.get(index);
    if (fragment.hasNonNull("id")) {
      call.put("id", fragment.path("id").asString());
    }
    ObjectNode function = (ObjectNode) call.path("function");
    JsonNode more = fragment.path("function");
    if (more.hasNonNull("name")) {
      function.put("name", more.path("name").asString());
    }
    function.put(
        "arguments", function.path("arguments").asString("") + more.path("arguments").asString(""));
  }

  private static ArrayNode toolList() {
    return ChatJson.writeTools(Arrays.stream(Skill.values()).map(Skill::spec).toList());
  }

  private void feedback(String verdict, String comment) {
    if (lastStep == null) {
      out.println("There is no answer yet.");
      return;
    }
    ObjectNode body = Json.MAPPER.createObjectNode().put("step", lastStep).put("verdict", verdict);
    if (!comment.isEmpty()) {
      body.put("comment", comment);
    }
    client.post("/v1/feedback", body);
    out.println("Noted.");
  }

  private void why() {
    if (lastStep == null) {
      out.println("There is no answer yet.");
      return;
    }
    JsonNode step = client.get("/api/steps/" + lastStep);
    out.println("version   " + step.path("version").asString("(upstream)"));
    out.println("lessons   " + step.path("lessons").size() + " in the prompt");
    for (JsonNode judgement : step.path("judgements")) {
      out.println(
          "judged    "
              + judgement.path("verdict").asString("")
              + " by "
              + judgement.path("source").asString("")
              + ": "
              + judgement.path("reason").asString(""));
    }
    out.println("step      " + lastStep);
  }

  private void lessons() {
    JsonNode lessons =
        client.get(
            "/api/lessons?scope=" + URLEncoder.encode("user:" + user, StandardCharsets.UTF_8));
    for (JsonNode lesson : lessons.path("lessons")) {
      out.println(
          "%-10s %s"
              .formatted(lesson.path("state").asString(""), lesson.path("text").asString("")));
    }
    if (lessons.path("lessons").isEmpty()) {
      out.println("None yet. Correct an answer in plain words.");
    }
  }

  private void versions() {
    for (JsonNode version : client.get("/api/versions").path("versions")) {
      out.println(
          "%-14s %-10s %s"
              .formatted(
                  version.path("ref").asString(""),
                  version.path("state").asString(""),
                  version.path("scope").asString("")));
    }
  }
}
