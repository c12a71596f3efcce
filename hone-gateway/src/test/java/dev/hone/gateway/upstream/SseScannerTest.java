package dev.hone.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.SseScanner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any stream, cut anywhere, is read the same and passed on identically. */
class SseScannerTest {

  private static final int STREAMS = 300;
  private static final int CUTS = 10;

  private record Event(String data, long start) {}

  private static List<Event> scan(byte[] bytes, Random cuts, int most) {
    List<Event> events = new ArrayList<>();
    SseScanner scanner = new SseScanner((data, start, end) -> events.add(new Event(data, start)));
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + cuts.nextInt(most));
      scanner.feed(bytes, at, length);
      at += length;
    }
    scanner.end();
    return events;
  }

  /** A stream with all that the grammar allows, and things that it does not. */
  private static byte[] stream(Random random) {
    String[] breaks = {"\n", "\r\n", "\r"};
    StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "\uFEFF" : "");
    int events = random.nextInt(8);
    for (int i = 0; i < events; i++) {
      String end = breaks[random.nextInt(3)];
      switch (random.nextInt(6)) {
        case 0 -> text.append(": comment").append(end);
        case 1 -> text.append("event: message").append(end).append("id:7").append(end);
        case 2 -> text.append("data").append(end);
        case 3 -> text.append("datum: nonsense ü").append(end);
        default -> {}
      }
      int lines = random.nextInt(3);
      for (int line = 0; line < lines; line++) {
        text.append(random.nextBoolean() ? "data: " : "data:")
            .append("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"é🙂")
            .append(random.nextInt(100))
            .append("\"}}]}")
            .append(end);
      }
      if (random.nextInt(10) == 0) {
        text.append("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
            .append(end);
      }
      text.append(end);
    }
    if (random.nextBoolean()) {
      text.append("data: [DONE]").append(random.nextBoolean() ? "\n\n" : "");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20261120})
  void cutsChangeNothing(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < STREAMS; i++) {
      byte[] bytes = stream(random);
      List<Event> whole = scan(bytes, new Random(0), Integer.MAX_VALUE - 1);
      for (int cut = 0; cut < CUTS; cut++) {
        assertThat(scan(bytes, random, 1 + random.nextInt(30)))
            .as("seed %s stream %s", seed, i)
            .isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 20261121})
  void relaysIdenticallyAndHoldsTheEnd(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < STREAMS; i++) {
      byte[] bytes = stream(random);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ChatUpstreamAnswer answer = new ChatUpstreamAnswer();
      EventRelay relay = new EventRelay(answer, read -> {}, out::write, 1 << 20);
      int at = 0;
      while (at < bytes.length) {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(25));
        relay.feed(bytes, at, length);
        at += length;
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(bytes, out.size()));
      }
      relay.end();
      assertThat(out.toByteArray())
          .as("seed %s stream %s: cuts change what is held", seed, i)
          .isEqualTo(releasedWhole(bytes));
      relay.release();
      assertThat(out.toByteArray()).as("seed %s stream %s", seed, i).isEqualTo(bytes);
    }
  }

  private static byte[] releasedWhole(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventRelay relay = new EventRelay(new ChatUpstreamAnswer(), read -> {}, out::write, 1 << 20);
    relay.feed(bytes, 0, bytes.length);
    relay.end();
    return out.toByteArray();
  }

  @Test
  void theEventThatTellsTheEndIsHeld() {
    String text = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
    String end =
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: [DONE]\n\n";
    assertThat(releasedWhole((text + end).getBytes(StandardCharsets.UTF_8)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(text);
  }

  @Test
  void readsWhatTheStandardSays() {
    byte[] bytes =
        "data: a\ndata: b\n\ndata:c\r\n\r\n:x\n\ndata\n\nid: 1\n\ndata:  d\r\rdata: e"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(scan(bytes, new Random(0), 3).stream().map(Event::data))
        .containsExactly("a\nb", "c", "", " d", "e");
  }

  @Test
  void anEndlessEventIsRefused() {
    SseScanner scanner = new SseScanner((data, start, end) -> {});
    byte[] block = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                scanner.feed(block, 0, block.length);
              }
            })
        .isInstanceOf(GatewayException.class);
  }
}
