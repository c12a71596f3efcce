package dev.hone.learn.starter;

import dev.hone.core.chat.ToolSpec;
import dev.hone.learn.starter.Situation.Action;
import dev.hone.learn.starter.Situation.Outcome;
import dev.hone.learn.starter.Situation.WordsDue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes what people want: actions, what they say to ask for them, what the tools give back. */
final class Scenes {

  private static final double ISO_DATE = 0.8;
  private static final double LISTED_ROOM = 0.7;
  private static final double ADDRESS = 0.3;
  private static final double FAILURE = 0.06;
  private static final double CASUAL = 0.12;
  private static final double POLITE = 0.12;
  private static final List<String> POLITENESS =
      List.of("Please: ", "Hey, ", "Hi, ", "Hello. ", "Okay, ", "Now: ", "And ");
  private static final List<String> ERRORS =
      List.of("not found", "no connection", "no access", "time out", "not allowed", "unknown");
  private static final List<String> THINGS =
      List.of(
          "code",
          "password",
          "locker",
          "gate code",
          "room number",
          "train number",
          "wifi password",
          "order number",
          "box",
          "secret",
          "word of the day",
          "winner");

  private final Lexicon lexicon;
  private final boolean heldOutWording;
  private final Problems problems;
  private final JsonMapper json = JsonMapper.builder().build();

  /**
   * @param heldOutWording also ask in ways that are never trained on
   */
  Scenes(Lexicon lexicon, boolean heldOutWording) {
    this.lexicon = lexicon;
    this.heldOutWording = heldOutWording;
    this.problems = new Problems(lexicon, heldOutWording);
  }

  Problem problem(SplittableRandom random, Homework.Kind kind) {
    return problems.problem(random, kind);
  }

  Problem fact(SplittableRandom random, Homework.Kind kind) {
    return problems.fact(random, kind);
  }

  Lexicon lexicon() {
    return lexicon;
  }

  Action action(SplittableRandom random, Skill skill) {
    Map<String, String> slots = new HashMap<>();
    switch (skill) {
      case CALENDAR_ADD -> {
        slots.put("title", lexicon.phrase(random, 1, 2));
        slots.put("date", date(random));
        slots.put("time", lexicon.time(random));
      }
      case CALENDAR_LIST -> slots.put("date", date(random));
      case TIMER -> slots.put("minutes", String.valueOf(1 + random.nextInt(180)));
      case WEATHER -> slots.put("city", lexicon.city(random));
      case NOTE -> slots.put("text", lexicon.phrase(random, 1, 5));
      case MAIL -> {
        slots.put(
            "to", random.nextDouble() < ADDRESS ? lexicon.address(random) : lexicon.name(random));
        slots.put("text", lexicon.phrase(random, 1, 5));
      }
      case LIGHTS -> {
        slots.put(
            "room",
            random.nextDouble() < LISTED_ROOM ? lexicon.room(random) : lexicon.word(random));
        slots.put("state", random.nextInt(3) > 0 ? "on" : "off");
      }
      case SEARCH -> slots.put("query", lexicon.phrase(random, 1, 3));
      case FILE -> slots.put("file", lexicon.file(random));
    }
    return new Action(skill, slots);
  }

  private String date(SplittableRandom random) {
    return random.nextDouble() < ISO_DATE
        ? lexicon.date(random)
        : Lexicon.pick(random, Words.RELATIVE_DAYS);
  }

  /** Words that ask for the action. */
  String request(SplittableRandom random, Action action) {
    List<String> templates = SkillTexts.of(action.skill()).requests();
    int most = heldOutWording ? templates.size() : templates.size() - SkillTexts.HELD_OUT;
    String template = templates.get(random.nextInt(most));
    return casual(random, template, action.slots());
  }

  /** Words that ask for the action but lack what {@link #completion} brings. */
  String vagueRequest(SplittableRandom random, Action action) {
    return Phrase.fill(Lexicon.pick(random, SkillTexts.of(action.skill()).vague()), action.slots());
  }

  String completion(Action action) {
    return Phrase.fill(SkillTexts.of(action.skill()).completion(), action.slots());
  }

  /** Now and then without capital and full stop, or with a word of greeting. */
  private String casual(SplittableRandom random, String template, Map<String, String> slots) {
    String shaped = template;
    if (random.nextDouble() < CASUAL) {
      if (!template.startsWith("{") && !template.startsWith("I ")) {
        shaped = shaped.substring(0, 1).toLowerCase(Locale.ROOT) + shaped.substring(1);
      }
      if (shaped.endsWith(".") || shaped.endsWith("?")) {
        shaped = shaped.substring(0, shaped.length() - 1);
      }
    } else if (random.nextDouble() < POLITE) {
      String opening = Lexicon.pick(random, POLITENESS);
      if (!opening.endsWith(". ") && !template.startsWith("{") && !template.startsWith("I ")) {
        shaped = shaped.substring(0, 1).toLowerCase(Locale.ROOT) + shaped.substring(1);
      }
      shaped = opening + shaped;
    }
    String text = Phrase.fill(shaped, slots);
    return template.startsWith("{room}") ? Lexicon.capitalised(text) : text;
  }

