package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.learn.ManyAtOnce;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * The whole examination of a starter policy, on words, names and numbers that it was never trained
 * on. A suite is a kind of question; its share is what was answered right.
 *
 * <p>Suites: {@code copy-…} exact repetition; {@code call-…}, {@code reply-…} each skill; {@code
 * talk-…}; {@code homework-…} each kind of exercise; {@code untold-…} shows a preference nobody
 * asked for (should be near 0); {@code told-…} the same with an instruction in known wording,
 * {@code new-words-…} in wording never trained on; {@code combined}, {@code irrelevant}, {@code
 * changed-mind}, {@code corrected}.
 */
public final class StarterExam {

  private static final int COMBINED_LEAST = 2;
  private static final int COMBINED_MOST = 3;

  private final List<Question> questions = new ArrayList<>();
  private final SplittableRandom random;
  private final Lexicon lexicon = Lexicon.heldOut();
  private final TaskMaker maker = new TaskMaker(new Scenes(lexicon, true));
  private final Wordings known = new Wordings(Wordings.Pool.TRAINING);
  private final Wordings unseen = new Wordings(Wordings.Pool.HELD_OUT);
  private final Checks checks = new Checks();
  private final Fulfilment fulfilment = new Fulfilment(checks);

  private StarterExam(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * One question.
   *
   * @param reference a right answer
   */
  record Question(
      String suite, Prompt prompt, Predicate<ChatMessage> right, ChatMessage reference) {}

  /**
   * Sits the exam.
   *
   * @param size questions in each suite
   */
  public static Report sit(Answerer answerer, long seed, int size) {
    return asked(questions(seed, size), answerer);
  }

  /** The questions in their order. */
  static List<Question> questions(long seed, int size) {
    StarterExam exam = new StarterExam(seed);
    exam.copying(size);
    exam.skills(size);
    exam.talks(size);
    exam.homework(size);
    for (Preference preference : Preference.values()) {
      for (int i = 0; i < size; i++) {
        exam.preference(preference);
      }
    }
    for (int i = 0; i < 2 * size; i++) {
      exam.combined();
      exam.irrelevant();
      exam.changedMind();
      exam.corrected();
    }
    return exam.questions;
  }

  private static Report asked(List<Question> questions, Answerer answerer) {
    List<ChatMessage> answers =
        ManyAtOnce.ask(questions, question -> answerer.answer(question.prompt()));
    Map<String, List<Mistake>> mistakes = new LinkedHashMap<>();
    Map<String, int[]> counts = new LinkedHashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      int[] count = counts.computeIfAbsent(question.suite(), suite -> new int[2]);
      count[1]++;
      if (question.right().test(answers.get(i))) {
        count[0]++;
      } else {
        mistakes
            .computeIfAbsent(question.suite(), suite -> new ArrayList<>())
            .add(new Mistake(question.prompt(), question.reference(), answers.get(i)));
      }
    }
    List<Suite> suites = new ArrayList<>();
    counts.forEach(
        (suite, count) ->
            suites.add(
                new Suite(suite, count[0], count[1], mistakes.getOrDefault(suite, List.of()))));
    return new Report(suites);
  }

  private void ask(String suite, Prompt prompt, Task task, Predicate<ChatMessage> right) {
    questions.add(
        new Question(
            suite, prompt, right, maker.answers().answer(task.situation(), task.habits())));
  }

  private void job(String suite, Task task) {
    ask(suite, task.prompt(), task, answer -> fulfilment.done(task.situation(), answer));
  }

  private void copying(int size) {
    for (int i = 0; i < size; i++) {
      job("copy-names", maker.repeat(random, lexicon.name(random) + " " + lexicon.name(random)));
      job("copy-numbers", maker.repeat(random, lexicon.number(random, 1 + random.nextInt(6))));
      job("copy-text", maker.repeat(random, lexicon.phrase(random, 1, 8)));
      job("copy-addresses", maker.repeat(random, lexicon.address(random)));
    }
  }

  private void skills(int size) {
    for (Skill skill : Skill.values()) {
      String name = skill.tool();
      for (int i = 0; i < size; i++) {
        job("call-" + name, maker.call(random, skill, Habits.none()));
        job("reply-" + name, maker.reply(random, skill, Habits.none(), true));
      }
    }
  }

