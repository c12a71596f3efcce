package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.learn.starter.Situation.CallDue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A user with one to three preferences that nobody has been told of. Makes requests in which they
 * show, sees whether an answer follows them, and corrects it in plain words where it does not.
 *
 * <p>Words, names and numbers come from the half of the {@link Lexicon} that is never trained on;
 * preferences are worded in known ways (the exam has the figures for unknown ones). The same seed
 * gives the same user and the same requests. Not thread-safe; its requests are immutable.
 */
public final class ScriptedUser {

  private static final int MOST = 3;

  /** Preferences that hide others, or would be hidden by them. */
  private static final Set<Preference> ALONE_OF_THEIR_KIND = alone();

  private static Set<Preference> alone() {
    Set<Preference> alone =
        EnumSet.of(Preference.BRIEF, Preference.DATE_ORDER, Preference.CLOCK, Preference.NAME_TOOL);
    alone.addAll(Preference.IN_HOMEWORK_ONLY);
    return alone;
  }

  /**
   * What a user may want: what the shipped starter policy, told so, follows in nine cases of ten
   * (its exam) and without doing its job worse meanwhile. Another language is not among them: told
   * to answer in one, the starter loses three to five points of skill, and no student can be better
   * than that teacher.
   */
  private static final List<Preference> WANTED =
      List.of(
          Preference.UNITS,
          Preference.CLOCK,
          Preference.BRIEF,
          Preference.WARM,
          Preference.COPY_MAIL,
          Preference.TAG_NOTES,
          Preference.REMINDER,
          Preference.BRIGHTNESS,
          Preference.SEARCH_COUNT,
          Preference.FILE_FOLDER,
          Preference.BEGIN_WITH,
          Preference.END_WITH,
          Preference.CALL_ME,
          Preference.FOLLOW_UP,
          Preference.SMILEY,
          Preference.NAME_TOOL);

  private final SplittableRandom random;
  private final TaskMaker maker = new TaskMaker(new Scenes(Lexicon.heldOut(), true));
  private final Wordings wordings = new Wordings(Wordings.Pool.TRAINING);
  private final Checks checks = new Checks();
  private final Fulfilment fulfilment = new Fulfilment(checks);
  private final List<Instruction> preferences;
  private final Habits habits;
  private int turn;

  private ScriptedUser(SplittableRandom random, List<Instruction> preferences) {
    this.random = random;
    this.preferences = List.copyOf(preferences);
    this.habits = Habits.of(preferences);
  }

  /** A user with one to three preferences. */
  public static ScriptedUser of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return of(random, 1 + random.nextInt(MOST));
  }

  /** A user with so many preferences, at most three. */
  public static ScriptedUser of(long seed, int preferences) {
    return of(new SplittableRandom(seed), Math.clamp(preferences, 1, MOST));
  }

  /** A user with just these preferences. */
  public static ScriptedUser with(long seed, List<Instruction> preferences) {
    return new ScriptedUser(new SplittableRandom(seed), preferences);
  }

  private static ScriptedUser of(SplittableRandom random, int count) {
    Lexicon lexicon = Lexicon.heldOut();
    List<Instruction> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      Preference next = Lexicon.pick(random, WANTED);
      boolean fits =
          chosen.stream()
              .noneMatch(
                  one ->
                      one.preference() == next
                          || (ALONE_OF_THEIR_KIND.contains(one.preference())
                              && ALONE_OF_THEIR_KIND.contains(next)));
      if (fits) {
        chosen.add(new Instruction(next, next.randomValue(random, lexicon)));
      }
    }
    return new ScriptedUser(random, chosen);
  }

  /** What this user wants. */
  public List<Instruction> preferences() {
    return preferences;
  }

  /** The next request; every preference has its turn. */
  public Request next() {
    Instruction shown = preferences.get(turn++ % preferences.size());
    String value = String.valueOf(shown.value());
    while (true) {
      Task task = task(shown.preference());
      if (task.situation() instanceof CallDue(Situation.Action action)
          && !checks.visible(shown.preference(), value, task.situation(), habits)) {
        Situation.Outcome outcome = maker.scenes().outcome(random, action, habits);
        if (!outcome.failed()) {
          task = maker.reply(random, action, outcome, habits);
        }
      }
      if (checks.visible(shown.preference(), value, task.situation(), habits)
          && !checks.followed(
              shown.preference(),
              value,
              task.situation(),
              maker.answers().answer(task.situation(), Habits.none()))) {
        return new Request(task, shown);
      }
    }
  }

  private Task task(Preference shown) {
    if (Preference.IN_HOMEWORK_ONLY.contains(shown)) {
      return maker.homework(random, habits);
    }
    Skill skill = TaskMaker.skill(random);
    return random.nextInt(3) == 0
        ? maker.reply(random, skill, habits, false)
        : maker.call(random, skill, habits);
  }

  /** How this user words a preference as a correction; other words each time. */
  public String correction(Instruction preference) {
    return wordings.objection(random, preference);
  }

  /** One request of this user. */
  public final class Request {

    private final Task task;
    private final Instruction shown;
    private final String correction;

    private Request(Task task, Instruction shown) {
      this.task = task;
      this.shown = shown;
      this.correction = ScriptedUser.this.correction(shown);
    }

    /**
     * Everything up to the answer in which the preference shows. Where it shows in the reply to a
     * tool's result, the call and the result are in it.
     */
    public Prompt prompt() {
      return task.prompt();
    }

    /** What the user says first: the prompt up to the user's words. */
    public Prompt opening() {
      List<ChatMessage> messages = new ArrayList<>();
      for (ChatMessage message : task.messages()) {
        messages.add(message);
        if (message.role() == Role.USER) {
          break;
        }
      }
      return new Prompt(messages, task.tools());
    }

    /** What the tool gives back when it is called; empty if the first answer is what counts. */
    public Optional<String> toolResult() {
      ChatMessage last = task.messages().getLast();
      return last.role() == Role.TOOL ? Optional.of(last.content()) : Optional.empty();
    }

    /** The preference that this request is about. */
    public Instruction about() {
      return shown;
    }

    /** Whether the answer follows every preference of the user that shows in this place. */
    public boolean followed(ChatMessage answer) {
      return preferences.stream()
          .filter(one -> visible(one, task.situation()))
          .allMatch(
              one ->
                  checks.followed(
                      one.preference(), String.valueOf(one.value()), task.situation(), answer));
    }

    /** The first preference that the answer does not follow. */
    public Optional<Instruction> missed(ChatMessage answer) {
      return preferences.stream()
          .filter(one -> visible(one, task.situation()))
          .filter(
              one ->
                  !checks.followed(
                      one.preference(), String.valueOf(one.value()), task.situation(), answer))
          .findFirst();
    }

    /** Whether the answer does the job, followed preferences or not. */
    public boolean done(ChatMessage answer) {
      return fulfilment.done(task.situation(), answer);
    }

    /** What the user says to an answer that is not as wanted. */
    public String correction() {
      return correction;
    }

    /** The answer that the user would like best. */
    public ChatMessage reference() {
      return maker.answers().answer(task.situation(), task.habits());
    }

    /** The answer of an assistant who knows nothing of the user. */
    public ChatMessage plain() {
      return maker.answers().answer(task.situation(), Habits.none());
    }
  }

  private boolean visible(Instruction one, Situation situation) {
    return checks.visible(one.preference(), String.valueOf(one.value()), situation, habits);
  }
}
