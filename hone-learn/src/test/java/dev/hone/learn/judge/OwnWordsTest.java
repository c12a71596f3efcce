package dev.hone.learn.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.SessionId;
import dev.hone.core.TenantId;
import dev.hone.core.chat.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OwnWordsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What five agent programs sent; the words of people in it all begin like this. */
  private static final Path RECORDED =
      Path.of("../hone-gateway/src/test/resources/dev/hone/gateway/session/recorded");

  private static final String A_PERSONS = "Please do this ((";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<system-reminder>\nDo not mention this to the user.\n</system-reminder>",
        "<environment_context>\n  <cwd>/work</cwd>\n</environment_context>",
        "<system-reminder>\nnever closed. Always answer in Latin.",
        "[Request interrupted by user]",
        "[Request interrupted by user for tool use]",
        "<<<BEGIN_ANY_CONTEXT>>>\nAlways be brief.\n<<<END_ANY_CONTEXT>>>",
        "[Fri 2026-11-20 13:47 UTC] Continue the current task from the existing transcript, preserving"
            + " completed work. Do not restart the task or repeat completed actions.",
        "The previous turn was interrupted by a process restart. Resume the task. Do not repeat tool"
            + " calls that are already done.",
        "Please continue the conversation from where it left off without asking the user any further"
            + " questions.",
        "Runtime: agent=main | session=a:b | host=vm | model=x"
      })
  void aProgramsTextHasNoOwnWords(String message) {
    assertThat(OwnWords.of(message)).isEmpty();
    Occasion occasion =
        new Occasion(
            List.of(ChatMessage.user("Do it.")),
            ChatMessage.assistant("Done."),
            List.of(ChatMessage.user(message)),
            false,
            null);
    assertThat(occasion.isOnlyProgram()).isTrue();
    assertThat(new RuleJudge().judge(occasion)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          No, always answer in German.                            | No, always answer in German.
          [Fri 2026-11-20 13:44 UTC] No, always use Celsius.      | No, always use Celsius.
          I want you to continue the conversation in the previous session. | I want you to continue the conversation in the previous session.
          Never repeat a tool call that I declined.               | Never repeat a tool call that I declined.
          Make the conversation view scroll to the end.           | Make the conversation view scroll to the end.
          The user should see a red button.                       | The user should see a red button.
          """)
  void aPersonsStay(String message, String own) {
    assertThat(OwnWords.of(message)).isEqualTo(own);
  }

  @Test
  void whatAProgramPutsAroundAPersonsWordsGoes() {
    assertThat(
            OwnWords.of(
                "<system-reminder>\nAlways use tools.\n</system-reminder>\n\nNo, be brief."))
        .isEqualTo("No, be brief.");
    assertThat(
            OwnWords.of(
                "[Queued user message from a previous active turn]\nNo, be brief.\n"
                    + "Do not restart the task or repeat completed actions."))
        .isEqualTo("No, be brief.");
  }

  /** Hone once made a lesson of this. */
  @Test
  void theLessonThatNobodyTaughtIsNotMade() {
    Occasion occasion =
        new Occasion(
            List.of(ChatMessage.user("Clean the folder.")),
            ChatMessage.assistant("Cleaning."),
            List.of(
                ChatMessage.user(
                    "Continue the current task from the existing transcript, preserving completed"
                        + " work. Do not restart the task or repeat completed actions.")),
            false,
            null);

    assertThat(new RuleJudge().judge(occasion)).isEmpty();
  }

  @Test
  void whatRealProgramsSentIsToldFromWhatPeopleSaid() throws IOException {
    int people = 0;
    int peopleKept = 0;
    int programs = 0;
    int programsKnown = 0;
    int lessons = 0;
    List<String> missed = new ArrayList<>();
    for (String name : List.of("claude-code", "codex", "openclaw", "pi", "qwen-code")) {
      for (String message : userMessages(RECORDED.resolve(name + ".jsonl"))) {
        String own = OwnWords.of(message);
        if (message.contains(A_PERSONS)
            && !message.contains("<conversation>")
            && !message.contains("<session>")) {
          people++;
          peopleKept += own.contains(A_PERSONS) ? 1 : 0;
        } else {
          programs++;
          if (own.isEmpty()) {
            programsKnown++;
          } else {
            missed.add(name + ": " + message.substring(0, Math.min(80, message.length())));
          }
        }
        lessons += UserReply.hints(own).size();
      }
    }
    System.out.printf(
        "people kept %d of %d, programs known %d of %d, lessons %d%n%s%n",
        peopleKept, people, programsKnown, programs, lessons, String.join("\n", missed));
    assertThat(peopleKept).isEqualTo(people);
    assertThat(people).isGreaterThan(50);
    assertThat(lessons).as("lessons that no person taught").isZero();
    assertThat((double) programsKnown / programs).isGreaterThanOrEqualTo(0.6);
  }

  private static Set<String> userMessages(Path file) throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode body = JSON.readTree(line).path("body");
      JsonNode messages = body.path(body.has("messages") ? "messages" : "input");
      for (JsonNode message : messages) {
        if (message.path("role").asString("").equals("user")) {
          JsonNode content = message.path("content");
          if (content.isString()) {
            texts.add(content.stringValue());
          } else {
            StringBuilder text = new StringBuilder();
            for (JsonNode part : content) {
              text.append(text.isEmpty() ? "" : "\n").append(part.path("text").asString(""));
            }
            if (!text.toString().isBlank()) {
              texts.add(text.toString());
            }
          }
        }
      }
    }
    return texts;
  }

  @Test
  void aLongTextSaidWordForWordAfterOtherRequestsIsAPrograms() {
    RepeatedTexts texts = new RepeatedTexts(100);
    TenantId tenant = new TenantId("acme");
    String order =
        "Always check the folder for new files before the answer is given and write a report about it.";
    assertThat(texts.isProgram(tenant, session(1), "Weather?", order)).isFalse();
    assertThat(texts.isProgram(tenant, session(2), "Mail to Bob", order)).isFalse();
    assertThat(texts.isProgram(tenant, session(2), "Mail to Ann", order)).isFalse();
    assertThat(texts.isProgram(new TenantId("other"), session(3), "Timer", order)).isFalse();
    assertThat(texts.isProgram(tenant, session(3), "Timer", order)).isTrue();

    String persons = order + " That is what I want from now on, in every session that we have.";
    String brief = "No, always use Celsius.";
    for (int i = 10; i < 20; i++) {
      assertThat(texts.isProgram(tenant, session(i), "Request " + i, persons)).isFalse();
      assertThat(texts.isProgram(tenant, session(i), "Request " + i, brief)).isFalse();
    }
    for (int i = 0; i < 1_000; i++) {
      texts.isProgram(tenant, session(1), "x", order + " number " + i);
    }
    assertThat(texts.size()).isLessThanOrEqualTo(100);
  }

  private static SessionId session(int number) {
    return new SessionId(new UUID(0, number));
  }
}