  private void talks(int size) {
    for (int i = 0; i < size; i++) {
      job("talk-impossible", maker.words(random, Talk.IMPOSSIBLE, Habits.none()));
      job("talk-no-tool", maker.noTool(random, TaskMaker.skill(random), Habits.none()));
      job("talk-asks-back", maker.vague(random, TaskMaker.skill(random), Habits.none()));
      job("talk-recall", maker.words(random, Talk.RECALL, Habits.none()));
      job("talk-abilities", maker.words(random, Talk.ABILITIES, Habits.none()));
      Talk small =
          Lexicon.pick(
              random, List.of(Talk.GREETING, Talk.INTRODUCTION, Talk.THANKS, Talk.IDENTITY));
      job("talk-small", maker.words(random, small, Habits.none()));
    }
  }

  private void homework(int size) {
    for (Homework.Kind kind : Homework.Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      for (int i = 0; i < size; i++) {
        job("homework-" + name, maker.homework(random, kind, Habits.none()));
      }
    }
  }

  private void preference(Preference preference) {
    Instruction wish = new Instruction(preference, preference.randomValue(random, lexicon));
    String value = String.valueOf(wish.value());
    String name = preference.name().toLowerCase(Locale.ROOT);
    Task task = showing(List.of(wish), wish);
    Predicate<ChatMessage> followed =
        answer ->
            checks.followed(preference, value, task.situation(), answer)
                && fulfilment.done(task.situation(), answer);
    ask("told-" + name, told(task, List.of(wish), known), task, followed);
    ask("new-words-" + name, told(task, List.of(wish), unseen), task, followed);
    questions.add(
        new Question(
            "untold-" + name,
            task.prompt(),
            answer -> checks.followed(preference, value, task.situation(), answer),
            maker.answers().answer(task.situation(), Habits.none())));
  }

  private Prompt told(Task task, List<Instruction> wishes, Wordings wordings) {
    return switch (random.nextInt(3)) {
      case 0 -> task.withRules(wishes.stream().map(w -> wordings.rule(random, w)).toList());
      case 1 -> task.withLessons(wishes.stream().map(w -> wordings.rule(random, w)).toList());
      default ->
          task.withLessons(wishes.stream().map(w -> wordings.correction(random, w)).toList());
    };
  }

  /** A task in which the wish shows and would not show by itself. */
  private Task showing(List<Instruction> wishes, Instruction shown) {
    Habits habits = Habits.of(wishes);
    String value = String.valueOf(shown.value());
    while (true) {
      Task task = any(habits);
      if (checks.visible(shown.preference(), value, task.situation(), habits)
          && !checks.visible(shown.preference(), value, task.situation(), Habits.none())) {
        return task;
      }
    }
  }

  private Task any(Habits habits) {
    Skill skill = TaskMaker.skill(random);
    return switch (random.nextInt(5)) {
      case 0, 1 -> maker.call(random, skill, habits);
      case 2, 3 -> maker.reply(random, skill, habits, false);
      default -> maker.homework(random, habits);
    };
  }

  private Instruction wish() {
    Preference preference = Lexicon.pick(random, List.of(Preference.values()));
    return new Instruction(preference, preference.randomValue(random, lexicon));
  }

  private void combined() {
    List<Instruction> wishes = new ArrayList<>();
    int count = random.nextInt(COMBINED_LEAST, COMBINED_MOST + 1);
    while (wishes.size() < count) {
      Instruction next = wish();
      if (wishes.stream().noneMatch(w -> w.preference() == next.preference())) {
        wishes.add(next);
      }
    }
    for (int tries = 0; tries < 100; tries++) {
      Task task = any(Habits.of(wishes));
      List<Instruction> seen =
          wishes.stream()
              .filter(
                  w ->
                      checks.visible(
                          w.preference(),
                          String.valueOf(w.value()),
                          task.situation(),
                          task.habits()))
              .toList();
      if (seen.size() >= 2 || (tries > 50 && !seen.isEmpty())) {
        ask(
            "combined",
            told(task, wishes, known),
            task,
            answer ->
                seen.stream()
                        .allMatch(
                            w ->
                                checks.followed(
                                    w.preference(),
                                    String.valueOf(w.value()),
                                    task.situation(),
                                    answer))
                    && fulfilment.done(task.situation(), answer));
        return;
      }
    }
  }

