package dev.hone.learn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.LessonId;
import dev.hone.core.UserId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Prompts of nobody are practised as each user's only where a system text tells users apart. */
class OwnPracticeTest {

  private static final UserId ANN = new UserId("ann");
  private static final UserId BEN = new UserId("ben");
  private static final List<Prompt> OFFERED =
      List.of(
          prompt("You are Hone.", "What is the weather?"),
          prompt(null, "Set a timer."),
          prompt("You are Hone.", "Note: milk"));

  private static Prompt prompt(@Nullable String system, String user) {
    ChatMessage asked = ChatMessage.user(user);
    return new Prompt(
        system == null ? List.of(asked) : List.of(ChatMessage.system(system), asked), List.of());
  }

  private static LessonPrompt of(UserId user, @Nullable String system) {
    return new LessonPrompt(prompt(system, "Hello"), List.of(), user);
  }

  private static Syllabus lessons(Map<UserId, String> own) {
    Map<UserId, List<Syllabus.Taught>> taught = new java.util.HashMap<>();
    own.forEach(
        (user, text) ->
            taught.put(
                user,
                List.of(new Syllabus.Taught(new LessonId(java.util.UUID.randomUUID()), text))));
    return new Syllabus(List.of(), taught);
  }

  @Test
  void eachUserPractisesUnderTheirOwnSystemTextWithTheirOwnLessons() {
    List<LessonPrompt> made =
        OwnPractice.of(
            List.of(of(ANN, "You help Ann."), of(BEN, "You help Ben."), of(ANN, "You help Ann.")),
            OFFERED,
            lessons(Map.of(ANN, "Be brief.", BEN, "Use kelvin.")),
            4);

    assertThat(made).hasSize(4);
    assertThat(made)
        .allSatisfy(
            one -> {
              String name = ANN.equals(one.user()) ? "Ann" : "Ben";
              assertThat(one.prompt().messages())
                  .startsWith(ChatMessage.system("You help " + name + "."))
                  .hasSize(2);
              assertThat(one.lessons())
                  .containsExactly(name.equals("Ann") ? "Be brief." : "Use kelvin.");
            });
  }

  @Test
  void whatIsMostLikeTheUsersRequestsComesFirst() {
    Prompt notes = prompt("You help Ann.", "Please note bread");
    Prompt weather = prompt("You help Ben.", "How is the weather?");
    List<LessonPrompt> made =
        OwnPractice.of(
            List.of(
                new LessonPrompt(notes, List.of(), ANN), new LessonPrompt(weather, List.of(), BEN)),
            OFFERED,
            lessons(Map.of(ANN, "Be brief.", BEN, "Use kelvin.")),
            2);

    assertThat(made)
        .extracting(one -> one.user() + ": " + one.prompt().messages().getLast().content())
        .containsExactlyInAnyOrder(ANN + ": Note: milk", BEN + ": What is the weather?");
  }

  @Test
  void whoCannotBeToldApartGetsNone() {
    List<LessonPrompt> made =
        OwnPractice.of(
            List.of(of(ANN, "You help."), of(BEN, "You help."), of(BEN, null)),
            OFFERED,
            lessons(Map.of(ANN, "Be brief.", BEN, "Use kelvin.")),
            4);

    assertThat(made).isEmpty();
  }

  @Test
  void whoHasNoLessonGetsNone() {
    assertThat(
            OwnPractice.of(
                List.of(of(ANN, "You help Ann."), of(BEN, "You help Ben.")),
                OFFERED,
                lessons(Map.of(ANN, "Be brief.")),
                4))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.user()).isEqualTo(ANN));
  }
}
