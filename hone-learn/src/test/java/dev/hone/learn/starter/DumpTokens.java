package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.engine.text.BpeTrainer;
import dev.hone.engine.text.StarterTokenizer;
import dev.hone.engine.text.Tokenizer;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/** Scratch: token files for a prototype. Arguments: folder, count, copy-phase count. */
final class DumpTokens {

  private DumpTokens() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    int copyPhase = Integer.parseInt(arguments[2]);
    StarterCurriculum curriculum = new StarterCurriculum(1);
    List<String> texts = new ArrayList<>();
    for (long i = 0; i < 20000; i++) {
      Example e = curriculum.example(1_000_000_000L + i);
      texts.add(RoughEncoder.all(e.messages(), e.tools()));
    }
    var learned = BpeTrainer.train(texts, StarterTokenizer.settings(1536));
    Files.write(folder.resolve("tokenizer.json"), learned.tokenizerJson());
    Tokenizer tokenizer = Tokenizer.read(learned.tokenizerJson());
    RoughEncoder encoder = new RoughEncoder(tokenizer);
    System.out.println("vocab " + tokenizer.vocabSize());
    long tokens = 0;
    long trained = 0;
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(folder.resolve("train.bin"))))) {
      for (long i = 0; i < count; i++) {
        double copying = i < copyPhase ? 0.8 : 0.06;
        Example e = curriculum.example(i);
        RoughEncoder.Encoded x = encoder.encode(e.messages(), e.tools());
        write(out, x);
        tokens += x.ids().size();
        trained += x.trained().stream().filter(b -> b).count();
      }
    }
    System.out.println(count + " examples, " + tokens + " tokens, " + trained + " trained");
    try (var out = Files.newBufferedWriter(folder.resolve("exam.jsonl"))) {
      JsonMapper json = JsonMapper.builder().build();
      Lexicon lexicon = Lexicon.heldOut();
      TaskMaker maker = new TaskMaker(new Scenes(lexicon, true));
      Wordings wordings = new Wordings(Wordings.Pool.TRAINING);
      Wordings unseen = new Wordings(Wordings.Pool.HELD_OUT);
      SplittableRandom random = new SplittableRandom(77);
      for (int i = 0; i < 60; i++) {
        put(
            out,
            json,
            encoder,
            maker,
            "copy-text",
            maker.repeat(random, lexicon.phrase(random, 1, 8)),
            null);
        put(
            out,
            json,
            encoder,
            maker,
            "copy-number",
            maker.repeat(random, lexicon.number(random, 2 + random.nextInt(5))),
            null);
        put(
            out,
            json,
            encoder,
            maker,
            "copy-name",
            maker.repeat(random, lexicon.name(random) + " " + lexicon.name(random)),
            null);
        put(
            out,
            json,
            encoder,
            maker,
            "copy-code",
            maker.repeat(random, lexicon.code(random)),
            null);
        put(
            out,
            json,
            encoder,
            maker,
            "copy-mail",
            maker.repeat(random, lexicon.address(random)),
            null);
        put(
            out,
            json,
            encoder,
            maker,
            "impossible",
            maker.words(random, Talk.IMPOSSIBLE, Habits.none()),
            null);
        Skill any = TaskMaker.skill(random);
        put(out, json, encoder, maker, "no-tool", maker.noTool(random, any, Habits.none()), null);
        put(out, json, encoder, maker, "vague", maker.vague(random, any, Habits.none()), null);
        put(
            out,
            json,
            encoder,
            maker,
            "recall",
            maker.words(random, Talk.RECALL, Habits.none()),
            null);
        put(
            out,
            json,
            encoder,
            maker,
            "abilities",
            maker.words(random, Talk.ABILITIES, Habits.none()),
            null);
        put(
            out,
            json,
            encoder,
            maker,
            "intro",
            maker.words(random, Talk.INTRODUCTION, Habits.none()),
            null);
      }
      for (Skill skill : Skill.values()) {
        for (int i = 0; i < 40; i++) {
          put(
              out,
              json,
              encoder,
              maker,
              "call-" + skill,
              maker.call(random, skill, Habits.none()),
              null);
          put(
              out,
              json,
              encoder,
              maker,
              "reply-" + skill,
              maker.reply(random, skill, Habits.none(), true),
              null);
        }
      }
      for (Preference p : Preference.values()) {
        for (int i = 0; i < 40; i++) {
          Instruction instruction = new Instruction(p, p.randomValue(random, lexicon));
          Habits habits = Habits.of(List.of(instruction));
          Task task = visible(random, maker, p, habits);
          put(
              out,
              json,
              encoder,
              maker,
              "pref-" + p,
              task,
              i % 2 == 0
                  ? task.withRules(List.of(wordings.rule(random, instruction)))
                  : task.withLessons(List.of(wordings.correction(random, instruction))));
          put(
              out,
              json,
              encoder,
              maker,
              "unseen-" + p,
              task,
              i % 2 == 0
                  ? task.withRules(List.of(unseen.rule(random, instruction)))
                  : task.withLessons(List.of(unseen.correction(random, instruction))));
        }
      }
      for (int i = 0; i < 100; i++) {
        Skill skill = TaskMaker.skill(random);
        List<Instruction> list = new ArrayList<>();
        List<String> said = new ArrayList<>();
        int n = 2 + random.nextInt(2);
        while (list.size() < n) {
          List<Preference> from =
              random.nextBoolean() ? Preference.of(skill) : List.of(Preference.values());
          Preference p = Lexicon.pick(random, from);
          if (list.stream().anyMatch(x -> x.preference() == p)) continue;
          Instruction in = new Instruction(p, p.randomValue(random, lexicon));
          list.add(in);
          said.add(wordings.correction(random, in));
        }
        Habits habits = Habits.of(list);
        Task task =
            random.nextBoolean()
                ? maker.call(random, skill, habits)
                : maker.reply(random, skill, habits, false);
        put(out, json, encoder, maker, "combo", task, task.withLessons(said));
      }
    }
  }

  static Task visible(SplittableRandom random, TaskMaker maker, Preference p, Habits habits) {
    while (true) {
      Skill skill = TaskMaker.skill(random);
      Task task =
          random.nextBoolean()
              ? maker.call(random, skill, habits)
              : maker.reply(random, skill, habits, false);
      if (!maker
          .answers()
          .answer(task.situation(), habits)
          .equals(maker.answers().answer(task.situation(), Habits.none()))) {
        return task;
      }
    }
  }

  private static void put(
      java.io.BufferedWriter out,
      JsonMapper json,
      RoughEncoder encoder,
      TaskMaker maker,
      String suite,
      Task task,
      @org.jspecify.annotations.Nullable Prompt told)
      throws Exception {
    Prompt prompt = told == null ? task.prompt() : told;
    ChatMessage answer = maker.answers().answer(task.situation(), task.habits());
    List<ChatMessage> all = new ArrayList<>(prompt.messages());
    all.add(answer);
    RoughEncoder.Encoded whole = encoder.encode(all, prompt.tools());
    RoughEncoder.Encoded before = encoder.encode(prompt.messages(), prompt.tools());
    out.write(
        json.writeValueAsString(
            java.util.Map.of(
                "suite",
                suite,
                "ids",
                whole.ids(),
                "from",
                before.ids().size() + 1,
                "text",
                RoughEncoder.all(all, prompt.tools()))));
    out.newLine();
  }

  private static void write(DataOutputStream out, RoughEncoder.Encoded x) throws Exception {
    out.writeShort(x.ids().size());
    for (int i = 0; i < x.ids().size(); i++) {
      out.writeShort(x.ids().get(i) | (x.trained().get(i) ? 0x8000 : 0));
    }
  }
}
