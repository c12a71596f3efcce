package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import dev.hone.learn.starter.Situation.Action;
import dev.hone.learn.starter.Situation.CallDue;
import dev.hone.learn.starter.Situation.HomeworkDue;
import dev.hone.learn.starter.Situation.Outcome;
import dev.hone.learn.starter.Situation.ReplyDue;
import dev.hone.learn.starter.Situation.WordsDue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The right answer to a situation: the plain one, changed by each habit in turn. Because every
 * answer is built here, every combination of habits has exactly one right answer.
 */
final class Answers {

  static final String DEFAULT_UNITS = "celsius";

  static final Phrase WARM =
      new Phrase("With pleasure!", "Sehr gern!", "¡Con mucho gusto!", "Avec plaisir !");
  private static final Phrase MORE =
      new Phrase("Anything else?", "Noch etwas?", "¿Algo más?", "Autre chose ?");
  private static final Phrase USED =
      new Phrase("I used {tool}.", "Benutzt: {tool}.", "Usé {tool}.", "Outil : {tool}.");
  private static final Phrase FAILED =
      new Phrase(
          "That did not work: {error}.",
          "Das ging nicht: {error}.",
          "Eso no funcionó: {error}.",
          "Cela n'a pas marché : {error}.");
  private static final Phrase NOTHING =
      new Phrase("Nothing on {date}.", "Nichts am {date}.", "Nada el {date}.", "Rien le {date}.");
  private static final Phrase AT = new Phrase(" at ", " um ", " a las ", " à ");
  static final Phrase ON = new Phrase("on", "an", "encendida", "allumée");
  static final Phrase OFF = new Phrase("off", "aus", "apagada", "éteinte");

  /** Those that do not stand with a skill or a talk. */
  static final List<Phrase> PHRASES = List.of(WARM, MORE, USED, FAILED, NOTHING, ON, OFF);

  private final JsonMapper json = JsonMapper.builder().build();

  ChatMessage answer(Situation situation, Habits habits) {
    return switch (situation) {
      case CallDue(Action action) ->
          Preference.asksBefore(habits, action.skill())
              ? words(question(action, habits), habits, null, true)
              : call(action, habits);
      case ReplyDue(Action action, Outcome outcome) ->
          words(reply(action, outcome, habits), habits, action.skill().tool(), false);
      case WordsDue(Talk talk, Map<String, String> slots) ->
          talk.styled()
              ? words(
                  talk.answer().in(language(habits), localised(slots, habits)),
                  habits,
                  null,
                  talk == Talk.ASK_BACK)
              : ChatMessage.assistant(talk.answer().in(Language.ENGLISH, slots));
      case HomeworkDue(Problem problem) ->
          words(WorkedAnswers.of(problem, habits), habits, null, false);
    };
  }

  /** The call itself, whether or not the user wants to be asked before it. */
  ChatMessage call(Action action, Habits habits) {
    return ChatMessage.assistant(
        "", List.of(new ToolCall("call_1", action.skill().tool(), arguments(action, habits))));
  }

  private String arguments(Action action, Habits habits) {
    Map<String, String> slots = action.slots();
    ObjectNode node = json.createObjectNode();
    switch (action.skill()) {
      case CALENDAR_ADD -> {
        node.put("title", slots.get("title"));
        node.put("date", slots.get("date"));
        node.put("time", slots.get("time"));
        habits.value(Preference.REMINDER).ifPresent(v -> node.put("reminder", Integer.parseInt(v)));
      }
      case CALENDAR_LIST -> node.put("date", slots.get("date"));
      case TIMER -> {
        node.put("minutes", Integer.parseInt(slots.getOrDefault("minutes", "0")));
        habits.value(Preference.TIMER_LABEL).ifPresent(v -> node.put("label", v));
      }
      case WEATHER -> {
        node.put("city", slots.get("city"));
        node.put("units", habits.value(Preference.UNITS).orElse(DEFAULT_UNITS));
      }
      case NOTE -> {
        node.put("text", slots.get("text"));
        habits.value(Preference.TAG_NOTES).ifPresent(v -> node.put("tag", v));
      }
      case MAIL -> {
        node.put("to", slots.get("to"));
        String sign = habits.value(Preference.SIGN_MAIL).map(v -> ". " + v).orElse("");
        node.put("text", slots.get("text") + sign);
        habits.value(Preference.COPY_MAIL).ifPresent(v -> node.put("cc", v));
      }
      case LIGHTS -> {
        node.put("room", slots.get("room"));
        node.put("state", slots.get("state"));
        if ("on".equals(slots.get("state"))) {
          habits
              .value(Preference.BRIGHTNESS)
              .ifPresent(v -> node.put("brightness", Integer.parseInt(v)));
        }
      }
      case SEARCH -> {
        node.put("query", slots.get("query"));
        habits
            .value(Preference.SEARCH_COUNT)
            .ifPresent(v -> node.put("count", Integer.parseInt(v)));
      }
      case FILE ->
          node.put(
              "path",
              habits.value(Preference.FILE_FOLDER).map(v -> v + "/").orElse("")
                  + slots.get("file"));
    }
    return node.toString();
  }

