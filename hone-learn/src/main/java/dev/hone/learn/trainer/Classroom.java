package dev.hone.learn.trainer;

import dev.hone.core.LessonBlock;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.FinishReason;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import dev.hone.learn.advantage.SampledDistillation;
import dev.hone.learn.algorithm.Kind;
import dev.hone.learn.algorithm.Recipe;
import dev.hone.learn.objective.PolicyClip;
import dev.hone.learn.objective.SequenceLoss;
import dev.hone.learn.objective.TeacherTokens;
import dev.hone.learn.objective.TopKAdvantage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Teacher and student of one run. The teacher is the frozen version the run began with, with the
 * lessons in its prompt; the student is the weights being trained, without them. Both see the same
 * words from the same prompt: no tool is run, nobody is shown an answer. Thread-safe.
 */
final class Classroom {

  private final Engine engine;
  private final VersionRef teacher;
  private final TrainerOptions.Mixture mixture;
  private final Recipe recipe;

  Classroom(Engine engine, VersionRef teacher, TrainerOptions.Mixture mixture, Recipe recipe) {
    this.engine = engine;
    this.teacher = teacher;
    this.mixture = mixture;
    this.recipe = recipe;
  }

  /** The student answers anew, without the lessons; the teacher, with them, says of each token. */
  Exercise fresh(VersionRef student, Prompt prompt, List<String> lessons, long seed, int longest) {
    int most = Math.min(longest, mixture.maxAnswer());
    Generation answer = ask(student, prompt, Sampling.plain(mixture.temperature(), seed, most));
    int[] response = answer.responseIds();
    if (response.length == 0) {
      return new Exercise(answer.promptIds(), response, nothing(), 0, 0, 0, true);
    }
    int[] told = engine.encode(teacher, LessonBlock.into(prompt, lessons)).ids();
    Scores said = score(teacher, told, response, mixture.topK());
    double gap = 0;
    double surprise = 0;
    for (int t = 0; t < response.length; t++) {
      gap += answer.logprobs()[t] - said.logprobs()[t];
      surprise -= answer.logprobs()[t];
    }
    boolean broken =
        answer.finishReason() == FinishReason.LENGTH || Curation.isDegenerate(response);
    int[] seen = answer.promptIds();
    SequenceLoss loss = distil(student, answer, said);
    return new Exercise(
        seen,
        Arrays.copyOf(response, together(said)),
        loss,
        gap / response.length,
        surprise / response.length,
        response.length,
        broken);
  }

  /**
   * How many tokens teacher and student go the same way: up to and with the first token that the
   * teacher would hardly have chosen. There it says what it would have chosen; what comes after is
   * a place it would not have come to, where its words teach nothing.
   */
  private static int together(Scores said) {
    for (int t = 0; t < said.logprobs().length; t++) {
      if (said.logprobs()[t] < HARDLY) {
        return t + 1;
      }
    }
    return said.logprobs().length;
  }

  /** Log-probability (1 in 50) under which the teacher would hardly have chosen a token. */
  static final double HARDLY = Math.log(0.02);

  /** The student's likeliest tokens that the policy-gradient form looks at. Source: learning.md. */
  private static final int OWN = 4;

  /** The teacher's own likeliest answer, with the lessons, to be learned without them. */
  Exercise shown(Prompt prompt, List<String> lessons) {
    Prompt told = LessonBlock.into(prompt, lessons);
    Generation answer = ask(teacher, told, Sampling.greedy(mixture.maxAnswer()));
    return learned(engine.encode(teacher, prompt).ids(), answer);
  }

  /** The teacher's own answer without any lesson: what must not be forgotten. */
  Exercise kept(Generation answer) {
    return learned(answer.promptIds(), answer);
  }

  /** The likeliest answer of the teacher without lessons. */
  Generation plain(Prompt prompt) {
    return ask(teacher, prompt, Sampling.greedy(mixture.maxAnswer()));
  }

  /** Whether the lessons change the teacher's likeliest answer. */
  boolean isChanged(Prompt prompt, List<String> lessons, Generation plain) {
    if (lessons.isEmpty()) {
      return false;
    }
    Generation told =
        ask(teacher, LessonBlock.into(prompt, lessons), Sampling.greedy(mixture.maxAnswer()));
    return !Arrays.equals(told.responseIds(), plain.responseIds());
  }

