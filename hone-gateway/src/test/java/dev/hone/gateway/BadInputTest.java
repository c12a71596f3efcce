package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What callers get wrong, and what they are told. */
class BadInputTest {

  private static final String CHAT = "/v1/chat/completions";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Service service;

  @BeforeEach
  void start() {
    service =
        Service.with(
            folder,
            options ->
                options.withHttp(
                    options
                        .http()
                        .withTimeouts(
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(5))));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private static JsonNode error(HttpResponse<String> answer) {
    JsonNode error = Service.json(answer).path("error");
    assertThat(answer.headers().firstValue("x-request-id"))
        .hasValue(error.path("request_id").stringValue());
    assertThat(error.path("message").stringValue()).isNotBlank().doesNotContain("Exception");
    return error;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model":"starter"}                                                | messages
          {"messages":[{"role":"user","content":"a"}]}                       | model
          {"model":3,"messages":[{"role":"user","content":"a"}]}             | model
          {"model":"starter","messages":[]}                                  | messages
          {"model":"starter","messages":"hi"}                                | messages
          {"model":"starter","messages":["hi"]}                              | messages[0]
          {"model":"starter","messages":[{"content":"a"}]}                   | messages[0].role
          {"model":"starter","messages":[{"role":"king","content":"a"}]}     | messages[0].role
          {"model":"starter","messages":[{"role":"user"}]}                   | messages[0].content
          {"model":"starter","messages":[{"role":"user","content":7}]}       | messages[0].content
          {"model":"starter","messages":[{"role":"tool","content":"a"}]}     | messages[0].tool_call_id
          """)
  void messagesAreRead(String body, String param) throws Exception {
    HttpResponse<String> answer = service.post(CHAT, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).path("param").stringValue()).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "temperature":3              | temperature
          "temperature":"hot"          | temperature
          "top_p":0                    | top_p
          "top_p":1.5                  | top_p
          "n":2                        | n
          "max_tokens":0               | max_tokens
          "max_tokens":1.5             | max_tokens
          "seed":"x"                   | seed
          "stop":["a","b","c","d","e"] | stop
          "stop":[1]                   | stop[0]
          "presence_penalty":-3        | presence_penalty
          "top_logprobs":3             | top_logprobs
          "logprobs":"yes"             | logprobs
          "stream":"yes"               | stream
          "stream_options":{}          | stream_options
          "tools":{}                   | tools
          "tools":[{"type":"custom"}]  | tools[0].type
          "tool_choice":"required"     | tool_choice
          "tool_choice":"perhaps"      | tool_choice
          "response_format":{"type":"json_object"} | response_format
          "functions":[]               | functions
          "user":""                    | user
          """)
  void fieldsAreRead(String field, String param) throws Exception {
    HttpResponse<String> answer =
        service.post(
            CHAT,
            "{\"model\":\"starter\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
                + field
                + "}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).path("param").stringValue()).isEqualTo(param);
  }

  @Test
  void imagesAreRefusedAndTextPartsRead() throws Exception {
    HttpResponse<String> image =
        service.post(
            CHAT,
            "{\"model\":\"starter\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                + "\"image_url\",\"image_url\":{\"url\":\"https://example.com/a.png\"}}]}]}");
    assertThat(image.statusCode()).isEqualTo(400);
    assertThat(error(image).path("message").stringValue()).contains("text only");
    HttpResponse<String> text =
        service.post(
            CHAT,
            "{\"model\":\"starter\",\"unknown\":{\"x\":1},\"messages\":[{\"role\":\"user\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":"
                + "\"b\"}]}]}");
    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(service.engine.requests.getLast().prompt().messages().getLast().content())
        .isEqualTo("ab");
  }

  @Test
  void malformedJsonSaysWhere() throws Exception {
    HttpResponse<String> answer = service.post(CHAT, "{\"model\":\n  oops}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).path("message").stringValue()).contains("line 2").contains("column");
    assertThat(service.post(CHAT, "").statusCode()).isEqualTo(400);
    assertThat(service.post(CHAT, "[1]").statusCode()).isEqualTo(400);
    assertThat(service.post(CHAT, "{} {}").statusCode()).isEqualTo(400);
    assertThat(service.post(CHAT, "[".repeat(100_000)).statusCode()).isEqualTo(400);
  }

  @Test
  void unknownModelNamesTheKnownOnes() throws Exception {
    for (String model : new String[] {"nothing", "starter@7", "other@0", "a@b@c"}) {
      HttpResponse<String> answer =
          service.post(
              CHAT,
              "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
      assertThat(answer.statusCode()).isEqualTo(404);
      JsonNode error = error(answer);
      assertThat(error.path("code").stringValue()).isEqualTo("model_not_found");
      assertThat(error.path("message").stringValue()).contains("starter@0");
    }
  }

  @Test
  void keysAreChecked() throws Exception {
    HttpRequest.Builder wrong =
        HttpRequest.newBuilder(service.at(CHAT)).header("Authorization", "Bearer nonsense");
    HttpResponse<String> answer = service.send(wrong, "POST", Service.chatBody("a", false));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(error(answer).path("code").stringValue()).isEqualTo("invalid_api_key");
    HttpResponse<String> none =
        service.send(HttpRequest.newBuilder(service.at("/v1/models")).GET());
    assertThat(none.statusCode()).isEqualTo(401);
  }

  @Test
  void unknownPathsAndMethods() throws Exception {
    assertThat(service.get("/nowhere").statusCode()).isEqualTo(404);
    HttpResponse<String> answer = service.get(CHAT);
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    error(answer);
  }

  @Test
  void requestIdIsEchoedIfSane() throws Exception {
    HttpResponse<String> answer = service.chat("hi", "x-request-id", "mine-1");
    assertThat(answer.headers().firstValue("x-request-id")).hasValue("mine-1");
    HttpResponse<String> odd = service.chat("hi", "x-request-id", "<script>");
    assertThat(odd.headers().firstValue("x-request-id").orElseThrow()).startsWith("req_");
  }

  @Test
  void aBodyOfFiftyMegabytesIsAnswered() throws Exception {
    byte[] large = new byte[50 << 20];
    HttpRequest.Builder known = service.request(CHAT);
    known.POST(HttpRequest.BodyPublishers.ofByteArray(large));
    HttpResponse<String> answer = service.send(known);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(error(answer).path("message").stringValue()).contains("10485760");
    HttpRequest.Builder chunked = service.request(CHAT);
    chunked.POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
    assertThat(service.send(chunked).statusCode()).isEqualTo(413);
    assertThat(service.chat("still there").statusCode()).isEqualTo(200);
  }

  @Test
  void largeHeadersAndBrokenRequestLines() throws Exception {
    assertThat(raw("GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"))
        .contains(" 4")
        .contains("{\"error\":{");
    assertThat(raw("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"))
        .contains("HTTP/1.1 400")
        .contains("{\"error\":{");
  }

  private String raw(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", service.gateway.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aBodyThatNeverComesIsGivenUp() throws Exception {
    try (Service impatient =
        Service.with(
            folder.resolve("impatient"),
            options ->
                options.withHttp(
                    options
                        .http()
                        .withTimeouts(
                            Duration.ofMillis(200),
                            Duration.ofMillis(100),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1))))) {
      try (Socket socket = new Socket("127.0.0.1", impatient.gateway.port())) {
        socket
            .getOutputStream()
            .write(
                ("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                        + impatient.key
                        + "\r\nContent-Length: 100\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readAllBytes().length).isLessThan(2000);
      }
      assertThat(impatient.chat("hi").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void takenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(
              () -> Service.with(folder.resolve("second"), options -> options.withPort(port)))
          .isInstanceOfSatisfying(
              GatewayException.class,
              e -> assertThat(e.code()).isEqualTo(GatewayException.Code.PORT_TAKEN))
          .hasMessageContaining(Integer.toString(port))
          .hasMessageContaining("choose another port");
    }
  }

  @Test
  void tooManyAtOnceAreToldToComeBack() throws Exception {
    try (Service small =
        Service.with(
            folder.resolve("small"),
            options -> options.withHttp(options.http().withMaxConcurrentRequests(0)))) {
      HttpResponse<String> answer = small.chat("hi");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
      error(answer);
      assertThat(small.get("/healthz").statusCode()).isEqualTo(200);
    }
  }
}
