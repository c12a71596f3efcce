package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kill −9 under load, again and again on the same data folder: every answer whose end was received
 * is exactly one step with its tokens; sessions go on.
 *
 * <p>{@code -Dhone.kills=200} for the full number; fewer by default, so that a build stays short.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("hone.kills", 20);
  private static final int CLIENTS = 6;

  /** Long enough for a fresh process to have given its first answers. */
  private static final int LONGEST_LIFE_MILLIS = 2500;

  private static final long SEED = Long.getLong("hone.seed", System.nanoTime());

  @TempDir Path folder;

  /** One request of one session: what was sent, and the step if its end was received. */
  private record Sent(String session, int turn, String key, String step, boolean ended) {}

  @Test
  void nothingAnsweredIsLostAndNothingIsDoubled() throws InterruptedException {
    System.out.println("KillTest seed " + SEED + ", kills " + KILLS);
    SplittableRandom random = new SplittableRandom(SEED);
    ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
    AtomicInteger names = new AtomicInteger();

    for (int kill = 0; kill < KILLS; kill++) {
      try (ServiceProcess service = ServiceProcess.start(folder, List.of("--no-training"))) {
        AtomicBoolean stopped = new AtomicBoolean();
        CountDownLatch working = new CountDownLatch(CLIENTS);
        Phaser ended = new Phaser(1);
        for (int i = 0; i < CLIENTS; i++) {
          ended.register();
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (ServiceClient client = service.client()) {
                      working.countDown();
                      converse(client, names, sent, stopped);
                    } finally {
                      ended.arriveAndDeregister();
                    }
                  });
        }
        assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();
        // The moment of the kill is what is random here; nothing is being waited for.
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
        service.kill();
        stopped.set(true);
        ended.arriveAndAwaitAdvance();
      }
    }

    List<Sent> all = List.copyOf(sent);
    assertThat(all.stream().filter(Sent::ended)).as("answers received whole").isNotEmpty();
    try (ServiceProcess service = ServiceProcess.start(folder, List.of("--no-training"));
        ServiceClient client = service.client()) {
      check(client, all);
    }
  }

  /** Two turns in each session, until the service is gone. */
  private static void converse(
      ServiceClient client,
      AtomicInteger names,
      ConcurrentLinkedQueue<Sent> sent,
      AtomicBoolean stopped) {
    while (!stopped.get()) {
      String session = "session-" + names.incrementAndGet();
      ObjectNode body = Chat.say("mia", "Set a timer for 5 minutes, please, number " + session);
      body.put("max_tokens", 12).put("temperature", 0.7);
      for (int turn = 0; turn < 2; turn++) {
        String key = session + "-" + turn;
        StringBuilder text = new StringBuilder();
        try {
          Map<String, String> headers =
              client.stream(
                  "/v1/chat/completions",
                  body.deepCopy().put("stream", true),
                  Map.of("X-Session-Id", session, "Idempotency-Key", key),
                  chunk ->
                      text.append(
                          chunk
                              .path("choices")
                              .path(0)
                              .path("delta")
                              .path("content")
                              .asString("")));
          sent.add(new Sent(session, turn, key, headers.getOrDefault("x-hone-step", ""), true));
        } catch (ServiceException gone) {
          sent.add(new Sent(session, turn, key, "", false));
          return;
        }
        ((tools.jackson.databind.node.ArrayNode) body.path("messages"))
            .addObject()
            .put("role", "assistant")
            .put("content", text.toString());
        ((tools.jackson.databind.node.ArrayNode) body.path("messages"))
            .addObject()
            .put("role", "user")
            .put("content", "Thanks.");
      }
    }
  }

  private static void check(ServiceClient client, List<Sent> all) {
    Map<String, List<JsonNode>> steps = new HashMap<>();
    for (Sent one : all) {
      if (one.ended) {
        JsonNode step = client.get("/api/steps/" + one.step + "?tokens=1");
        assertThat(step.path("status").asString()).as(one.key).isEqualTo("complete");
        int tokens = step.path("response_token_ids").size();
        assertThat(tokens).as("tokens of " + one.key).isPositive();
        assertThat(step.path("logprobs").size()).as("log-probs of " + one.key).isEqualTo(tokens);
        assertThat(step.path("prompt_token_ids").size()).isPositive();
        assertThat(step.path("version_spans").path(0).path("version").asString())
            .isEqualTo("starter@0");
        steps.computeIfAbsent(one.session, name -> new ArrayList<>()).add(step);
      }
    }
    steps.forEach(
        (session, kept) -> {
          JsonNode whole = client.get("/api/sessions/" + session);
          List<String> complete = new ArrayList<>();
          whole
              .path("steps")
              .forEach(
                  step -> {
                    if (step.path("status").asString().equals("complete")) {
                      complete.add(step.path("id").asString());
                    }
                  });
          List<String> received = kept.stream().map(step -> step.path("id").asString()).toList();
          assertThat(complete).as(session).doesNotHaveDuplicates().containsAll(received);
          // At most one more: an answer that was kept, but whose end did not reach the client.
          assertThat(complete.size()).as(session).isLessThanOrEqualTo(received.size() + 1);
        });
    goesOn(client, all.stream().filter(Sent::ended).toList().getLast());
  }

  /** The same idempotency key gives the same step again; a new message continues the session. */
  private static void goesOn(ServiceClient client, Sent last) {
    JsonNode step = client.get("/api/steps/" + last.step);
    int before = client.get("/api/sessions/" + last.session).path("steps").size();
    ServiceClient.Answer next =
        Chat.ask(
            client,
            Chat.say("mia", "And one more thing.").put("max_tokens", 8),
            "X-Session-Id",
            last.session);
    assertThat(next.headers().get("x-hone-session")).isEqualTo(step.path("session").asString());
    assertThat(client.get("/api/sessions/" + last.session).path("steps").size())
        .isEqualTo(before + 1);
  }
}