  private Exercise learned(int[] seen, Generation answer) {
    int[] response = answer.responseIds();
    if (response.length == 0) {
      return new Exercise(seen, response, nothing(), 0, 0, 0, true);
    }
    Scores said = score(teacher, answer.promptIds(), response, mixture.topK());
    boolean broken =
        answer.finishReason() == FinishReason.LENGTH || Curation.isDegenerate(response);
    return new Exercise(seen, response, towards(seen.length, said), 0, 0, response.length, broken);
  }

  private Generation ask(VersionRef version, Prompt prompt, Sampling sampling) {
    return engine.generate(
        new GenerationRequest(version, prompt, new ToolChoice.Auto(), sampling, 0),
        GenerationListener.none());
  }

  private Scores score(VersionRef version, int[] prompt, int[] response, int topK) {
    int[] all = Arrays.copyOf(prompt, prompt.length + response.length);
    System.arraycopy(response, 0, all, prompt.length, response.length);
    return engine.score(new ScoreRequest(version, all, prompt.length, topK));
  }

  private SequenceLoss distil(VersionRef student, Generation answer, Scores said) {
    int[] seen = answer.promptIds();
    if (mixture.ownTokens()) {
      Scores own = score(student, seen, answer.responseIds(), OWN);
      return ownTokens(seen.length, answer.responseIds(), own, said);
    }
    return recipe.part(Kind.DISTILLATION).name().equals("opd-sampled")
        ? sampled(seen.length, answer, said)
        : towards(seen.length, said);
  }

  /** On-policy distillation on the sampled tokens, as clipped policy gradient. */
  private SequenceLoss sampled(int from, Generation answer, Scores said) {
    SampledDistillation rule =
        new SampledDistillation(1, recipe.values(Kind.DISTILLATION).number("clip"));
    PolicyClip clip = mixture.clip();
    List<SequenceLoss.TokenFunction> tokens = new ArrayList<>();
    for (int t = 0; t < said.logprobs().length; t++) {
      double old = answer.logprobs()[t];
      double advantage = rule.of(said.logprobs()[t], old);
      tokens.add(logProb -> clip.at(logProb, old, advantage));
    }
    return new SequenceLoss.Each(from, tokens);
  }

  private SequenceLoss towards(int from, Scores said) {
    TeacherTokens[] tokens = new TeacherTokens[said.topIds().length];
    for (int t = 0; t < tokens.length; t++) {
      tokens[t] = TeacherTokens.of(said.topIds()[t], said.topLogprobs()[t]);
    }
    return new SequenceLoss.Distil(from, tokens, mixture.divergence());
  }

  private static SequenceLoss nothing() {
    return new SequenceLoss.Distil(
        0, new TeacherTokens[0], dev.hone.learn.objective.Distillation.FORWARD_KL);
  }

  private SequenceLoss ownTokens(int from, int[] response, Scores own, Scores said) {
    double bound =
        recipe.part(Kind.DISTILLATION).name().equals("opd-top-k")
            ? recipe.values(Kind.DISTILLATION).number("C")
            : 1;
    TopKAdvantage formula = new TopKAdvantage(mixture.clip(), bound);
    double[][] old = new double[response.length][];
    double[][] advantages = new double[response.length][];
    for (int t = 0; t < response.length; t++) {
      int[] ids = own.topIds()[t];
      old[t] = new double[ids.length];
      double[] taught = new double[ids.length];
      for (int i = 0; i < ids.length; i++) {
        old[t][i] = own.topLogprobs()[t][i];
        taught[i] = teacherOf(ids[i], said, t);
      }
      advantages[t] = formula.advantages(taught, old[t]);
    }
    return new SequenceLoss.TopK(from, own.topIds(), old, advantages, formula);
  }

  /** The teacher's word on a token; for one that it does not name, its least likely named one. */
  private static double teacherOf(int token, Scores said, int place) {
    int[] ids = said.topIds()[place];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == token) {
        return said.topLogprobs()[place][i];
      }
    }
    return said.topLogprobs()[place][ids.length - 1];
  }
}
