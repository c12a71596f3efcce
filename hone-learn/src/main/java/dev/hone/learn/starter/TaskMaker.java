package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolSpec;
import dev.hone.learn.starter.Situation.Action;
import dev.hone.learn.starter.Situation.CallDue;
import dev.hone.learn.starter.Situation.HomeworkDue;
import dev.hone.learn.starter.Situation.Outcome;
import dev.hone.learn.starter.Situation.ReplyDue;
import dev.hone.learn.starter.Situation.WordsDue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes single tasks for exams, gates and the scripted user. */
final class TaskMaker {

  private final Scenes scenes;
  private final Answers answers = new Answers();

  TaskMaker(Scenes scenes) {
    this.scenes = scenes;
  }

  Scenes scenes() {
    return scenes;
  }

  Answers answers() {
    return answers;
  }

  /** The user asks; a call is due. */
  Task call(SplittableRandom random, Skill skill, Habits habits) {
    return call(random, scenes.action(random, skill), habits);
  }

  Task call(SplittableRandom random, Action action, Habits habits) {
    List<ChatMessage> messages = opening(random);
    messages.add(ChatMessage.user(scenes.request(random, action)));
    return new Task(messages, tools(random, action.skill()), new CallDue(action), habits);
  }

  /** The tool has answered; a reply is due. */
  Task reply(SplittableRandom random, Skill skill, Habits habits, boolean mayFail) {
    while (true) {
      Action action = scenes.action(random, skill);
      Outcome outcome = scenes.outcome(random, action, habits);
      if (outcome.failed() && !mayFail) {
        continue;
      }
      return reply(random, action, outcome, habits);
    }
  }

  Task reply(SplittableRandom random, Action action, Outcome outcome, Habits habits) {
    List<ChatMessage> messages = opening(random);
    messages.add(ChatMessage.user(scenes.request(random, action)));
    messages.add(answers.call(action, habits));
    messages.add(ChatMessage.tool("call_1", outcome.json()));
    return new Task(messages, tools(random, action.skill()), new ReplyDue(action, outcome), habits);
  }

  /** Something is said to which words are the answer. */
  Task words(SplittableRandom random, Talk talk, Habits habits) {
    List<ToolSpec> tools = Toolbox.around(random, List.of(skill(random)));
    List<ChatMessage> messages = opening(random);
    if (talk == Talk.RECALL) {
      WordsDue fact = scenes.words(random, Talk.FACT, tools, "Hone");
      messages.add(ChatMessage.user(scenes.say(random, fact)));
      messages.add(answers.answer(fact, habits));
      WordsDue due = new WordsDue(Talk.RECALL, fact.slots());
      messages.add(ChatMessage.user(scenes.say(random, due)));
      return new Task(messages, tools, due, habits);
    }
    WordsDue due = scenes.words(random, talk, tools, "Hone");
    messages.add(ChatMessage.user(scenes.say(random, due)));
    return new Task(messages, tools, due, habits);
  }

  /** An exercise; now and then tools are offered that have nothing to do with it. */
  Task homework(SplittableRandom random, Homework.Kind kind, Habits habits) {
    List<ChatMessage> messages = opening(random);
    Problem problem = scenes.problem(random, kind);
    messages.add(ChatMessage.user(problem.asked()));
    List<ToolSpec> tools = random.nextBoolean() ? List.of() : tools(random, skill(random));
    return new Task(messages, tools, new HomeworkDue(problem), habits);
  }

  Task homework(SplittableRandom random, Habits habits) {
    return homework(random, Lexicon.pick(random, List.of(Homework.Kind.values())), habits);
  }

  /** The user wants exactly this back. */
  Task repeat(SplittableRandom random, String exact) {
    WordsDue due = new WordsDue(Talk.REPEAT, Map.of("exact", exact));
    List<ChatMessage> messages = opening(random);
    messages.add(ChatMessage.user(scenes.say(random, due)));
    return new Task(messages, tools(random, skill(random)), due, Habits.none());
  }

  /** The user asks for something for which there is no tool. */
  Task noTool(SplittableRandom random, Skill skill, Habits habits) {
    List<ToolSpec> tools =
        tools(random, skill).stream().filter(tool -> !tool.name().equals(skill.tool())).toList();
    List<ChatMessage> messages = opening(random);
    messages.add(ChatMessage.user(scenes.request(random, scenes.action(random, skill))));
    return new Task(
        messages, tools, new WordsDue(Talk.NO_TOOL, Map.of("topic", skill.topic())), habits);
  }

  /** The user leaves out what is needed. */
  Task vague(SplittableRandom random, Skill skill, Habits habits) {
    List<ChatMessage> messages = opening(random);
    messages.add(ChatMessage.user(scenes.vagueRequest(random, scenes.action(random, skill))));
    String question = SkillTexts.of(skill).asksBack().in(Answers.language(habits));
    return new Task(
        messages,
        tools(random, skill),
        new WordsDue(Talk.ASK_BACK, Map.of("question", question)),
        habits);
  }

  static Skill skill(SplittableRandom random) {
    return Lexicon.pick(random, List.of(Skill.values()));
  }

  private static List<ToolSpec> tools(SplittableRandom random, Skill skill) {
    List<ToolSpec> tools = Toolbox.around(random, List.of(skill));
    while (tools.stream().noneMatch(tool -> tool.name().equals(skill.tool()))) {
      tools = Toolbox.around(random, List.of(skill));
    }
    return tools;
  }

  private static List<ChatMessage> opening(SplittableRandom random) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(ChatMessage.system(SystemTexts.opening(random, "Hone", false, true)));
    return messages;
  }
}
