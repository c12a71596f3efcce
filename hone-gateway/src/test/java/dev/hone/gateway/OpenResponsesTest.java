package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.ScriptedEngine.Script;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The cases of the Open Responses compliance list that apply, in own words: plain answer, stream,
 * system message, tool call whole and streamed, image, several turns; each answer has every field
 * that the specification's response object requires. Web search and file search are run by servers
 * that offer them; Hone refuses both.
 */
class OpenResponsesTest {

  private static final Predicate<JsonNode> TEXT = JsonNode::isString;
  private static final Predicate<JsonNode> NUMBER = JsonNode::isNumber;
  private static final Predicate<JsonNode> WHOLE = JsonNode::isIntegralNumber;
  private static final Predicate<JsonNode> FLAG = JsonNode::isBoolean;
  private static final Predicate<JsonNode> LIST = JsonNode::isArray;
  private static final Predicate<JsonNode> OBJECT = JsonNode::isObject;

  private static final Map<String, Predicate<JsonNode>> REQUIRED =
      Map.ofEntries(
          Map.entry("id", TEXT),
          Map.entry("object", TEXT),
          Map.entry("created_at", WHOLE),
          Map.entry("completed_at", orNull(WHOLE)),
          Map.entry("status", TEXT),
          Map.entry("incomplete_details", orNull(OBJECT)),
          Map.entry("model", TEXT),
          Map.entry("previous_response_id", orNull(TEXT)),
          Map.entry("instructions", orNull(TEXT)),
          Map.entry("output", LIST),
          Map.entry("error", orNull(OBJECT)),
          Map.entry("tools", LIST),
          Map.entry("tool_choice", TEXT),
          Map.entry("truncation", TEXT),
          Map.entry("parallel_tool_calls", FLAG),
          Map.entry("text", OBJECT),
          Map.entry("top_p", NUMBER),
          Map.entry("presence_penalty", NUMBER),
          Map.entry("frequency_penalty", NUMBER),
          Map.entry("top_logprobs", WHOLE),
          Map.entry("temperature", NUMBER),
          Map.entry("reasoning", orNull(OBJECT)),
          Map.entry("user", orNull(TEXT)),
          Map.entry("usage", orNull(OBJECT)),
          Map.entry("max_output_tokens", orNull(WHOLE)),
          Map.entry("max_tool_calls", orNull(WHOLE)),
          Map.entry("store", FLAG),
          Map.entry("background", FLAG),
          Map.entry("service_tier", TEXT),
          Map.entry("metadata", OBJECT),
          Map.entry("safety_identifier", orNull(TEXT)),
          Map.entry("prompt_cache_key", orNull(TEXT)));

  private static final String WEATHER =
      "\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"description\":\"Says how it is.\","
          + "\"parameters\":{\"type\":\"object\",\"properties\":{\"place\":{\"type\":\"string\"}},"
          + "\"required\":[\"place\"]}}]";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Service service;

