package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.learn.starter.Situation.Action;
import dev.hone.learn.starter.Situation.CallDue;
import dev.hone.learn.starter.Situation.HomeworkDue;
import dev.hone.learn.starter.Situation.Outcome;
import dev.hone.learn.starter.Situation.ReplyDue;
import dev.hone.learn.starter.Situation.WordsDue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Says of an answer whether the job is done: the right tool with the right values, the right facts
 * in the reply. Manners do not count: an adapter that has learned one user's preferences does the
 * same job in another way, and must not be blamed for that.
 */
final class Fulfilment {

  private final Checks checks;
  private final Answers answers = new Answers();

  Fulfilment(Checks checks) {
    this.checks = checks;
  }

  boolean done(Situation situation, ChatMessage answer) {
    return switch (situation) {
      case CallDue(Action action) ->
          answer.toolCalls().isEmpty()
              ? !action.skill().onlyReads() && asked(action, answer.content())
              : called(action, answer);
      case ReplyDue(Action action, Outcome outcome) ->
          answer.toolCalls().isEmpty() && reported(action, outcome, answer.content());
      case WordsDue(Talk talk, Map<String, String> slots) ->
          answer.toolCalls().isEmpty() && said(talk, slots, answer.content());
      case HomeworkDue(Problem problem) ->
          answer.toolCalls().isEmpty() && Solved.by(problem, answer.content());
    };
  }

  private static boolean asked(Action action, String text) {
    return text.contains("?")
        && SkillTexts.of(action.skill()).question().all().stream()
            .anyMatch(question -> contains(text, question, action.slots()));
  }

  private boolean called(Action action, ChatMessage answer) {
    JsonNode got = checks.arguments(answer, action.skill());
    JsonNode right = checks.arguments(answers.call(action, Habits.none()), action.skill());
    if (got == null || right == null) {
      return false;
    }
    return right.propertyNames().stream()
        .allMatch(
            name -> {
              String value = Checks.text(right, name);
              String given = Checks.text(got, name);
              return switch (action.skill()) {
                case WEATHER -> name.equals("units") || given.equals(value);
                case MAIL ->
                    name.equals("text") ? startsWithWords(given, value) : given.equals(value);
                case FILE -> given.equals(value) || given.endsWith("/" + value);
                case CALENDAR_ADD, CALENDAR_LIST, TIMER, NOTE, LIGHTS, SEARCH ->
                    given.equals(value);
              };
            });
  }

  private static boolean startsWithWords(String given, String value) {
    return given.equals(value) || given.startsWith(value + ".") || given.startsWith(value + " - ");
  }

  private static boolean reported(Action action, Outcome outcome, String text) {
    if (outcome.failed()) {
      return Checks.mentions(text, outcome.slots().getOrDefault("error", ""));
    }
    Phrase brief = SkillTexts.of(action.skill()).brief();
    if (brief != null
        && action.skill() != Skill.WEATHER
        && brief.all().stream().anyMatch(words -> contains(text, words, Map.of()))) {
      return true;
    }
    Map<String, String> slots = action.slots();
    return switch (action.skill()) {
      case CALENDAR_ADD ->
          mentions(text, slots, "title")
              && date(text, slots.getOrDefault("date", ""))
              && time(text, slots.getOrDefault("time", ""));
      case CALENDAR_LIST ->
          outcome.items().isEmpty()
              ? date(text, slots.getOrDefault("date", ""))
              : outcome.items().stream()
                  .allMatch(
                      item -> {
                        int bar = item.lastIndexOf('|');
                        return Checks.mentions(text, item.substring(0, bar))
                            && time(text, item.substring(bar + 1));
                      });
      case TIMER -> mentions(text, slots, "minutes");
      case WEATHER -> mentions(text, outcome.slots(), "degrees");
      case NOTE -> mentions(text, slots, "text");
      case MAIL -> mentions(text, slots, "to");
      case LIGHTS ->
          mentions(text, slots, "room")
              && ("on".equals(slots.get("state")) ? Answers.ON : Answers.OFF)
                  .all().stream()
                      .anyMatch(state -> Checks.mentions(text.toLowerCase(Locale.ROOT), state));
      case SEARCH -> outcome.items().stream().allMatch(item -> Checks.mentions(text, item));
      case FILE -> mentions(text, outcome.slots(), "content");
    };
  }

  private static boolean said(Talk talk, Map<String, String> slots, String text) {
    return switch (talk) {
      case REPEAT, REWRITE -> text.equals(slots.get("exact"));
      case INTRODUCTION -> mentions(text, slots, "name");
      case IDENTITY -> mentions(text, slots, "self");
      case RECALL -> mentions(text, slots, "value");
      case ABILITIES ->
          Stream.of(slots.getOrDefault("tools", "").split(", "))
              .allMatch(tool -> Checks.mentions(text, tool));
      case ASK_BACK ->
          questions().anyMatch(question -> contains(text, question, Map.of()))
              && text.contains("?");
      case GREETING, THANKS, NO_ABILITIES, IMPOSSIBLE, FACT, NO_TOOL, LEFT_ALONE, UNDERSTOOD ->
          talk.answer().all().stream().anyMatch(answer -> contains(text, answer, slots));
    };
  }

  private static Stream<String> questions() {
    return List.of(Skill.values()).stream()
        .flatMap(skill -> SkillTexts.of(skill).asksBack().all().stream());
  }

  private static boolean contains(String text, String template, Map<String, String> slots) {
    String words = template.endsWith(".") ? template.substring(0, template.length() - 1) : template;
    return text.toLowerCase(Locale.ROOT)
        .contains(Phrase.fill(words, slots).toLowerCase(Locale.ROOT));
  }

  private static boolean mentions(String text, Map<String, String> slots, String slot) {
    return Checks.mentions(text, slots.getOrDefault(slot, ""));
  }

  private static boolean date(String text, String date) {
    return Stream.of("", Formats.DAY_FIRST, Formats.MONTH_FIRST)
        .map(order -> Habits.none().with(new Instruction(Preference.DATE_ORDER, order)))
        .anyMatch(habits -> text.contains(Formats.date(date, habits)));
  }

  private static boolean time(String text, String time) {
    return text.contains(time) || text.contains(Formats.twelveHours(time));
  }
}
