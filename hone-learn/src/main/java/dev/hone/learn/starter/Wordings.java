package dev.hone.learn.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Words an {@link Instruction} as people do: as a rule, as a wish, as a correction.
 *
 * <p>Thread-safe; the words come from the caller's generator.
 */
public final class Wordings {

  /** Which of the wordings to use. */
  public enum Pool {
    /** Those that are trained on. */
    TRAINING,
    /** Those that never are. */
    HELD_OUT,
    /** All. */
    BOTH
  }

  private static final List<String> OPENINGS =
      List.of(
          "",
          "",
          "",
          "please ",
          "please ",
          "from now on ",
          "from now on, please ",
          "next time ",
          "next time, ",
          "next time please ",
          "always ",
          "always ",
          "in future ",
          "I want you to ",
          "I would like you to ",
          "you should ",
          "you should always ",
          "you must ",
          "remember to ",
          "make sure to ",
          "you need to ",
          "could you ");
  private static final List<String> UNSEEN_OPENINGS =
      List.of("going forward, ", "I need you to ", "be sure to ", "");
  private static final List<String> OBJECTIONS =
      List.of(
          "No, ",
          "No, ",
          "No, ",
          "No. ",
          "No! ",
          "Not like that. ",
          "Wrong. ",
          "That is not right. ",
          "That is not what I want. ",
          "Hm, ",
          "No no, ",
          "Not good. ",
          "Please not like this. ");
  private static final List<String> UNSEEN_OBJECTIONS =
      List.of("Nope, ", "That is wrong. ", "No, ");
  private static final List<String> ENDINGS = List.of(".", ".", ".", ".", "!", "", "");
  private static final List<String> LONG_ENDINGS =
      List.of(" please.", ", please.", " from now on.", " next time.", " in future.", ", okay?");

  private final Pool pool;

  public Wordings(Pool pool) {
    this.pool = pool;
  }

  /** One sentence, as it stands in a system prompt or as a lesson. */
  public String rule(SplittableRandom random, Instruction instruction) {
    return opened(sentence(random, instruction), instruction);
  }

  /** Capitalised, unless it begins with the user's own value, which must stay as it is. */
  private static String opened(String sentence, Instruction instruction) {
    String value = instruction.value();
    return value != null && sentence.startsWith(value) ? sentence : Lexicon.capitalised(sentence);
  }

  /** In lower case after a comma, unless it begins with "I" or the user's own value. */
  private static String continued(String sentence, Instruction instruction) {
    String value = instruction.value();
    boolean own = value != null && sentence.startsWith(Lexicon.capitalised(value));
    return own || sentence.startsWith("I ")
        ? sentence
        : sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }

  /** What a user says who was answered the wrong way. */
  public String correction(SplittableRandom random, Instruction instruction) {
    String sentence = sentence(random, instruction);
    if (random.nextInt(5) == 0) {
      return opened(sentence, instruction);
    }
    String objection = Lexicon.pick(random, unseen(random) ? UNSEEN_OBJECTIONS : OBJECTIONS);
    return objection
        + (objection.endsWith(", ")
            ? continued(sentence, instruction)
            : opened(sentence, instruction));
  }

  /** A correction that begins with a plain "No". */
  public String objection(SplittableRandom random, Instruction instruction) {
    String sentence = sentence(random, instruction);
    return random.nextInt(4) == 0
        ? "No. " + opened(sentence, instruction)
        : "No, " + continued(sentence, instruction);
  }

  /** Begins in lower case where the sentence allows it. */
  private String sentence(SplittableRandom random, Instruction instruction) {
    Wording wording = Wording.of(instruction);
    String value = shown(random, instruction);
    boolean plainEnd;
    String core;
    if (instruction.value() == null) {
      String template = Lexicon.pick(random, wording.off());
      plainEnd = true;
      core = opening(random) + Phrase.fill(template, Map.of("v", value));
    } else if (random.nextInt(3) > 0) {
      String template = pick(random, wording.orders(), Wording.HELD_OUT_ORDERS);
      plainEnd = openEnded(template, value);
      core = opening(random) + Phrase.fill(template, Map.of("v", value));
    } else {
      String template = pick(random, wording.statements(), Wording.HELD_OUT_STATEMENTS);
      plainEnd = true;
      core = Phrase.fill(template, Map.of("v", value));
    }
    String ending =
        plainEnd || random.nextInt(5) > 0
            ? Lexicon.pick(random, ENDINGS)
            : Lexicon.pick(random, LONG_ENDINGS);
    return core + ending;
  }

