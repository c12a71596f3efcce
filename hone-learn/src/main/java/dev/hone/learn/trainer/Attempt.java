package dev.hone.learn.trainer;

import dev.hone.core.LessonBlock;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.learn.ManyAtOnce;
import dev.hone.learn.objective.BatchLoss;
import dev.hone.store.WorkBoard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training run, from its state on disk to a version folder. Everything in it follows from the
 * state, the samples and the seed; a checkpoint is written at the beginning of each round, before
 * fresh answers are sampled, so that a killed run does the same again from there.
 */
final class Attempt {

  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
  private static final String CHECKPOINT = "checkpoint";

  /** Tokens that a fresh answer may be longer than the teacher's longest. */
  private static final int BEYOND = 8;

  /** So many rounds in a row of mostly broken answers, late in the course, end a run. */
  private static final int BROKEN_ROUNDS = 2;

  private final Engine engine;
  private final TrainerOptions options;
  private RunState state;
  private final VersionRef base;
  private final Path folder;
  private final VersionRef working;
  private final Runnable stillMine;
  private final Progress progress;

  /** Hears how far the run is. */
  interface Progress {
    void at(String doing, int step, int ofSteps, double loss);
  }

  /**
   * An attempt at a run.
   *
   * @param folder of the run
   * @param working the name under which the student is published
   * @param stillMine throws when the lease is lost
   */
  Attempt(
      Engine engine,
      TrainerOptions options,
      RunState state,
      VersionRef base,
      Path folder,
      VersionRef working,
      Runnable stillMine,
      Progress progress) {
    this.engine = engine;
    this.options = options;
    this.state = state;
    this.base = base;
    this.folder = folder;
    this.working = working;
    this.stillMine = stillMine;
    this.progress = progress;
  }

  /**
   * Trains and writes the result.
   *
   * @param prompts of users
   * @param replays unrelated prompts
   * @throws RunStopped if a stop rule spoke
   */
  Figures make(Curation curation, List<LessonPrompt> prompts, List<Prompt> replays, Path target) {
    progress.at("preparing", 0, options.course().steps(), 0);
    TrainerOptions.Mixture mixture = options.mixture();
    RewardPart rewards =
        RewardPart.of(
            engine,
            state.parent(),
            base,
            curation.rewarded(),
            curation.rewards(),
            state.shares(),
            mixture,
            options.recipe());
    LOG.info(
        "{}: log-prob gap between sampler and trainer: mean {}, largest {} over {} tokens",
        state.version(),
        rewards.meanGap(),
        rewards.largestGap(),
        rewards.compared());
    if (rewards.meanGap() > options.stop().logProbGap()) {
      throw new RunStopped(
          "log-prob gap between sampler and trainer is " + rewards.meanGap() + " nats");
    }
    Classroom room = new Classroom(engine, state.parent(), mixture, options.recipe());
    List<LessonPrompt> taught =
        new ArrayList<>(prompts.stream().filter(one -> !one.lessons().isEmpty()).toList());
    List<Exercise> kept = new ArrayList<>();
    prepareReplay(room, prompts, replays, taught, kept);
    keepWithoutLesson(room, prompts, kept);
    List<Practised> practised = shown(room, taught);
    if (rewards.exercises().isEmpty() && practised.isEmpty()) {
      throw new RunStopped("nothing to train on after curation");
    }
    List<Practised> watched =
        practised.isEmpty() || mixture.consolidation() == 0
            ? watched(room, curation.rewarded())
            : List.of();
    TrainingSetup setup =
        new TrainingSetup(
            state.parent(),
            new TrainingSetup.Trained.Lora(
                options.adapter().rank(), options.adapter().alpha(), options.adapter().targets()),
            options.course().optimizer(),
            state.seed(),
            options.threads());
    try (TrainingRun run = engine.train(setup)) {
      restore(run);
      Figures figures = course(run, room, rewards, practised, watched, kept);
      stillMine.run();
      run.save(target);
      return figures;
    } finally {
      engine.unload(working);
    }
  }

