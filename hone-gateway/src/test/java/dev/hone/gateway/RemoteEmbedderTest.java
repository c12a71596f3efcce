package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.gateway.lesson.RemoteEmbedder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class RemoteEmbedderTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration WAIT = Duration.ofSeconds(5);

  /** A text lies where its length and its first letter say. */
  private static void answer(FakeUpstream upstream) {
    upstream.answers(
        (request, out) -> {
          ObjectNode root = JSON.createObjectNode();
          ArrayNode data = root.putArray("data");
          JsonNode input = JSON.readTree(request.body()).path("input");
          for (int i = input.size() - 1; i >= 0; i--) {
            ObjectNode one = data.addObject().put("index", i);
            one.putArray("embedding").add(input.get(i).asString().length()).add(3);
          }
          out.write(FakeUpstream.head(200, "application/json"));
          out.write(JSON.writeValueAsBytes(root));
        });
  }

  @Test
  void asksOnceForEachTextAndPutsVectorsInTheirPlaces() throws Exception {
    try (FakeUpstream upstream = new FakeUpstream();
        RemoteEmbedder embedder =
            new RemoteEmbedder(URI.create(upstream.address() + "/v1"), "bge", "a-key", WAIT)) {
      answer(upstream);
      List<float[]> vectors = embedder.embed(List.of("four", "x")).orElseThrow();
      assertThat(vectors.get(0)).containsExactly(0.8f, 0.6f);
      assertThat(vectors.get(1)[0]).isLessThan(0.4f);
      embedder.embed(List.of("x", "four", "four"));
      assertThat(upstream.seen).hasSize(1);
      FakeUpstream.Seen seen = upstream.seen.getFirst();
      assertThat(seen.line()).startsWith("POST /v1/embeddings");
      assertThat(seen.header("authorization")).isEqualTo("Bearer a-key");
      assertThat(new String(seen.body(), StandardCharsets.UTF_8)).contains("\"model\":\"bge\"");
    }
  }

  @Test
  void aRequestWaitsForNothing() throws Exception {
    try (FakeUpstream upstream = new FakeUpstream();
        RemoteEmbedder embedder = new RemoteEmbedder(upstream.address(), "bge", null, WAIT)) {
      answer(upstream);
      assertThat(embedder.ready(List.of("new"))).isEmpty();
      await().until(() -> embedder.ready(List.of("new")).isPresent());
      upstream.answers(500, "{}");
      assertThat(embedder.ready(List.of("other"))).isEmpty();
      assertThat(embedder.embed(List.of("another"))).as("a failing server").isEmpty();
      upstream.answers(200, "{\"data\":[{\"embedding\":[0,0]}]}");
      assertThat(embedder.embed(List.of("nothing"))).as("no direction").isEmpty();
      upstream.answers(200, "not json");
      assertThat(embedder.embed(List.of("nothing"))).isEmpty();
    }
  }

  @Test
  void aServerThatIsSilentIsLeftAtTheBound() throws Exception {
    try (FakeUpstream upstream = new FakeUpstream();
        RemoteEmbedder embedder =
            new RemoteEmbedder(upstream.address(), "bge", null, Duration.ofMillis(200))) {
      upstream.answersOn((request, socket) -> socket.getInputStream().read());
      assertThat(embedder.embed(List.of("text"))).isEmpty();
    }
  }
}
