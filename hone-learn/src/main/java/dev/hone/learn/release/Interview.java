package dev.hone.learn.release;

import dev.hone.core.LessonBlock;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.learn.ManyAtOnce;
import java.util.ArrayList;
import java.util.List;

/** Asks versions for their likeliest answers. No tool is run, nobody is shown an answer. */
final class Interview {

  private final Engine engine;
  private final int maxAnswer;
  private final Agreement agreement = new Agreement();

  Interview(Engine engine, int maxAnswer) {
    this.engine = engine;
    this.maxAnswer = maxAnswer;
  }

  Agreement agreement() {
    return agreement;
  }

  /** The likeliest answers to prompts with these lessons in them. */
  List<Generation> answers(VersionRef version, List<Prompt> prompts, List<String> lessons) {
    return ManyAtOnce.ask(
        prompts,
        prompt ->
            engine.generate(
                new GenerationRequest(
                    version,
                    LessonBlock.into(prompt, lessons),
                    new ToolChoice.Auto(),
                    Sampling.greedy(maxAnswer),
                    0),
                GenerationListener.none()));
  }

  /**
   * Finds prompts that lessons change, in the order given.
   *
   * @param with what the teacher is told
   * @param without what it is told for comparison
   * @param most prompts to find; it stops asking when it has them
   */
  List<Case> cases(
      VersionRef teacher, List<Prompt> prompts, List<String> with, List<String> without, int most) {
    List<Case> cases = new ArrayList<>();
    for (int from = 0; from < prompts.size() && cases.size() < most; from += most) {
      List<Prompt> some = prompts.subList(from, Math.min(prompts.size(), from + most));
      List<Generation> taught = answers(teacher, some, with);
      List<Generation> plain = answers(teacher, some, without);
      for (int i = 0; i < some.size() && cases.size() < most; i++) {
        if (agreement.differ(taught.get(i), plain.get(i))) {
          cases.add(new Case(some.get(i), taught.get(i), plain.get(i)));
        }
      }
    }
    return cases;
  }

  /** Of each case, whether the version without any lesson does what the teacher does. */
  boolean[] follows(VersionRef version, List<Case> cases) {
    List<Generation> answers =
        answers(version, cases.stream().map(Case::prompt).toList(), List.of());
    boolean[] follows = new boolean[cases.size()];
    for (int i = 0; i < follows.length; i++) {
      follows[i] = agreement.agrees(answers.get(i), cases.get(i).taught(), cases.get(i).plain());
    }
    return follows;
  }

  /** A prompt on which lessons matter. */
  record Case(Prompt prompt, Generation taught, Generation plain) {}
}
