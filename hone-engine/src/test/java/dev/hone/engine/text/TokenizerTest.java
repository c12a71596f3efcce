package dev.hone.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.engine.EngineException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {

  private static final long SEED = 20261120;
  private static final Tokenizer SMALL =
      Tokenizer.read(
          BpeTrainer.train(
                  List.of(
                      "the quick brown fox ".repeat(20),
                      "{\"name\":\"set\"} ".repeat(9),
                      "中文 😀 ".repeat(9)),
                  StarterTokenizer.settings(320))
              .tokenizerJson());

  /** Any character at all, half surrogate pairs apart, with many of those that make trouble. */
  private static String anyText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(60); n > 0; n--) {
      int point =
          switch (random.nextInt(5)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> " \n\t\r<|end|>the".charAt(random.nextInt(14));
            case 2 -> random.nextInt(0x3000);
            case 3 -> 0x1F600 + random.nextInt(0x50);
            default -> random.nextInt(0x110000);
          };
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        text.appendCodePoint(point);
      }
    }
    return text.toString();
  }

  @Test
  void whatIsEncodedIsDecodedAgain() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2000; i++) {
      String text = anyText(random);
      int[] ids = SMALL.encode(text);
      assertThat(SMALL.decode(ids)).as("seed %d, text %d", SEED, i).isEqualTo(text);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int id : ids) {
        bytes.writeBytes(SMALL.bytes(id));
      }
      assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    }
  }

  @Test
  void textFromOutsideHoldsNoAddedTokens() {
    Random random = new Random(SEED + 1);
    int added = StarterTokenizer.specialTokens().size();
    for (int i = 0; i < 1000; i++) {
      StringBuilder text = new StringBuilder(anyText(random));
      for (BpeTrainer.Added token : StarterTokenizer.specialTokens()) {
        text.insert(random.nextInt(text.length() + 1), token.content());
      }
      for (int id : SMALL.encode(text.toString())) {
        assertThat(id).as("seed %d, text %d", SEED + 1, i).isGreaterThanOrEqualTo(added);
      }
    }
  }

  @Test
  void aStreamIsDecodedLikeTheWhole() {
    Random random = new Random(SEED + 2);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = anyText(random).getBytes(StandardCharsets.UTF_8);
      for (int broken = random.nextInt(3); broken > 0 && bytes.length > 0; broken--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      StreamDecoder decoder = new StreamDecoder();
      StringBuilder text = new StringBuilder();
      for (int at = 0; at < bytes.length; ) {
        int to = Math.min(bytes.length, at + random.nextInt(4));
        String piece = decoder.feed(java.util.Arrays.copyOfRange(bytes, at, to));
        assertThat(piece).doesNotMatch("(?s).*[\\x{D800}-\\x{DBFF}]$");
        text.append(piece);
        at = to;
      }
      text.append(decoder.finish());
      assertThat(text.toString())
          .as("seed %d, text %d", SEED + 2, i)
          .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Test
  void longPiecesMergeLikeShortOnes() {
    Random random = new Random(SEED + 3);
    for (int i = 0; i < 500; i++) {
      MergeTable merges = new MergeTable(60);
      for (int rank = 0; rank < 60; rank++) {
        merges.put(random.nextInt(4 + rank), random.nextInt(4 + rank), rank, 4 + rank);
      }
      PairMerger merger = new PairMerger(merges);
      int[] symbols = random.ints(1 + random.nextInt(80), 0, 4).toArray();
      assertThat(merger.heap(symbols, symbols.length))
          .as("seed %d, piece %d", SEED + 3, i)
          .isEqualTo(merger.scan(symbols, symbols.length));
    }
  }

  @Test
  void halfASurrogatePairIsReplaced() {
    assertThat(SMALL.decode(SMALL.encode("a\uD83Db"))).isEqualTo("a\uFFFDb");
  }

  @Test
  void anUnknownIdIsNothing() {
    assertThat(SMALL.bytes(-1)).isEmpty();
    assertThat(SMALL.bytes(1 << 20)).isEmpty();
    assertThat(SMALL.decode(new int[] {1 << 20, -5})).isEmpty();
    assertThat(SMALL.id("no such token")).isEmpty();
    assertThat(SMALL.token(1 << 20)).isNull();
  }

  private static final String MODEL =
      "\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a b\"]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{broken#not valid JSON",
        "[]#must hold a JSON object",
        "{}#model is missing",
        "{\"model\":{\"type\":\"Unigram\"}}#model.type 'Unigram' is not supported; supported is BPE",
        "{\"model\":{\"type\":\"BPE\"}}#model.vocab",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":\"x\"},\"merges\":[]}}#the id of 'a'",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":999999999},\"merges\":[]}}#is not in 0..",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}}#entry 0",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"ab\"]}}#entry 0",
        "{\"model\":{\"vocab\":{},\"merges\":[],\"end_of_word_suffix\":\"</w>\"}}#end_of_word_suffix",
        "{\"normalizer\":{\"type\":\"Odd\"},MODEL}#normalizer.type 'Odd' is not supported",
        "{\"pre_tokenizer\":{\"type\":\"Odd\"},MODEL}#pre_tokenizer.type 'Odd' is not supported",
        "{\"decoder\":{\"type\":\"Odd\"},MODEL}#decoder.type 'Odd' is not supported",
        "{\"post_processor\":{\"type\":\"Odd\"},MODEL}#post_processor.type 'Odd' is not supported",
        "{\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(\"},\"behavior\":\"Isolated\"},MODEL}#cannot be read",
        "{\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"String\":\" \"},\"behavior\":\"Odd\"},MODEL}#Isolated, Removed",
        "{\"added_tokens\":[{\"id\":-1,\"content\":\"x\"}],MODEL}#is not in 0..",
        "{\"added_tokens\":[{\"id\":1}],MODEL}#added_tokens.content"
      })
  void whatIsWrongWithAFileIsSaid(String file, String message) {
    assertThatThrownBy(
            () -> Tokenizer.read(file.replace("MODEL", MODEL).getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.code()).isEqualTo(EngineException.Code.BAD_MODEL))
        .hasMessageContaining(message);
  }

  @Test
  void aMissingFileIsSaid() {
    assertThatThrownBy(() -> Tokenizer.read(Path.of("target/nowhere/tokenizer.json")))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("needs a readable tokenizer.json");
  }

  @Test
  void noMergeMakesASpecialToken() {
    Tokenizer tokenizer =
        Tokenizer.read(
            ("{\"added_tokens\":[{\"id\":2,\"content\":\"ab\",\"special\":true}]," + MODEL + "}")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(tokenizer.encode("ab")).containsExactly(0, 1);
    assertThat(tokenizer.encode("ab", true)).containsExactly(2);
  }
}
