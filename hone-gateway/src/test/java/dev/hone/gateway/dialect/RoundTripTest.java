package dev.hone.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.gateway.http.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** What is said in one dialect means the same in every other, requests, answers and streams. */
class RoundTripTest {

  private static final long SEED = 20261120;
  private static final int CASES = 100;

  static Stream<Arguments> pairs() {
    return Stream.of(Dialect.values())
        .flatMap(from -> Stream.of(Dialect.values()).map(to -> Arguments.of(from, to)));
  }

  private static ObjectNode wire(ObjectNode body) {
    return Json.requestObject(Json.bytes(body));
  }

  private static boolean either(Dialect one, Dialect other, Dialect wanted) {
    return one == wanted || other == wanted;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void requests(Dialect from, Dialect to) {
    for (int i = 0; i < CASES; i++) {
      long seed = SEED + i;
      Sayings sayings = new Sayings(new Random(seed));
      DialectRequest meant =
          sayings.request(
              from, !either(from, to, Dialect.RESPONSES), !either(from, to, Dialect.MESSAGES));
      DialectRequest read = from.readRequest(wire(from.writeRequest(meant).body()));
      assertThat(Meaning.of(read)).as("%s, seed %d", from, seed).isEqualTo(Meaning.of(meant));
      DialectRequest translated = to.readRequest(wire(to.writeRequest(read).body()));
      assertThat(Meaning.of(translated))
          .as("%s to %s, seed %d", from, to, seed)
          .isEqualTo(Meaning.of(meant));
      DialectRequest back = from.readRequest(wire(from.writeRequest(translated).body()));
      assertThat(Meaning.of(back))
          .as("%s to %s and back, seed %d", from, to, seed)
          .isEqualTo(Meaning.of(meant));
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void wholeAnswers(Dialect from, Dialect to) {
    for (int i = 0; i < CASES; i++) {
      long seed = SEED + i;
      Answer meant = new Sayings(new Random(seed)).answer();
      Answer read = from.readAnswer(from.writer(AnswerProfile.plain()).whole(meant));
      Answer translated = to.readAnswer(to.writer(AnswerProfile.plain()).whole(read));
      assertThat(Meaning.of(translated))
          .as("%s to %s, seed %d", from, to, seed)
          .isEqualTo(Meaning.of(meant));
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void streams(Dialect from, Dialect to) {
    for (int i = 0; i < CASES; i++) {
      long seed = SEED + i;
      Random random = new Random(seed);
      Sayings sayings = new Sayings(random);
      Answer meant = sayings.answer();
      byte[] sent = stream(from, sayings.pieces(meant), random.nextBoolean());
      List<AnswerEvent> events = read(from, sent, random, 1 + random.nextInt(40));
      assertThat(read(from, sent, random, 1))
          .as("%s cut into bytes, seed %d", from, seed)
          .isEqualTo(events);
      assertThat(read(from, sent, random, sent.length))
          .as("%s uncut, seed %d", from, seed)
          .isEqualTo(events);
      byte[] passed = stream(to, events, random.nextBoolean());
      AnswerFold fold = new AnswerFold();
      read(to, passed, random, 1 + random.nextInt(40)).forEach(fold);
      assertThat(fold.finished()).isTrue();
      assertThat(Meaning.of(fold.answer()))
          .as("%s to %s, seed %d", from, to, seed)
          .isEqualTo(Meaning.of(meant));
    }
  }

  private static byte[] stream(Dialect dialect, List<AnswerEvent> events, boolean doneMark) {
    AnswerWriter writer = dialect.writer(new AnswerProfile(Json.object(), null, true, doneMark));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    events.forEach(event -> out.writeBytes(writer.event(event)));
    return out.toByteArray();
  }

  private static List<AnswerEvent> read(Dialect dialect, byte[] bytes, Random random, int most) {
    List<AnswerEvent> events = new ArrayList<>();
    AnswerReader reader = dialect.reader(events::add);
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
      reader.feed(bytes, at, length);
      at += length;
    }
    reader.end();
    return events;
  }
}
