package dev.hone.app.simulate.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.app.SetupException;
import dev.hone.learn.simulate.Reply;
import dev.hone.learn.simulate.SimulatedUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersFileTest {

  private static final String WHOLE =
      """
      system: You are helpful.
      tools:
        weather_get:
          parameters: {city: string}
          result: '{"degrees":{degrees}}'
      values:
        city: [Rome, Oslo]
      users:
        - name: ada
          about: replies begin with Ahoy
          wants: {starts-with: Ahoy, not: {contains: "**"}}
          asks:
            - say: ["Weather in {city}?", "How is {city}?"]
              with:
                degrees: {from: 1, to: 9}
                double: {compute: degrees * 2}
              tools: [weather_get]
              answer: {call: {tool: weather_get, arguments: {city: "{city}"}}, says: "{degrees}"}
            - say: What is two times {degrees}?
              with: {degrees: {from: 1, to: 9}, double: {compute: degrees * 2}}
              answer: "{double}"
          corrects: [Begin with Ahoy.]
          praises: Thanks.
      """;

  @TempDir Path folder;

  private static UsersFile read(String text) {
    return UsersFile.read(Path.of("users.yaml"), text);
  }

  @Test
  void readsAWholeFile() {
    SimulatedUser ada = read(WHOLE).users().getFirst();

    assertThat(ada.system()).isEqualTo("You are helpful.");
    assertThat(ada.praises()).containsExactly("Thanks.");
    assertThat(ada.asks()).hasSize(2);
    assertThat(ada.asks().getFirst().tools().getFirst().spec().parameters())
        .isEqualTo("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
    assertThat(ada.wants().holds(new Reply("ahoy you", List.of(), 2))).isTrue();
    assertThat(ada.wants().holds(new Reply("ahoy **you**", List.of(), 2))).isFalse();
  }

  @Test
  void theBuiltInUsersAreSuchAFile() {
    List<SimulatedUser> users = UsersFile.builtIn().users();

    assertThat(users.stream().map(SimulatedUser::name))
        .contains("student", "assistant teacher", "teacher")
        .hasSizeGreaterThanOrEqualTo(12);
  }

  @Test
  void jsonIsReadToo() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("users.json"),
            "{\"users\": [\n\t{\"name\": \"bo\", \"wants\": {\"max-words\": 3}, \"asks\": [\"Hi!\"],"
                + " \"corrects\": [\"Shorter.\"]}]}");

    assertThat(UsersFile.load(file).users().getFirst().name()).isEqualTo("bo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          system: You             | sistem: You                | :1: sistem            | did you mean 'system'?
          starts-with: Ahoy       | start-with: Ahoy           | :11:                  | did you mean 'starts-with'?
          tools: [weather_get]    | tools: [weather_set]       | :17:                  | did you mean 'weather_get'?
          How is {city}?          | How is {town}?             | :13:                  | unknown value 'town'
          "{double}"              | "{dubble}"                 | :21:                  | did you mean 'double'?
          {from: 1, to: 9}        | {from: 9, to: 1}           | :15:                  | after its end
          {from: 1, to: 9}        | {from: one, to: 9}         | :15:                  | whole number
          compute: degrees * 2    | compute: degrees *         | :16:                  | ends too early
          compute: degrees * 2    | compute: degrees / 100     | :13:                  | whole numbers
          {city: string}          | {city: strin}              | :4:                   | did you mean 'string'?
          corrects: [Begin        | korrects: [Begin           | :22:                  | did you mean 'corrects'?
          name: ada               | name: "  "                 | :9:                   | is empty
          praises: Thanks.        | praises: []                | :23:                  | empty list
          {starts-with: Ahoy,     | {matches: '(',             | :11:                  | regular expression
          {starts-with: Ahoy,     | {language: klingon,        | :11:                  | unknown language
          {starts-with: Ahoy,     | {max-words: many,          | :11:                  | whole number
          {starts-with: Ahoy,     | {no-markdown: perhaps,     | :11:                  | true or false
          city: [Rome, Oslo]      | City: [Rome, Oslo]         | :7:                   | small letters
          city: [Rome, Oslo]      | city: &a [Rome, Oslo]      | :7:                   | anchors
          """)
  void whatIsWrongIsNamedWithItsPlace(String from, String to, String place, String words) {
    String broken = WHOLE.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
    assertThat(broken).isNotEqualTo(WHOLE);
    assertThatThrownBy(() -> read(broken))
        .isInstanceOf(SetupException.class)
        .hasMessageStartingWith("users.yaml:")
        .hasMessageContaining(place)
        .hasMessageContaining(words);
  }

  @Test
  void missingPartsAreNamed() {
    assertThatThrownBy(() -> read("users:\n  - name: bo\n"))
        .hasMessageContaining("users.yaml:2: users[0] lacks 'asks'");
    assertThatThrownBy(() -> read("")).hasMessageContaining("empty");
    assertThatThrownBy(() -> read("users:\n")).hasMessageContaining("users.yaml:1: users");
    assertThatThrownBy(() -> read(WHOLE + WHOLE)).hasMessageContaining("twice");
    assertThatThrownBy(() -> UsersFile.load(folder.resolve("nowhere.yaml")))
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("nowhere.yaml");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    Path file = Files.write(folder.resolve("users.yaml"), new byte[] {(byte) 0xC3, 0x28, 0, 1});

    assertThatThrownBy(() -> UsersFile.load(file)).isInstanceOf(SetupException.class);
  }

  /** However a file is broken, it is read or refused with a place; nothing else comes out. */
  @Test
  void brokenFilesAreRefusedWithTheirPlace() throws IOException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    List<String> sources = List.of(WHOLE, builtIn());
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      String text = sources.get(i % 20 == 0 ? 1 : 0);
      int changes = 1 + random.nextInt(3);
      for (int change = 0; change < changes; change++) {
        text = changed(text, random);
      }
      try {
        assertThat(read(text).users()).isNotEmpty();
      } catch (SetupException told) {
        refused++;
        assertThat(told.getMessage())
            .as("seed %s:\n%s", seed, text)
            .matches("(?s)users\\.yaml:\\d+: .{5,}");
      } catch (RuntimeException other) {
        throw new AssertionError("seed " + seed + ":\n" + text, other);
      }
    }
    assertThat(refused).as("seed %s", seed).isGreaterThan(200);
  }

  private static String builtIn() throws IOException {
    try (var in = UsersFile.class.getResourceAsStream("users.yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String changed(String text, SplittableRandom random) {
    if (text.isBlank()) {
      // An earlier change cut all of it off.
      return "x";
    }
    List<String> lines = new ArrayList<>(text.lines().toList());
    int line = random.nextInt(lines.size());
    int at = random.nextInt(text.length());
    String odd = "{}[]:,'\"&*#-\t|>%@`\\ax0\u0000é";
    switch (random.nextInt(7)) {
      case 0 -> lines.remove(line);
      case 1 -> lines.add(random.nextInt(lines.size()), lines.get(line));
      case 2 -> lines.set(line, " " + lines.get(line));
      case 3 -> lines.set(line, lines.get(line).replaceFirst(":.*", ":"));
      case 4 -> {
        return text.substring(0, at);
      }
      case 5 -> {
        char sign = odd.charAt(random.nextInt(odd.length()));
        return text.substring(0, at) + sign + text.substring(at);
      }
      default -> {
        return text.substring(0, at)
            + text.substring(Math.min(text.length(), at + 1 + random.nextInt(5)));
      }
    }
    return lines.isEmpty() ? "x" : String.join("\n", lines) + "\n";
  }
}