  /** A lesson that has nothing to do with the task: the answer must be the plain one. */
  private void irrelevant() {
    while (true) {
      Instruction wish = wish();
      Task task = any(Habits.none());
      ChatMessage plain = maker.answers().answer(task.situation(), Habits.none());
      if (plain.equals(maker.answers().answer(task.situation(), Habits.none().with(wish)))) {
        ask("irrelevant", told(task, List.of(wish), known), task, answer -> same(plain, answer));
        return;
      }
    }
  }

  /** The later of two lessons wins. */
  private void changedMind() {
    while (true) {
      Instruction first = wish();
      Instruction second =
          random.nextInt(3) == 0
              ? Instruction.off(first.preference())
              : new Instruction(
                  first.preference(), first.preference().randomValue(random, lexicon));
      if (first.preference() == Preference.ASK_BEFORE || first.equals(second)) {
        continue;
      }
      List<Instruction> wishes = List.of(first, second);
      Task task = any(Habits.of(wishes));
      ChatMessage right = maker.answers().answer(task.situation(), task.habits());
      ChatMessage wrong = maker.answers().answer(task.situation(), Habits.of(List.of(first)));
      if (!right.equals(wrong)) {
        ask("changed-mind", told(task, wishes, known), task, answer -> same(right, answer));
        return;
      }
    }
  }

  /** The user objects, and the assistant does it again, the right way. */
  private void corrected() {
    Instruction wish = wish();
    Task task = showing(List.of(wish), wish);
    List<ChatMessage> messages = new ArrayList<>(task.messages());
    messages.add(maker.answers().answer(task.situation(), Habits.none()));
    messages.add(ChatMessage.user(known.correction(random, wish)));
    ask(
        "corrected",
        new Prompt(messages, task.tools()),
        task,
        answer ->
            checks.followed(
                wish.preference(), String.valueOf(wish.value()), task.situation(), answer));
  }

  private static boolean same(ChatMessage right, ChatMessage answer) {
    return right.content().equals(answer.content().strip())
        && right.toolCalls().size() == answer.toolCalls().size()
        && (right.toolCalls().isEmpty()
            || (right.toolCalls().getFirst().name().equals(answer.toolCalls().getFirst().name())
                && right
                    .toolCalls()
                    .getFirst()
                    .arguments()
                    .equals(answer.toolCalls().getFirst().arguments())));
  }

  /** An answer that was not right. */
  public record Mistake(Prompt prompt, ChatMessage expected, ChatMessage got) {}

  /** How one suite went. */
  public record Suite(String name, int right, int asked, List<Mistake> mistakes) {

    public Suite {
      mistakes = List.copyOf(mistakes);
    }

    public double share() {
      return right / (double) asked;
    }
  }

  /** How the exam went. */
  public record Report(List<Suite> suites) {

    public Report {
      suites = List.copyOf(suites);
    }

    /** The share over all suites whose names begin so. */
    public double share(String prefix) {
      long right = 0;
      long asked = 0;
      for (Suite suite : suites) {
        if (suite.name().startsWith(prefix)) {
          right += suite.right();
          asked += suite.asked();
        }
      }
      return asked == 0 ? Double.NaN : right / (double) asked;
    }

    /** One line for each suite, and one for each family of suites. */
    public String table() {
      StringBuilder text = new StringBuilder();
      for (Suite suite : suites) {
        text.append(
            String.format(
                Locale.ROOT,
                "%-28s %5.1f %%  (%d of %d)%n",
                suite.name(),
                100 * suite.share(),
                suite.right(),
                suite.asked()));
      }
      for (String family :
          List.of(
              "copy-", "call-", "reply-", "talk-", "homework-", "untold-", "told-", "new-words-")) {
        text.append(
            String.format(Locale.ROOT, "%-28s %5.1f %%%n", family + "*", 100 * share(family)));
      }
      return text.toString();
    }
  }
}