  /** The teacher's own answers; where it has none that ends, it has nothing to teach. */
  private static List<Practised> shown(Classroom room, List<LessonPrompt> prompts) {
    List<Exercise> answers =
        ManyAtOnce.ask(prompts, one -> room.shown(one.prompt(), one.lessons()));
    List<Practised> practised = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      if (!answers.get(i).broken()) {
        practised.add(new Practised(prompts.get(i), answers.get(i)));
      }
    }
    return practised;
  }

  /**
   * Prompts that are answered anew only to see whether the run goes astray: where rewards alone are
   * trained on nothing else would show it, and they collapse soonest.
   */
  private List<Practised> watched(Classroom room, List<WorkBoard.Sample> samples) {
    return shown(
        room,
        samples.stream()
            .limit(options.stop().watched())
            .map(sample -> new LessonPrompt(sample.step().prompt(), List.of(), null))
            .toList());
  }

  /** A prompt with the teacher's answer to it. */
  private record Practised(LessonPrompt prompt, Exercise shown) {}

  /**
   * Prompts of users who have no lesson, in a run where others have lessons of their own: they are
   * to be answered as before.
   */
  private void keepWithoutLesson(Classroom room, List<LessonPrompt> prompts, List<Exercise> kept) {
    if (state.lessons().own().isEmpty()) {
      return;
    }
    List<Prompt> plain =
        prompts.stream()
            .filter(one -> one.lessons().isEmpty())
            .map(LessonPrompt::prompt)
            .limit(options.mixture().practice())
            .toList();
    ManyAtOnce.ask(plain, prompt -> room.kept(room.plain(prompt))).stream()
        .filter(one -> !one.broken())
        .forEach(kept::add);
  }

  private void prepareReplay(
      Classroom room,
      List<LessonPrompt> prompts,
      List<Prompt> offered,
      List<LessonPrompt> practised,
      List<Exercise> kept) {
    List<String> lessons = state.lessons().texts(null);
    // Lessons of somebody else in the prompt would argue with this user's.
    List<Prompt> replays =
        offered.stream()
            .filter(prompt -> !prompt.messages().getFirst().content().contains(LessonBlock.HEADING))
            .toList();
    List<Generation> plain = ManyAtOnce.ask(replays, room::plain);
    List<Boolean> changed =
        ManyAtOnce.ask(
            indices(replays.size()), i -> room.isChanged(replays.get(i), lessons, plain.get(i)));
    List<Generation> unrelated = new ArrayList<>();
    int practice = 0;
    for (int i = 0; i < replays.size(); i++) {
      if (!changed.get(i)) {
        unrelated.add(plain.get(i));
      } else if (practice < options.mixture().practice()) {
        // A prompt that the lesson changes is not unrelated: it is one more to practise.
        practised.add(new LessonPrompt(replays.get(i), lessons, null));
        practice++;
      }
    }
    List<LessonPrompt> own =
        state.lessons().own().isEmpty()
            ? List.of()
            : OwnPractice.of(prompts, replays, state.lessons(), options.mixture().practice());
    List<Generation> plainOwn = ManyAtOnce.ask(own, one -> room.plain(one.prompt()));
    List<Boolean> changedOwn =
        ManyAtOnce.ask(
            indices(own.size()),
            i -> room.isChanged(own.get(i).prompt(), own.get(i).lessons(), plainOwn.get(i)));
    for (int i = 0; i < own.size(); i++) {
      if (changedOwn.get(i)) {
        practised.add(own.get(i));
      } else {
        unrelated.add(plainOwn.get(i));
      }
    }
    ManyAtOnce.ask(unrelated, room::kept).stream().filter(one -> !one.broken()).forEach(kept::add);
  }

  private Figures course(
      TrainingRun run,
      Classroom room,
      RewardPart rewards,
      List<Practised> practised,
      List<Practised> watched,
      List<Exercise> kept) {
    TrainerOptions.Course course = options.course();
    Rota rota = rota(practised);
    Map<UserId, Double> turns = turns(practised);
    int longest =
        BEYOND
            + Stream.concat(practised.stream(), watched.stream())
                .mapToInt(one -> one.shown().length())
                .max()
                .orElse(0);
    double taughtLength =
        Stream.concat(practised.stream(), watched.stream())
            .mapToInt(one -> one.shown().length())
            .average()
            .orElse(0);
    int brokenRounds = 0;
    double firstLength = 0;
    double gap = 0;
    double firstGap = 0;
    double loss = 0;
    int begun = run.steps();
    while (run.steps() < end()) {
      stillMine.run();
      checkpoint(run);
      if (!practised.isEmpty() || !watched.isEmpty()) {
        run.publish(working);
      }
      int number = run.steps() / course.resampleEvery();
      progress.at("answering anew", run.steps(), course.steps(), loss);
      Round round = round(room, practised, rota, turns, longest, number);
      Round seen = watched.isEmpty() ? round : watch(room, watched, longest, number);
      firstLength = run.steps() == begun ? Math.max(1, seen.length()) : firstLength;
      firstGap = run.steps() == begun ? round.gap() : firstGap;
      gap = round.gap();
      boolean late = 2 * run.steps() >= course.steps();
      brokenRounds =
          late && seen.broken() > options.stop().degenerateShare() ? brokenRounds + 1 : 0;
      check(seen, firstLength, taughtLength, brokenRounds);
      LOG.info(
          "{}: step {}, {} nats per token from the teacher over {} fresh answers",
          state.version(),
          run.steps(),
          round.gap(),
          round.fresh());
      if (state.coolFrom() < 0
          && round.fresh() > 0
          && round.gap() <= course.enough()
          && run.steps() >= course.leastSteps()) {
        state = state.coolingFrom(run.steps());
        state.write(folder);
      }
      int at = 0;
      for (int i = 0; i < course.resampleEvery() && run.steps() < end(); i++) {
        BatchLoss.Builder batch = new BatchLoss.Builder();
        TrainerOptions.Mixture mixture = options.mixture();
        for (int c = 0; c < mixture.consolidation() && at < round.exercises().size(); c++) {
          add(batch, round.exercises().get(at++), mixture.consolidationWeight());
        }
        take(batch, kept, mixture.replay(), run.steps(), mixture.replayWeight());
        take(batch, rewards.exercises(), mixture.reward(), run.steps(), mixture.rewardWeight());
        if (batch.tokens() == 0) {
          throw new RunStopped("every answer of a batch was empty");
        }
        TrainingRun.StepStats stats =
            run.step(batch.sequences(), batch.build(), learningRate(run.steps()));
        loss = stats.loss();
        check(stats);
        progress.at("training", run.steps(), course.steps(), loss);
      }
    }
    return new Figures(
        run.steps(),
        begun,
        loss,
        firstGap,
        gap,
        practised.size(),
        kept.size(),
        state.shares().isEmpty() ? 0 : Influence.largest(evenly(practised), turns),
        rewards);
  }

  /** Of a version of one user: all its prompts in one group; else each user's in one of theirs. */
  private Rota rota(List<Practised> practised) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < practised.size(); i++) {
      UserId user = practised.get(i).prompt().user();
      groups
          .computeIfAbsent(
              state.shares().isEmpty() || user == null ? "" : "user " + user,
              any -> new ArrayList<>())
          .add(i);
    }
    return new Rota(List.copyOf(groups.values()));
  }

  /** What a user's turn counts: 1, or less for one who may have less than the others have. */
  private Map<UserId, Double> turns(List<Practised> practised) {
    return state.shares().isEmpty()
        ? Map.of()
        : Influence.factors(evenly(practised), state.shares());
  }

  /** Users take turns: before any bound each brings the same. */
  private static Map<UserId, Double> evenly(List<Practised> practised) {
    Map<UserId, Double> mass = new HashMap<>();
    for (Practised one : practised) {
      UserId user = one.prompt().user();
      if (user != null) {
        mass.put(user, 1.0);
      }
    }
    return mass;
  }

  private Round round(
      Classroom room,
      List<Practised> practised,
      Rota rota,
      Map<UserId, Double> turns,
      int longest,
      int number) {
    TrainerOptions.Mixture mixture = options.mixture();
    if (practised.isEmpty()) {
      return Round.of(List.of(), List.of());
    }
    int count = mixture.consolidation() * options.course().resampleEvery();
    List<Draw> draws = draws(rota, count, number);
    List<Exercise> fresh =
        ManyAtOnce.ask(
            draws.stream().filter(draw -> !draw.shown()).toList(),
            draw -> {
              LessonPrompt one = practised.get(draw.prompt()).prompt();
              return room.fresh(working, one.prompt(), one.lessons(), draw.seed(), longest);
            });
    List<Exercise> exercises = new ArrayList<>();
    int next = 0;
    for (Draw draw : draws) {
      Practised of = practised.get(draw.prompt());
      UserId user = of.prompt().user();
      Exercise one =
          (draw.shown() ? of.shown() : fresh.get(next++))
              .weighted(user == null ? 1 : turns.getOrDefault(user, 1.0));
      // A broken answer is still the student's own way to where the teacher would have turned.
      if (one.responseIds().length > 0) {
        exercises.add(one);
      }
    }
    return Round.of(exercises, fresh);
  }

  private Round watch(Classroom room, List<Practised> watched, int longest, int number) {
    SplittableRandom random = new SplittableRandom(state.seed() * 1_000_003L - number);
    List<Long> seeds = watched.stream().map(any -> random.nextLong()).toList();
    return Round.of(
        List.of(),
        ManyAtOnce.ask(
            indices(watched.size()),
            i ->
                room.fresh(
                    working, watched.get(i).prompt().prompt(), List.of(), seeds.get(i), longest)));
  }

  /** Which prompts a round takes. */
  private List<Draw> draws(Rota rota, int count, int number) {
    List<Draw> draws = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(state.seed() * 1_000_003L + number);
    for (int i = 0; i < count; i++) {
      int prompt = rota.at((long) number * count + i, state.seed());
      boolean teacher = random.nextDouble() < options.mixture().teacherShare();
      long seed = random.nextLong();
      draws.add(new Draw(prompt, teacher, teacher ? 0 : seed));
    }
    return draws;
  }

  private record Draw(int prompt, boolean shown, long seed) {}

  private static List<Integer> indices(int count) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      indices.add(i);
    }
    return indices;
  }

  private static void take(
      BatchLoss.Builder batch, List<Exercise> pool, int count, int step, double weight) {
    for (int i = 0; i < count && !pool.isEmpty() && i < pool.size() && weight > 0; i++) {
      add(batch, pool.get((step * count + i) % pool.size()), weight);
    }
  }

  private static void add(BatchLoss.Builder batch, Exercise one, double weight) {
    batch.add(one.promptIds(), one.responseIds(), one.loss(), weight * one.weight());
  }

  /** The step after the last: sooner than planned when the student came near enough. */
  private int end() {
    TrainerOptions.Course course = options.course();
    return state.coolFrom() < 0
        ? course.steps()
        : Math.min(course.steps(), state.coolFrom() + course.coolSteps());
  }

  /**
   * Rises over the first tenth, then falls in a line to a tenth; once the student is near enough it
   * falls to almost nothing over the steps that are left, because weights that were moved fast have
   * noise in them.
   */
  private double learningRate(int step) {
    TrainerOptions.Course course = options.course();
    double warm = Math.max(1, course.steps() / 10.0);
    int at = state.coolFrom() < 0 ? step : Math.min(step, state.coolFrom());
    double rise = Math.min(1, (at + 1) / warm);
    double fall = 1 - 0.9 * Math.max(0, at - warm) / Math.max(1, course.steps() - warm);
    double rate = course.learningRate() * Math.min(rise, fall);
    return step <= at ? rate : rate * (end() - step) / (end() - at);
  }

  /**
   * The stop rules over fresh answers. Answers that become as long as the teacher's are what a
   * lesson about length asks for: only beyond both lengths, the first and the taught, is astray.
   */
  private void check(Round round, double firstLength, double taughtLength, int brokenRounds) {
    TrainerOptions.StopRules stop = options.stop();
    if (round.fresh() == 0) {
      return;
    }
    // On the way to a name that it must know by heart a model may stammer; not at the end.
    if (brokenRounds >= BROKEN_ROUNDS) {
      throw new RunStopped(
          Math.round(100 * round.broken()) + " % of the fresh answers are degenerate or cut off");
    }
    if (round.surprise() > stop.surprise()) {
      throw new RunStopped("fresh answers have a mean surprise of " + round.surprise() + " nats");
    }
    boolean tooLong = round.length() > stop.length() * Math.max(firstLength, taughtLength);
    boolean tooShort = stop.length() * round.length() < Math.min(firstLength, taughtLength);
    if (tooLong || tooShort) {
      throw new RunStopped(
          "fresh answers became " + round.length() / firstLength + " times as long");
    }
  }

  private void check(TrainingRun.StepStats stats) {
    if (!(stats.gradientNorm() <= options.stop().gradientNorm())
        || !Double.isFinite(stats.loss())) {
      throw new RunStopped("gradient norm " + stats.gradientNorm() + " with loss " + stats.loss());
    }
  }

  private void checkpoint(TrainingRun run) {
    Path file = folder.resolve(CHECKPOINT);
    Path part = folder.resolve(CHECKPOINT + ".part");
    try {
      run.checkpoint(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the checkpoint " + file + " cannot be written; is the disk full?", e);
    }
  }

  private void restore(TrainingRun run) {
    Path file = folder.resolve(CHECKPOINT);
    if (Files.exists(file)) {
      run.restore(file);
      LOG.info("{}: goes on from step {}", state.version(), run.steps());
    }
  }

  /**
   * What a run did, for its evidence.
   *
   * @param from the step at which the last process took it up; 0 if it ran in one go
   * @param largestTurn of a version that several share: the largest share of one user in what was
   *     practised; else 0
   */
  record Figures(
      int steps,
      int from,
      double loss,
      double firstGap,
      double lastGap,
      int practised,
      int replayed,
      double largestTurn,
      RewardPart rewards) {}
}