  /** A free value at the end must not run into more words. */
  private static boolean openEnded(String template, String value) {
    return template.endsWith("{v}") && !value.endsWith("\"") && !value.endsWith("'");
  }

  private String opening(SplittableRandom random) {
    return Lexicon.pick(random, unseen(random) ? UNSEEN_OPENINGS : OPENINGS);
  }

  private boolean unseen(SplittableRandom random) {
    return switch (pool) {
      case TRAINING -> false;
      case HELD_OUT -> random.nextBoolean();
      case BOTH -> random.nextInt(5) == 0;
    };
  }

  private String pick(SplittableRandom random, List<String> templates, int heldOut) {
    int border = templates.size() - heldOut;
    return Lexicon.pick(
        random,
        switch (pool) {
          case TRAINING -> templates.subList(0, border);
          case HELD_OUT -> templates.subList(border, templates.size());
          case BOTH -> templates;
        });
  }

  /** The value as a user writes it. */
  private static String shown(SplittableRandom random, Instruction instruction) {
    String value = instruction.value() == null ? "" : instruction.value();
    if (value.isEmpty() && instruction.preference() != Preference.ASK_BEFORE) {
      return value;
    }
    return switch (instruction.preference()) {
      case UNITS -> Lexicon.capitalised(value);
      case ASK_BEFORE -> Lexicon.pick(random, deeds(value));
      case BEGIN_WITH, END_WITH ->
          switch (random.nextInt(5)) {
            case 0, 1 -> "\"" + value + "\"";
            case 2 -> "'" + value + "'";
            default -> value;
          };
      case PLAIN -> Lexicon.pick(random, unwanted(value));
      case TAG_NOTES, TIMER_LABEL, SIGN_MAIL, HEADING ->
          random.nextInt(5) == 0 ? "\"" + value + "\"" : value;
      case DATE_ORDER,
          CLOCK,
          BRIEF,
          WARM,
          LANGUAGE,
          COPY_MAIL,
          REMINDER,
          BRIGHTNESS,
          SEARCH_COUNT,
          FILE_FOLDER,
          BULLETS,
          CALL_ME,
          FOLLOW_UP,
          SMILEY,
          NAME_TOOL,
          LONG,
          EXCLAIM,
          NO_FULL_STOP,
          ONE_SENTENCE,
          ANSWER_FIRST,
          CHECK_RESULT ->
          value;
    };
  }

  private static List<String> unwanted(String parts) {
    if (Preference.everything(parts)) {
      return List.of(
          "formatting",
          "markdown",
          "special formatting",
          "bold, lists or boxes",
          "bold, lists and boxes",
          "bold, numbered lists or a box",
          "bold, no lists and no boxes",
          "bold text, lists or boxed results");
    }
    List<List<String>> each = new ArrayList<>();
    for (String part : parts.split(Preference.AND)) {
      each.add(
          switch (part) {
            case Preference.BOLD -> List.of("bold", "bold", "bold text", "bold words", "stars");
            case Preference.LIST ->
                List.of("lists", "numbered lists", "list", "numbered steps", "list numbers");
            default -> List.of("box", "boxes", "boxed result", "boxed results", "boxed answer");
          });
    }
    if (each.size() == 1) {
      return each.getFirst();
    }
    List<String> both = new ArrayList<>();
    for (int i = 0; i < each.getFirst().size(); i++) {
      String one = each.getFirst().get(i);
      String other = each.getLast().get(i);
      both.add(one + (i % 2 == 0 ? " or " : " and ") + other);
      both.add(other + (i % 2 == 0 ? " and " : " or ") + one);
    }
    return both;
  }

  private static List<String> deeds(String kind) {
    return switch (kind) {
      case "MAIL" ->
          List.of(
              "send a mail",
              "send mails",
              "send mail",
              "send anything",
              "mail someone",
              "write a mail",
              "send an email");
      case "CALENDAR_ADD" ->
          List.of(
              "add an event",
              "change my calendar",
              "add events",
              "touch my calendar",
              "put something in my calendar");
      case "LIGHTS" ->
          List.of(
              "switch the lights",
              "change the lights",
              "touch the lights",
              "turn lights on or off");
      case "TIMER" -> List.of("set a timer", "start a timer", "set timers");
      case "NOTE" -> List.of("save a note", "add a note", "write a note", "save notes");
      default ->
          List.of("do anything", "use a tool", "call a tool", "use any tool", "do something");
    };
  }
}
