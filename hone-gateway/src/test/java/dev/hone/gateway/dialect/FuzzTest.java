package dev.hone.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.http.Json;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes that are none of ours bring the one exception and nothing else. */
class FuzzTest {

  private static final long SEED = 7;
  private static final long BYTES_EACH = 2_000_000;

  /** Does something to a text that makes it wrong, or leaves it as it is. */
  private static byte[] spoil(byte[] bytes, Random random) {
    byte[] out = bytes.clone();
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          out[random.nextInt(out.length)] = (byte) random.nextInt(256);
        }
      }
      case 1 -> out = Arrays.copyOf(out, random.nextInt(out.length));
      case 2 -> {
        int from = random.nextInt(out.length);
        int to = from + random.nextInt(out.length - from);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(out, 0, to);
        twice.write(out, from, out.length - from);
        out = twice.toByteArray();
      }
      case 3 -> {
        // JSON that stays JSON, with other types in it.
        String text = new String(out, java.nio.charset.StandardCharsets.UTF_8);
        String[] from = {"\"text\"", "\"function\"", ":{", ":\"", ":[", "0", "null", "_call", "1"};
        String[] to = {"7", "null", ":[{", ":\"x", ":{\"a\":[", "1e99", "{}", "_", "-1"};
        int which = random.nextInt(from.length);
        out =
            text.replaceFirst(java.util.regex.Pattern.quote(from[which]), to[which])
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
      }
      case 4 -> random.nextBytes(out);
      default -> {}
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource
  void streams(Dialect dialect) {
    Random random = new Random(SEED);
    long fed = 0;
    while (fed < BYTES_EACH) {
      Sayings sayings = new Sayings(random);
      AnswerWriter writer = dialect.writer(AnswerProfile.plain());
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      sayings.pieces(sayings.answer()).forEach(event -> stream.writeBytes(writer.event(event)));
      byte[] bytes = spoil(stream.toByteArray(), random);
      fed += bytes.length;
      AnswerFold fold = new AnswerFold();
      try {
        AnswerReader reader = dialect.reader(fold);
        int half = bytes.length / 2;
        reader.feed(bytes, 0, half);
        reader.feed(bytes, half, bytes.length - half);
        reader.end();
        // What was read without complaint can be told to everybody.
        Answer answer = fold.answer();
        for (Dialect other : Dialect.values()) {
          AnswerWriter to = other.writer(AnswerProfile.plain());
          answer.events().forEach(to::event);
          other.writer(AnswerProfile.plain()).whole(answer);
        }
      } catch (GatewayException e) {
        assertThat(e.code()).isEqualTo(GatewayException.Code.UPSTREAM_BROKEN);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void wholeAnswers(Dialect dialect) {
    Random random = new Random(SEED);
    long fed = 0;
    while (fed < BYTES_EACH / 4) {
      byte[] bytes =
          spoil(dialect.writer(AnswerProfile.plain()).whole(new Sayings(random).answer()), random);
      fed += bytes.length;
      try {
        dialect.readAnswer(bytes);
      } catch (GatewayException e) {
        assertThat(e.code()).isEqualTo(GatewayException.Code.UPSTREAM_BROKEN);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void requests(Dialect dialect) {
    Random random = new Random(SEED);
    long fed = 0;
    while (fed < BYTES_EACH / 2) {
      DialectRequest request = new Sayings(random).request(dialect, false, false);
      byte[] bytes = spoil(Json.bytes(dialect.writeRequest(request).body()), random);
      fed += bytes.length;
      try {
        DialectRequest read = dialect.readRequest(Json.requestObject(bytes));
        for (Dialect other : Dialect.values()) {
          other.writeRequest(read);
        }
      } catch (GatewayException e) {
        assertThat(e.code())
            .isIn(GatewayException.Code.BAD_REQUEST, GatewayException.Code.UNSUPPORTED);
      }
    }
  }
}