  /** What the tool gives back for the call that these habits make. */
  Outcome outcome(SplittableRandom random, Action action, Habits habits) {
    ObjectNode node = json.createObjectNode();
    if (random.nextDouble() < FAILURE) {
      String error =
          random.nextInt(3) == 0 ? lexicon.phrase(random, 1, 3) : Lexicon.pick(random, ERRORS);
      node.put("error", error);
      return new Outcome(node.toString(), Map.of("error", error), List.of(), true);
    }
    Map<String, String> slots = new HashMap<>();
    List<String> items = new ArrayList<>();
    switch (action.skill()) {
      case CALENDAR_ADD, TIMER, NOTE, MAIL, LIGHTS -> node.put("ok", true);
      case CALENDAR_LIST -> {
        ArrayNode events = node.putArray("events");
        int count = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
          String title = lexicon.phrase(random, 1, 2);
          String time = lexicon.time(random);
          events.addObject().put("title", title).put("time", time);
          items.add(title + "|" + time);
        }
      }
      case WEATHER -> {
        String units = habits.value(Preference.UNITS).orElse(Answers.DEFAULT_UNITS);
        int degrees =
            switch (units) {
              case "fahrenheit" -> random.nextInt(-4, 105);
              case "kelvin" -> random.nextInt(250, 316);
              default -> random.nextInt(-20, 41);
            };
        node.put("temperature", degrees).put("units", units);
        slots.put("degrees", String.valueOf(degrees));
        slots.put(
            "temperature",
            degrees
                + switch (units) {
                  case "fahrenheit" -> " °F";
                  case "kelvin" -> " K";
                  default -> " °C";
                });
      }
      case SEARCH -> {
        int most = habits.value(Preference.SEARCH_COUNT).map(Integer::parseInt).orElse(3);
        int count = Math.min(most, 1 + random.nextInt(3));
        ArrayNode results = node.putArray("results");
        for (int i = 0; i < count; i++) {
          String result = lexicon.phrase(random, 1, 2);
          results.add(result);
          items.add(result);
        }
      }
      case FILE -> {
        String content = lexicon.phrase(random, 1, 4);
        node.put("text", content);
        slots.put("content", content);
      }
    }
    return new Outcome(node.toString(), slots, items, false);
  }

  /** Something to say to which no tool answers. */
  WordsDue words(SplittableRandom random, Talk talk, List<ToolSpec> tools, String self) {
    Map<String, String> slots = new HashMap<>();
    slots.put("name", lexicon.name(random));
    slots.put("city", lexicon.city(random));
    slots.put("query", lexicon.phrase(random, 1, 3));
    slots.put("number", lexicon.number(random, 1 + random.nextInt(3)));
    slots.put("self", self);
    slots.put("thing", Lexicon.pick(random, THINGS));
    slots.put("value", value(random));
    if (talk == Talk.REPEAT) {
      slots.put("exact", exact(random));
    }
    if (talk == Talk.REWRITE) {
      rewrite(random, slots);
    }
    if (talk == Talk.ABILITIES) {
      slots.put("tools", tools.stream().map(ToolSpec::name).collect(Collectors.joining(", ")));
    }
    return new WordsDue(talk, slots);
  }

  String say(SplittableRandom random, WordsDue words) {
    String text =
        Phrase.fill(Lexicon.pick(random, words.talk().requests(heldOutWording)), words.slots());
    return words.talk() == Talk.GREETING || words.talk() == Talk.THANKS
        ? text + Lexicon.pick(random, List.of("", ".", "!"))
        : text;
  }

  private void rewrite(SplittableRandom random, Map<String, String> slots) {
    if (random.nextInt(3) == 0) {
      String time = lexicon.time(random);
      slots.put("source", time);
      slots.put("how", Lexicon.pick(random, List.of("with am or pm", "on the 12 hour clock")));
      slots.put("exact", Formats.twelveHours(time));
      return;
    }
    String date = lexicon.date(random);
    String order = random.nextBoolean() ? Formats.DAY_FIRST : Formats.MONTH_FIRST;
    slots.put("source", date);
    slots.put(
        "how", Lexicon.pick(random, List.of("with the " + order + " first", order + " first")));
    slots.put(
        "exact",
        Formats.date(date, Habits.none().with(new Instruction(Preference.DATE_ORDER, order))));
  }

  private String value(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> lexicon.number(random, 2 + random.nextInt(5));
      case 1 -> lexicon.name(random);
      case 2 -> lexicon.code(random);
      default -> lexicon.word(random);
    };
  }

  /** Text to be repeated to the letter. */
  String exact(SplittableRandom random) {
    return switch (random.nextInt(9)) {
      case 0 -> lexicon.number(random, 2 + random.nextInt(5));
      case 1 -> lexicon.address(random);
      case 2 -> lexicon.date(random) + " " + lexicon.time(random);
      case 3 -> lexicon.code(random) + " " + lexicon.code(random);
      case 4 -> lexicon.name(random) + " " + lexicon.name(random);
      case 5 ->
          lexicon.name(random) + ", " + lexicon.word(random) + " " + lexicon.number(random, 3);
      case 6 -> Lexicon.capitalised(lexicon.phrase(random, 2, 6)) + "!";
      default -> lexicon.phrase(random, 1, 9);
    };
  }
}