  @BeforeEach
  void start() {
    service = Service.start(folder);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private static Predicate<JsonNode> orNull(Predicate<JsonNode> kind) {
    return kind.or(JsonNode::isNull);
  }

  private static String says(String role, String content) {
    return "{\"type\":\"message\",\"role\":\"" + role + "\",\"content\":\"" + content + "\"}";
  }

  private static String body(String input, String... more) {
    return "{\"model\":\"starter\",\"input\":["
        + input
        + "]"
        + (more.length == 0 ? "" : "," + String.join(",", more))
        + "}";
  }

  private static JsonNode complete(JsonNode response) {
    REQUIRED.forEach(
        (field, kind) ->
            assertThat(kind.test(response.path(field))).as("%s of %s", field, response).isTrue());
    assertThat(response.path("object").stringValue()).isEqualTo("response");
    assertThat(response.path("status").stringValue()).isEqualTo("completed");
    assertThat(response.path("completed_at").isIntegralNumber()).isTrue();
    assertThat(response.path("output")).isNotEmpty();
    for (JsonNode tool : response.path("tools")) {
      assertThat(tool.propertyNames())
          .contains("type", "name", "description", "parameters", "strict");
    }
    return response;
  }

  private JsonNode whole(String body) throws Exception {
    HttpResponse<String> answer = service.post("/v1/responses", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return complete(Service.json(answer));
  }

  /** The events; each is named by its type, and their numbers rise by one. */
  private List<JsonNode> streamed(String body) throws Exception {
    HttpResponse<String> answer = service.post("/v1/responses", body);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    List<JsonNode> events = new ArrayList<>();
    for (String event : answer.body().split("\n\n")) {
      String[] lines = event.split("\n");
      JsonNode data = JsonMapper.shared().readTree(lines[1].substring("data: ".length()));
      assertThat(lines[0]).isEqualTo("event: " + data.path("type").stringValue());
      assertThat(data.path("sequence_number").asInt()).isEqualTo(events.size());
      events.add(data);
    }
    assertThat(events.getFirst().path("type").stringValue()).isEqualTo("response.created");
    assertThat(events.getLast().path("type").stringValue()).isEqualTo("response.completed");
    complete(events.getLast().path("response"));
    return events;
  }

  @Test
  void aPlainAnswer() throws Exception {
    JsonNode answer = whole(body(says("user", "Say hello.")));
    assertThat(answer.at("/output/0/type").stringValue()).isEqualTo("message");
    assertThat(answer.at("/output/0/status").stringValue()).isEqualTo("completed");
    assertThat(answer.at("/output/0/content/0/type").stringValue()).isEqualTo("output_text");
    assertThat(answer.at("/output/0/content/0/annotations").isArray()).isTrue();
    assertThat(answer.at("/output/0/content/0/logprobs").isArray()).isTrue();
  }

  @Test
  void aStream() throws Exception {
    List<JsonNode> events = streamed(body(says("user", "Count."), "\"stream\":true"));
    String text =
        events.stream()
            .filter(event -> event.path("type").stringValue().equals("response.output_text.delta"))
            .map(event -> event.path("delta").stringValue())
            .reduce("", String::concat);
    assertThat(text)
        .isEqualTo(events.getLast().at("/response/output/0/content/0/text").stringValue());
  }

  @Test
  void aSystemMessage() throws Exception {
    whole(body(says("system", "You are a pirate.") + "," + says("user", "Say hello.")));
    assertThat(service.engine.requests.getFirst().prompt().messages())
        .containsExactly(ChatMessage.system("You are a pirate."), ChatMessage.user("Say hello."));
  }

  @Test
  void aToolCall() throws Exception {
    service.engine.says(
        request -> Script.calling(new ToolCall("call_1", "weather", "{\"place\":\"Rome\"}")));
    JsonNode answer = whole(body(says("user", "How is it in Rome?"), WEATHER));
    assertThat(answer.at("/output/0/type").stringValue()).isEqualTo("function_call");
    assertThat(answer.at("/output/0/arguments").stringValue()).isEqualTo("{\"place\":\"Rome\"}");
    assertThat(answer.at("/output/0/call_id").stringValue()).isNotBlank();
  }

  @Test
  void aStreamedToolCall() throws Exception {
    service.engine.says(
        request -> Script.calling(new ToolCall("call_1", "weather", "{\"place\":\"Rome\"}")));
    List<JsonNode> events =
        streamed(body(says("user", "How is it in Rome?"), WEATHER, "\"stream\":true"));
    assertThat(events)
        .extracting(event -> event.path("type").stringValue())
        .contains(
            "response.function_call_arguments.delta", "response.function_call_arguments.done");
    for (String type : List.of("response.output_item.added", "response.output_item.done")) {
      assertThat(events)
          .anyMatch(
              event ->
                  event.path("type").stringValue().equals(type)
                      && event.at("/item/type").stringValue().equals("function_call"));
    }
  }

  @Test
  void severalTurns() throws Exception {
    whole(
        body(
            says("user", "My name is Alice.")
                + ","
                + says("assistant", "Hello Alice!")
                + ","
                + says("user", "What is my name?")));
    assertThat(service.engine.requests.getFirst().prompt().messages())
        .containsExactly(
            ChatMessage.user("My name is Alice."),
            ChatMessage.assistant("Hello Alice!"),
            ChatMessage.user("What is my name?"));
  }

  /** The embedded engine reads text only and says so; a model behind Hone gets to see the image. */
  @Test
  void anImage() throws Exception {
    String image =
        "{\"type\":\"message\",\"role\":\"user\",\"content\":["
            + "{\"type\":\"input_text\",\"text\":\"What is it?\"},"
            + "{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,iVBORw0KGgo=\"}]}";
    assertThat(service.post("/v1/responses", body(image)).statusCode()).isEqualTo(400);
    try (FakeUpstream upstream = new FakeUpstream();
        Service before = Service.before(folder.resolve("before"), upstream.options())) {
      upstream.answers(
          "application/json",
          "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
              + "\"content\":\"A heart.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,"
              + "\"completion_tokens\":2}}");
      HttpResponse<String> answer = before.post("/v1/responses", body(image));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      complete(Service.json(answer));
      assertThat(upstream.seen.getFirst().text()).contains("data:image/png;base64,iVBORw0KGgo=");
    }
  }

  @Test
  void toolsOfServersAreRefused() throws Exception {
    for (String type : List.of("web_search", "file_search")) {
      HttpResponse<String> answer =
          service.post(
              "/v1/responses", body(says("user", "hi"), "\"tools\":[{\"type\":\"" + type + "\"}]"));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("tools");
    }
  }
}
