package dev.hone.gateway.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RedactorTest {

  private static final Redactor EVERY = Redactor.of(RedactionRules.everyKind());

  /** Long enough that anything but linear time would not end. */
  private static final int HOSTILE = 1 << 20;

  // Made up or from documentation; put together so that no scanner takes this file for a leak.
  private static final String KEY = "sk-" + "proj-" + "a1B2c3D4e5F6g7H8i9J0";
  private static final String WEB_TOKEN =
      "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".dozjgNryP4J3jVmNHl0w5N";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Write to Anna.Schmidt+x@mail.example.com, please. | Write to [email], please.",
        "(jo@ex.org). | ([email]).",
        "<müller@büro.de> | <[email]>",
        "Call +49 (0)89 1234-5678 at ten. | Call [phone] at ten.",
        "tel:+14155550132 | tel:[phone]",
        "089/12345678 or 0043 1 5123456 | [phone] or [phone]",
        "(415) 555-0132, 415-555-0132, 1.415.555.0132 | [phone], [phone], [phone]",
        "IBAN DE89 3704 0044 0532 0130 00 bitte | IBAN [iban] bitte",
        "GB29NWBK60161331926819, fr1420041010050500013M02606 | [iban], [iban]",
        "4111 1111 1111 1111 exp 12/27 | [card] exp 12/27",
        "5500-0000-0000-0004 and 378282246310005 | [card] and [card]",
        "from 192.168.1.17:8080 to 10.0.0.1. | from [ip]:8080 to [ip].",
        "2001:db8:85a3::8a2e:370:7334 ::1 fe80::1 | [ip] [ip] [ip]",
        "::ffff:192.0.2.128 | [ip]",
        "Authorization: Bearer abcdef123456.xyz~ | Authorization: Bearer [secret]",
        "password=hunter2000 | password=[secret]",
        "'api_key': 'zzzz1111yyyy' | 'api_key': '[secret]'",
      })
  void isFound(String text, String redacted) {
    assertThat(EVERY.text(text)).isEqualTo(redacted);
  }

  @Test
  void keysAndTokensAreFound() {
    assertThat(EVERY.text("use " + KEY + " now")).isEqualTo("use [secret] now");
    assertThat(EVERY.text("https://" + "ghp_" + "a1".repeat(18) + "@github.com/x"))
        .doesNotContain("ghp_");
    assertThat(EVERY.text("AKIA" + "IOSFODNN7EXAMPLE")).isEqualTo("[secret]");
    assertThat(EVERY.text("Bearer " + WEB_TOKEN)).isEqualTo("Bearer [jwt]");
    assertThat(EVERY.text("see " + WEB_TOKEN + ".")).isEqualTo("see [jwt].");
    assertThat(
            EVERY.text(
                "a\n-----BEGIN RSA "
                    + "PRIVATE KEY-----\nMIIB\n-----END RSA "
                    + "PRIVATE KEY-----\nb"))
        .isEqualTo("a\n[private-key]\nb");
    assertThat(EVERY.text("-----BEGIN " + "PRIVATE KEY-----\nMIIB cut off"))
        .isEqualTo("[private-key]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Nothing here.",
        "user@host, @mention, a@b",
        "2026-11-20 10:49:36 and 01.02.2026 10:30",
        "order 123456789012, item 4111111111111112, time 1772355601000",
        "version 1.2.3, 300.1.1.1, 1.2.3.4.5, v1.2.3.4",
        "std::string a::b 12:30:45 at 1:2",
        "DE00 3704 0044 0532 0130 00",
        "sk-learn is a library; skeleton-key-with-words-only-in-it",
        "the token: something, password: please",
        "10 000 000 people, 3.141592653589793, 1/2/3",
        "eyJ.a.b eyJhbGciOiJIUzI1NiJ9",
        "-----BEGIN CERTIFICATE-----",
        "[email] [phone] [jwt]",
      })
  void isNotFound(String text) {
    assertThat(EVERY.text(text)).isEqualTo(text);
  }

  @Test
  void onlyTheKindsAskedFor() {
    Redactor emails = Redactor.of(new RedactionRules(EnumSet.of(RedactionKind.EMAIL), List.of()));
    assertThat(emails.text("a@b.co 10.0.0.1")).isEqualTo("[email] 10.0.0.1");
    Redactor none = Redactor.of(new RedactionRules(EnumSet.noneOf(RedactionKind.class), List.of()));
    assertThat(none.text("a@b.co " + KEY)).isEqualTo("a@b.co " + KEY);
  }

  @Test
  void termsAreFoundAsWholeWordsInAnyCase() {
    Redactor redactor =
        Redactor.of(
            RedactionRules.everyKind()
                .withTerms(
                    List.of(
                        new RedactionRules.Term("Project Falcon", "project"),
                        new RedactionRules.Term("Falcon", "bird"),
                        new RedactionRules.Term("Müller", "name"),
                        new RedactionRules.Term("email", "channel"),
                        new RedactionRules.Term("C++", "language"))));

    assertThat(redactor.text("PROJECT falcon, falcons, Falcon's, MÜLLER; C++ or C++."))
        .isEqualTo("[project], falcons, [bird]'s, [name]; [language] or [language].");
    assertThat(redactor.text("Email me: a@b.co")).isEqualTo("[channel] me: [email]");
    assertThat(redactor.text("[email]")).as("a placeholder stays").isEqualTo("[email]");
    assertThat(redactor.redact("falcon falcon a@b.co").found())
        .isEqualTo(Map.of("bird", 2, "email", 1));
  }

  @Test
  void badTermsAreRefused() {
    assertThatThrownBy(() -> new RedactionRules.Term(" ", "x")).hasMessageContaining("blank");
    assertThatThrownBy(() -> new RedactionRules.Term("x".repeat(201), "x"))
        .hasMessageContaining("200");
    assertThatThrownBy(() -> new RedactionRules.Term("x", "Not This"))
        .hasMessageContaining("placeholder");
  }

  @Test
  void redactingAgainChangesNothing() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> parts =
        List.of(
            "a@b.co",
            "@",
            ".",
            "+49 89 1234567",
            "4111 1111 1111 1111",
            "10.0.0.1",
            "::1",
            "fe80::",
            "DE89370400440532013000",
            " ",
            "-",
            "[",
            "]",
            "[email]",
            "[secret]",
            "token",
            "=",
            ":",
            "password",
            "Bearer ",
            KEY,
            WEB_TOKEN,
            "Falcon",
            "email",
            "1",
            "23",
            "00",
            "(",
            ")",
            "/",
            "x",
            "é",
            "\n",
            "\"",
            "{",
            "}",
            ",",
            "a1b2c3d4e5",
            "-----BEGIN " + "PRIVATE KEY-----");
    Redactor redactor =
        Redactor.of(
            RedactionRules.everyKind()
                .withTerms(
                    List.of(
                        new RedactionRules.Term("falcon", "project"),
                        new RedactionRules.Term("email", "x"),
                        new RedactionRules.Term("secret]", "y"))));
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        text.append(parts.get(random.nextInt(parts.size())));
      }
      String once = redactor.text(text.toString());
      assertThat(redactor.text(once)).as("seed %d: %s", seed, text).isEqualTo(once);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "@",
        ".",
        "a@",
        "a@a",
        "1",
        "1 ",
        "(1",
        "+1",
        "(",
        "4",
        "4 ",
        ":",
        "1:",
        "1.",
        "DE89 ",
        "eyJaaaa.",
        "/",
        "[",
        "[a@b.co ",
        "Bearer ",
        "token=",
        "sk-a1",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "aab",
        "{",
        "[\"",
        "{\"a\":",
        "a@b.co["
      })
  @Timeout(60)
  void hostileTextsEndInTime(String part) {
    Redactor redactor =
        Redactor.of(
            RedactionRules.everyKind()
                .withTerms(
                    List.of(
                        new RedactionRules.Term("a".repeat(200), "a"),
                        new RedactionRules.Term("a".repeat(100) + "b", "b"),
                        new RedactionRules.Term("aab".repeat(50), "c"))));
    String text = part.repeat(HOSTILE / part.length());
    assertThat(redactor.message(ChatMessage.user(text + "!")).content()).isNotNull();
  }

  @Test
  void messagesKeepWhatHoldsThemTogether() {
    Prompt prompt =
        Prompt.of(
            ChatMessage.user("I am a@b.co"),
            ChatMessage.assistant(
                "",
                List.of(
                    new ToolCall(
                        "+49891234567",
                        "mail",
                        "{\"to\":\"a@b.co\",\"card\":4111111111111111,\"n\":3}"))),
            ChatMessage.tool("+49891234567", "{\"ok\": true}"));

    Prompt redacted = EVERY.prompt(prompt);

    assertThat(redacted.messages())
        .containsExactly(
            ChatMessage.user("I am [email]"),
            ChatMessage.assistant(
                "",
                List.of(
                    new ToolCall(
                        "+49891234567",
                        "mail",
                        "{\"to\":\"[email]\",\"card\":\"[card]\",\"n\":3}"))),
            ChatMessage.tool("+49891234567", "{\"ok\": true}"));
    assertThat(EVERY.prompt(redacted)).isEqualTo(redacted);
  }

  @Test
  void treesOfAnyDialect() {
    JsonNode body =
        Json.read(
            """
            {"model":"m@x.co","messages":[{"role":"user","content":[{"type":"text","text":"a@b.co"}]},
             {"role":"assistant","tool_calls":[{"id":"a@b.co","type":"function",
              "function":{"name":"f","arguments":"{\\"to\\":\\"a@b.co\\"}"}}]}],
             "max_tokens":4111111111111111,"stream":false,"stop":null}
            """);

    JsonNode redacted = EVERY.json(body);

    assertThat(redacted.at("/messages/0/content/0/text").stringValue()).isEqualTo("[email]");
    assertThat(redacted.at("/messages/1/tool_calls/0/function/arguments").stringValue())
        .isEqualTo("{\"to\":\"[email]\"}");
    assertThat(redacted.at("/messages/1/tool_calls/0/id").stringValue()).isEqualTo("a@b.co");
    assertThat(redacted.path("model").stringValue()).isEqualTo("m@x.co");
    assertThat(EVERY.json(redacted)).isSameAs(redacted);
    List<JsonNode> clean = new ArrayList<>(List.of(Json.read("{\"a\":[1,\"b\",null,true]}")));
    assertThat(EVERY.json(clean.getFirst())).isSameAs(clean.getFirst());
  }
}
