package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.learn.starter.Situation.Action;
import dev.hone.learn.starter.Situation.CallDue;
import dev.hone.learn.starter.Situation.HomeworkDue;
import dev.hone.learn.starter.Situation.Outcome;
import dev.hone.learn.starter.Situation.ReplyDue;
import dev.hone.learn.starter.Situation.WordsDue;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Says of an answer whether it follows a preference, however it is worded otherwise. */
final class Checks {

  private static final Pattern CLOSING_MARKS = Pattern.compile("[\\s:).!]+$");

  private final JsonMapper json = JsonMapper.builder().build();
  private final Answers answers = new Answers();
  private final LanguageMarks languages = new LanguageMarks();

  /** Whether the right answer to this situation shows the preference. */
  boolean visible(Preference preference, String value, Situation situation, Habits habits) {
    return followed(preference, value, situation, answers.answer(situation, habits));
  }

  /** Whether the answer shows the preference. */
  boolean followed(Preference preference, String value, Situation situation, ChatMessage answer) {
    boolean calls = !answer.toolCalls().isEmpty();
    if (preference == Preference.EXCLAIM || preference == Preference.NO_FULL_STOP) {
      return !calls && ending(preference, situation, answer.content().strip());
    }
    return shows(preference, value, situation, answer);
  }

  private boolean shows(
      Preference preference, String value, Situation situation, ChatMessage answer) {
    boolean calls = !answer.toolCalls().isEmpty();
    return switch (situation) {
      case CallDue(Action action) ->
          calls
              ? inCall(preference, value, action, answer)
              : preference == Preference.ASK_BEFORE
                  ? Preference.asks(value, action.skill()) && answer.content().contains("?")
                  : inWords(preference, value, action.slots(), true, answer.content());
      case ReplyDue(Action action, Outcome outcome) -> {
        Map<String, String> slots = new HashMap<>(action.slots());
        slots.putAll(outcome.slots());
        slots.put("tool", action.skill().tool());
        for (String item : outcome.items()) {
          slots.put(item, item.replaceFirst("\\|.*", ""));
        }
        yield !calls
            && (inReply(preference, action, outcome, value, answer.content())
                || inWords(preference, value, slots, false, answer.content()));
      }
      case WordsDue(Talk talk, Map<String, String> slots) ->
          talk.styled()
              && !calls
              && inWords(preference, value, slots, talk == Talk.ASK_BACK, answer.content());
      case HomeworkDue(Problem problem) ->
          !calls
              && (StyleChecks.followed(preference, value, problem, answer.content())
                  || inWords(preference, value, Map.of(), false, answer.content()));
    };
  }

  /** These two are seen where a plain reply ends with a full stop. */
  private boolean ending(Preference preference, Situation situation, String text) {
    return answers.answer(situation, Habits.none()).content().endsWith(".")
        && (preference == Preference.EXCLAIM
            ? text.endsWith("!")
            : !text.isEmpty() && !text.endsWith("."));
  }

  private boolean inCall(Preference preference, String value, Action action, ChatMessage answer) {
    JsonNode arguments = arguments(answer, action.skill());
    if (arguments == null) {
      return false;
    }
    return switch (preference) {
      case UNITS -> text(arguments, "units").equalsIgnoreCase(value);
      case SIGN_MAIL -> text(arguments, "text").strip().endsWith(value);
      case COPY_MAIL -> text(arguments, "cc").equals(value);
      case TAG_NOTES -> text(arguments, "tag").equals(value);
      case REMINDER -> text(arguments, "reminder").equals(value);
      case TIMER_LABEL -> text(arguments, "label").equals(value);
      case BRIGHTNESS -> text(arguments, "brightness").equals(value);
      case SEARCH_COUNT -> text(arguments, "count").equals(value);
      case FILE_FOLDER -> text(arguments, "path").startsWith(value + "/");
      case DATE_ORDER,
          CLOCK,
          ASK_BEFORE,
          BRIEF,
          WARM,
          LANGUAGE,
          BULLETS,
          BEGIN_WITH,
          END_WITH,
          CALL_ME,
          FOLLOW_UP,
          SMILEY,
          NAME_TOOL,
          PLAIN,
          LONG,
          EXCLAIM,
          NO_FULL_STOP,
          ONE_SENTENCE,
          ANSWER_FIRST,
          HEADING,
          CHECK_RESULT ->
          false;
    };
  }

