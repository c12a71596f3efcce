package dev.hone.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {

  private static final BpeTrainer.Settings SETTINGS =
      new BpeTrainer.Settings(
          600,
          List.of(new BpeTrainer.Added("<|end|>", true), new BpeTrainer.Added("<mark>", false)),
          BpeTrainer.WORDS_DIGITS_RUNS,
          16,
          2);

  private static List<String> texts(long seed) {
    Random random = new Random(seed);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      StringBuilder word = new StringBuilder();
      for (int n = 2 + random.nextInt(8); n > 0; n--) {
        word.append((char) ('a' + random.nextInt(12)));
      }
      words.add(word.toString());
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      texts.add(
          "{\"name\":\""
              + words.get(random.nextInt(words.size()))
              + "\",\"n\":"
              + random.nextInt(1000)
              + "}"
              + words.get(random.nextInt(words.size()))
              + " "
              + words.get(random.nextInt(20))
              + "<|end|>");
    }
    return texts;
  }

  @Test
  void learnsTheSameFromTheSameTextsInAnyOrder() {
    List<String> texts = texts(7);
    byte[] first = BpeTrainer.train(texts, SETTINGS).tokenizerJson();
    List<String> shuffled = new ArrayList<>(texts);
    Collections.shuffle(shuffled, new Random(8));
    assertThat(BpeTrainer.train(shuffled, SETTINGS).tokenizerJson()).isEqualTo(first);
  }

  @Test
  void itsFileIsReadAndKeepsEveryText() {
    BpeTrainer.Learned learned = BpeTrainer.train(texts(7), SETTINGS);
    Tokenizer tokenizer = Tokenizer.read(learned.tokenizerJson());
    assertThat(tokenizer.vocabSize()).isEqualTo(600).isEqualTo(learned.vocabulary().size());
    assertThat(tokenizer.id("<|end|>")).hasValue(0);
    assertThat(tokenizer.isSpecial(0)).isTrue();
    assertThat(tokenizer.bytes(0)).isEmpty();
    assertThat(tokenizer.isSpecial(1)).isFalse();
    assertThat(tokenizer.bytes(1))
        .isEqualTo("<mark>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (String text : List.of("", "Ünseen 😀 text\n\t", "{\"name\":\"abc\"}", "<|end|><mark>")) {
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
    assertThat(tokenizer.encode("{\"name\":\"")).hasSize(3);
    assertThat(tokenizer.encode("427")).hasSize(3);
    assertThat(tokenizer.encode("<|end|>", true)).containsExactly(0);
    assertThat(tokenizer.encode("<|end|>")).doesNotContain(0);
  }

  @Test
  void noTokenIsLongerThanAllowed() {
    BpeTrainer.Learned learned = BpeTrainer.train(texts(9), SETTINGS);
    assertThat(learned.vocabulary()).allMatch(token -> token.length() <= 16);
  }
}
