package dev.hone.learn.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.learn.simulate.TextTest.Form;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConversationTest {

  private static final ToolStub WEATHER =
      new ToolStub(
          new ToolSpec("weather_get", "", "{\"type\":\"object\"}"),
          "{\"temperature\":{degrees},\"units\":\"{call.units|celsius}\"}");

  private static SimulatedUser user(Check wants, List<String> praises) {
    Map<String, Slot> slots = new LinkedHashMap<>();
    slots.put("degrees", new Slot.Between(7, 7));
    slots.put("double", new Slot.Computed(Arithmetic.parse("degrees * 2")));
    Ask ask =
        new Ask(
            List.of("Weather in Rome? ({double})"),
            slots,
            List.of(WEATHER),
            new Check.Words(new TextTest(Form.SAYS, List.of("{degrees}"))));
    return new SimulatedUser(
        "ada", "begins with Ahoy", "Be kind.", wants, List.of(ask), List.of("Say Ahoy."), praises);
  }

  private static final Check AHOY =
      new Check.Words(new TextTest(Form.STARTS_WITH, List.of("Ahoy")));

  private static Conversation begin(SimulatedUser user) {
    return Conversation.begin(user, 0, new SplittableRandom(1));
  }

  private static ChatMessage call() {
    return ChatMessage.assistant(
        "", List.of(new ToolCall("call_1", "weather_get", "{\"units\":\"kel\\\"vin\"}")));
  }

  private static ChatMessage last(Conversation conversation) {
    return conversation.messages().getLast();
  }

  @Test
  void toolsAnswerWithTheValuesOfTheRequestAndOfTheCall() {
    Conversation conversation = begin(user(AHOY, List.of()));

    Prompt first = Objects.requireNonNull(conversation.pending());
    assertThat(first.messages().getFirst()).isEqualTo(ChatMessage.system("Be kind."));
    assertThat(first.messages().getLast().content()).isEqualTo("Weather in Rome? (14)");
    conversation.answered(call(), 5);

    assertThat(last(conversation))
        .isEqualTo(ChatMessage.tool("call_1", "{\"temperature\":7,\"units\":\"kel\\\"vin\"}"));
    conversation.answered(ChatMessage.assistant("Ahoy! It is 7."), 5);
    assertThat(conversation.isOver()).isTrue();
    assertThat(conversation.first().passed()).isTrue();
    assertThat(conversation.first().reply().calls()).hasSize(1);
  }

  @Test
  void theFirstReplyCountsAndIsCorrectedOnce() {
    Conversation conversation = begin(user(AHOY, List.of("Thanks.")));

    conversation.answered(ChatMessage.assistant("It is 7."), 4);
    assertThat(last(conversation)).isEqualTo(ChatMessage.user("Say Ahoy."));
    conversation.answered(ChatMessage.assistant("Ahoy, it is 7."), 4);
    assertThat(last(conversation)).isEqualTo(ChatMessage.user("Thanks."));
    conversation.answered(ChatMessage.assistant("You are welcome."), 4);

    assertThat(conversation.isOver()).isTrue();
    assertThat(conversation.pending()).isNull();
    assertThat(conversation.first().format()).isFalse();
    assertThat(conversation.first().right()).isTrue();
    assertThat(conversation.corrections()).isEqualTo(1);
  }

  @Test
  void theRightFormatWithAWrongAnswerIsNoPassAndGetsNoPraise() {
    Conversation conversation = begin(user(AHOY, List.of("Thanks.")));

    conversation.answered(ChatMessage.assistant("Ahoy, it is 8."), 4);

    assertThat(conversation.isOver()).isTrue();
    assertThat(conversation.first().format()).isTrue();
    assertThat(conversation.first().passed()).isFalse();
  }

  @Test
  void anAgentThatOnlyCallsToolsHasFailed() {
    Conversation conversation = begin(user(AHOY, List.of()));

    for (int i = 0; i < Conversation.MOST_STEPS; i++) {
      conversation.answered(call(), 5);
    }

    assertThat(conversation.first().passed()).isFalse();
    assertThat(last(conversation).role()).isEqualTo(Role.USER);
  }

  @Test
  void argumentsOfEveryCallAreLookedAt() {
    Check kelvin =
        new Check.Argument("weather_get", "units", new TextTest(Form.IS, List.of("kelvin")));
    ToolCall right = new ToolCall("1", "weather_get", "{\"units\":\"kelvin\"}");
    ToolCall wrong = new ToolCall("2", "weather_get", "{\"units\":\"celsius\"}");

    assertThat(kelvin.holds(new Reply("", List.of(right), 0))).isTrue();
    assertThat(kelvin.holds(new Reply("", List.of(right, wrong), 0))).isFalse();
    assertThat(kelvin.holds(new Reply("", List.of(), 0))).isFalse();
    assertThat(kelvin.holds(new Reply("", List.of(new ToolCall("3", "weather_get", "{")), 0)))
        .isFalse();
  }

  @Test
  void theSameSeedAsksTheSame() {
    SimulatedUser user = user(AHOY, List.of());

    assertThat(Conversation.begin(user, 3, new SplittableRandom(9)).messages())
        .isEqualTo(Conversation.begin(user, 3, new SplittableRandom(9)).messages());
  }
}