  /** What is asked before the action is done, without the manners around it. */
  private String question(Action action, Habits habits) {
    return SkillTexts.of(action.skill())
        .question()
        .in(language(habits), localised(action.slots(), habits));
  }

  private String reply(Action action, Outcome outcome, Habits habits) {
    Language language = language(habits);
    Map<String, String> slots = new HashMap<>(action.slots());
    slots.putAll(outcome.slots());
    slots = localised(slots, habits);
    if (outcome.failed()) {
      return FAILED.in(language, slots);
    }
    SkillTexts texts = SkillTexts.of(action.skill());
    if (habits.has(Preference.BRIEF) && texts.brief() != null) {
      return texts.brief().in(language, slots);
    }
    if (action.skill() == Skill.CALENDAR_LIST) {
      if (outcome.items().isEmpty()) {
        return NOTHING.in(language, slots);
      }
      List<String> events = new ArrayList<>();
      for (String item : outcome.items()) {
        int bar = item.lastIndexOf('|');
        events.add(
            item.substring(0, bar)
                + AT.in(language)
                + Formats.time(item.substring(bar + 1), habits));
      }
      slots.put("events", String.join(", ", events));
    }
    if (action.skill() == Skill.SEARCH) {
      slots.put(
          "results",
          habits.has(Preference.BULLETS)
              ? "\n- " + String.join("\n- ", outcome.items())
              : String.join(", ", outcome.items()) + ".");
      return texts.reply().in(language, slots).replace(": \n", ":\n");
    }
    return texts.reply().in(language, slots);
  }

  /** Slots as this user reads them. */
  private static Map<String, String> localised(Map<String, String> slots, Habits habits) {
    Map<String, String> shown = new HashMap<>(slots);
    shown.computeIfPresent("date", (key, date) -> Formats.date(date, habits));
    shown.computeIfPresent("time", (key, time) -> Formats.time(time, habits));
    shown.computeIfPresent(
        "state", (key, state) -> (state.equals("on") ? ON : OFF).in(language(habits)));
    return shown;
  }

  static Language language(Habits habits) {
    return habits.value(Preference.LANGUAGE).map(Language::ofShown).orElse(Language.ENGLISH);
  }

  /** Puts the manners around the core of a reply, always in this order. */
  private static ChatMessage words(
      String core, Habits habits, @org.jspecify.annotations.Nullable String tool, boolean asks) {
    Language language = language(habits);
    List<String> parts = new ArrayList<>();
    habits.value(Preference.BEGIN_WITH).ifPresent(v -> parts.add(v + "."));
    if (habits.has(Preference.WARM)) {
      parts.add(WARM.in(language));
    }
    habits.value(Preference.CALL_ME).ifPresent(v -> parts.add(v + "!"));
    boolean exclaims = habits.has(Preference.EXCLAIM) && core.endsWith(".");
    parts.add(exclaims ? core.substring(0, core.length() - 1) + "!" : core);
    if (tool != null && habits.has(Preference.NAME_TOOL)) {
      parts.add(USED.in(language, Map.of("tool", tool)));
    }
    if (!asks && habits.has(Preference.FOLLOW_UP)) {
      parts.add(MORE.in(language));
    }
    habits.value(Preference.END_WITH).ifPresent(v -> parts.add(v + "."));
    if (habits.has(Preference.SMILEY)) {
      parts.add(":)");
    }
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      if (!text.isEmpty()) {
        text.append(text.indexOf("\n") >= 0 || part.indexOf('\n') >= 0 ? '\n' : ' ');
      }
      text.append(part);
    }
    if (habits.has(Preference.NO_FULL_STOP) && text.charAt(text.length() - 1) == '.') {
      text.setLength(text.length() - 1);
    }
    return ChatMessage.assistant(text.toString());
  }
}
