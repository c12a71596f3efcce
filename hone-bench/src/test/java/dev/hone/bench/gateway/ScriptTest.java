package dev.hone.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.bench.BenchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Callers, the upstream and what they say to each other, without a candidate between them. */
class ScriptTest {

  private final JsonMapper json = JsonMapper.builder().build();
  private final Script script = new Script();
  private final Caller.Shared shared =
      new Caller.Shared(script, new Conversation.Phrases(script), new AtomicLong());
  private ScriptedUpstream upstream;
  private Candidate direct;

  @BeforeEach
  void start() throws IOException {
    upstream = new ScriptedUpstream(0);
    Thread.ofPlatform().daemon().name("upstream").start(upstream);
    direct = new Candidate("direct", "direct", new Way(upstream.port(), Map.of()), null, () -> {});
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
  }

  @Test
  void sessionsGoOnWithWhatWasAnswered() {
    Conversation conversation =
        new Conversation(direct.way(), AnswerKind.STREAM, 20, script, shared.phrases());
    List<JsonNode> requests = new ArrayList<>();
    for (long number = 301; number <= 301 + Script.TURNS; number++) {
      requests.add(body(conversation.ask(number)));
    }

    for (int turn = 0; turn < Script.TURNS; turn++) {
      JsonNode messages = requests.get(turn).path("messages");
      assertThat(messages.size()).isEqualTo(2 + 2 * turn);
      for (int before = 0; before <= turn; before++) {
        assertThat(messages.path(1 + 2 * before).path("content").stringValue())
            .isEqualTo(script.question(301 + before));
      }
      for (int before = 0; before < turn; before++) {
        assertThat(messages.path(2 + 2 * before).path("content").stringValue())
            .isEqualTo(script.answer(301 + before));
      }
    }
    assertThat(requests.getLast().path("messages").size()).isEqualTo(2);
    assertThat(requests.getFirst().path("stream").booleanValue()).isTrue();
    assertThat(requests.getFirst().path("model").stringValue()).isEqualTo("scripted-stream");
  }

  private JsonNode body(byte[] request) {
    String text = new String(request, StandardCharsets.US_ASCII);
    int end = text.indexOf("\r\n\r\n") + 4;
    assertThat(text).contains("Content-Length: " + (text.length() - end) + "\r\n\r\n");
    return json.readTree(text.substring(end));
  }

  @Test
  void piecesOfAStreamAreItsAnswer() {
    assertThat(script.pieces(7)).hasSize(Script.PIECES);
    assertThat(String.join("", script.pieces(7))).isEqualTo(script.answer(7));
    assertThat(script.pieces(7).getFirst()).contains(Marks.text(7));
  }

  @Test
  void everyAnswerIsTheOneToItsQuestion() throws Exception {
    for (AnswerKind kind : List.of(AnswerKind.WHOLE, AnswerKind.STREAM)) {
      try (Caller caller = new Caller("direct", direct.way(), kind, shared)) {
        for (int i = 0; i < 100; i++) {
          Caller.Timing timing = caller.ask();
          assertThat(timing.first()).isBetween(timing.sent(), timing.end());
        }
      }
    }
  }

  @Test
  void anAnswerToAnotherQuestionIsNoticed() throws Exception {
    AnswerCheck check = new AnswerCheck(script);
    AnswerReader reader = new AnswerReader();
    byte[] answer = ScriptedAnswers.whole(script.answer(8));
    reader.feed(answer, 0, answer.length);

    check.check("it", AnswerKind.WHOLE, 8, reader);
    assertThatThrownBy(() -> check.check("it", AnswerKind.WHOLE, 9, reader))
        .isInstanceOf(BenchException.class)
        .hasMessageStartingWith("it gave another answer to question 9");
  }

  @Test
  void answersMayBeCutAnywhere() throws Exception {
    byte[] wire = stream(12);
    AnswerReader reader = new AnswerReader();
    AnswerCheck check = new AnswerCheck(script);
    long seed = 12;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      reader.next();
      int at = 0;
      while (at < wire.length) {
        int to = Math.min(wire.length, at + 1 + random.nextInt(run == 0 ? 1 : 300));
        assertThat(reader.feed(wire, at, to)).isEqualTo(to == wire.length);
        at = to;
      }
      check.check("it", AnswerKind.STREAM, 12, reader);
    }
    reader.next();
    byte[] twice = Arrays.copyOf(wire, wire.length + 1);
    assertThatThrownBy(() -> reader.feed(twice, 0, twice.length))
        .hasMessageContaining("follow the end");
  }

  private byte[] stream(long number) {
    ScriptedAnswers answers = new ScriptedAnswers(script);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(ScriptedAnswers.STREAM_HEAD);
    for (int piece = 0; piece < Script.PIECES; piece++) {
      ByteBuffer out = ByteBuffer.allocate(4096);
      answers.putEvent(out, number, piece);
      wire.write(out.array(), 0, out.position());
    }
    wire.writeBytes(ScriptedAnswers.STREAM_END);
    return wire.toByteArray();
  }

  @Test
  void closedAndOpenLoopsCountWhatTheyAsk() throws Exception {
    ClosedLoop.Turn turn = new ClosedLoop(shared, 2).run(direct, AnswerKind.WHOLE, 0.05);
    assertThat(turn.answers()).isPositive();
    assertThat(shared.numbers()).hasValue(turn.answers());
    assertThat(turn.cpuSeconds()).isZero();

    OpenLoop.Delays delays = new OpenLoop(shared, 3).run(direct, AnswerKind.STREAM, 500, 0.1);
    assertThat(delays.firsts()).hasSize(50);
    assertThat(delays.ends()).hasSize(50);
  }

  @Test
  void liveStreamsSayWhenTheirEventsWereSent() throws Exception {
    UpstreamControl control = new UpstreamControl(upstream.port());
    control.checkClock();
    try (LiveClient client = new LiveClient(direct, control, shared)) {
      client.open(5);
      assertThat(client.live()).isEqualTo(5);
      LiveClient.Outcome outcome = client.end(client.hold(1));

      assertThat(outcome.live()).isEqualTo(5);
      assertThat(outcome.ended()).isEqualTo(5);
      assertThat(outcome.refused() + outcome.lost()).isZero();
      assertThat(outcome.delays().count()).isPositive();
    }
  }
}