  /** What only the report of a tool's work can show. */
  private static boolean inReply(
      Preference preference, Action action, Outcome outcome, String value, String text) {
    String date = action.slots().getOrDefault("date", "");
    return switch (preference) {
      case DATE_ORDER ->
          Formats.iso(date)
              && text.contains(
                  Formats.date(
                      date, Habits.none().with(new Instruction(Preference.DATE_ORDER, value))));
      case CLOCK -> {
        String own = action.slots().get("time");
        String time =
            own != null
                ? own
                : action.skill() == Skill.CALENDAR_LIST && !outcome.items().isEmpty()
                    ? outcome.items().getFirst().replaceFirst(".*\\|", "")
                    : "";
        yield !time.isEmpty() && text.toLowerCase(Locale.ROOT).contains(Formats.twelveHours(time));
      }
      case BRIEF ->
          !outcome.failed()
              && SkillTexts.of(action.skill()).brief() != null
              && !text.isBlank()
              && action.slots().values().stream().noneMatch(slot -> mentions(text, slot));
      case BULLETS ->
          action.skill() == Skill.SEARCH
              && !outcome.failed()
              && outcome.items().stream().allMatch(item -> text.contains("\n- " + item));
      case NAME_TOOL -> text.contains(action.skill().tool());
      case UNITS,
          ASK_BEFORE,
          WARM,
          LANGUAGE,
          SIGN_MAIL,
          COPY_MAIL,
          TAG_NOTES,
          REMINDER,
          TIMER_LABEL,
          BRIGHTNESS,
          SEARCH_COUNT,
          FILE_FOLDER,
          BEGIN_WITH,
          END_WITH,
          CALL_ME,
          FOLLOW_UP,
          SMILEY,
          PLAIN,
          LONG,
          EXCLAIM,
          NO_FULL_STOP,
          ONE_SENTENCE,
          ANSWER_FIRST,
          HEADING,
          CHECK_RESULT ->
          false;
    };
  }

  /** What any words can show. */
  private boolean inWords(
      Preference preference, String value, Map<String, String> slots, boolean asks, String text) {
    return switch (preference) {
      case WARM ->
          Answers.WARM.all().stream()
              .anyMatch(
                  warm -> text.toLowerCase(Locale.ROOT).contains(warm.toLowerCase(Locale.ROOT)));
      case LANGUAGE -> languages.in(Language.ofShown(value), text, slots.values());
      case BEGIN_WITH -> text.startsWith(value);
      case END_WITH -> {
        String closing = CLOSING_MARKS.matcher(text).replaceFirst("");
        yield closing.endsWith(value);
      }
      case CALL_ME -> mentions(text, value);
      case FOLLOW_UP -> !asks && text.contains("?");
      case SMILEY -> text.contains(":)");
      case UNITS,
          DATE_ORDER,
          CLOCK,
          ASK_BEFORE,
          BRIEF,
          SIGN_MAIL,
          COPY_MAIL,
          TAG_NOTES,
          REMINDER,
          TIMER_LABEL,
          BRIGHTNESS,
          SEARCH_COUNT,
          FILE_FOLDER,
          BULLETS,
          NAME_TOOL,
          EXCLAIM,
          NO_FULL_STOP,
          PLAIN,
          LONG,
          ONE_SENTENCE,
          ANSWER_FIRST,
          HEADING,
          CHECK_RESULT ->
          false;
    };
  }

  /** Whether the text holds the value as words of its own. */
  static boolean mentions(String text, String value) {
    return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])")
        .matcher(text)
        .find();
  }

  /** The arguments of the one call of this skill's tool; null if the answer is not that. */
  @Nullable JsonNode arguments(ChatMessage answer, Skill skill) {
    if (answer.toolCalls().size() != 1
        || !answer.toolCalls().getFirst().name().equals(skill.tool())) {
      return null;
    }
    try {
      JsonNode node = json.readTree(answer.toolCalls().getFirst().arguments());
      return node.isObject() ? node : null;
    } catch (JacksonException e) {
      return null; // not JSON, so not the call: that is what the caller asks
    }
  }

  static String text(JsonNode arguments, String name) {
    JsonNode node = arguments.get(name);
    return node == null || !node.isValueNode() ? "" : node.asString();
  }
}
