package dev.hone.learn.release;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Engine;
import dev.hone.store.Ledger;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * On prompts of its users a candidate must do without the lesson what the teacher (the version it
 * was trained from) does with it, more often than the live version and often enough. Each user's
 * prompts are asked with what the candidate was taught for them: of a version that several share
 * each has a trial of their own, and all together decide.
 */
record LessonSuite(Ledger ledger, Engine engine, GateOptions options) {

  /** Of each of many users. */
  private static final int LEAST_OF_EACH = 4;

  /** Why the candidate is refused, or nothing. */
  String refusal(List<Gate.Trial> trials, ObjectNode evidence) {
    List<Gate.Trial> taught = trials.stream().filter(one -> !one.lessons().isEmpty()).toList();
    List<Asked> asked = ask(taught, true);
    int unseen = count(asked);
    if (unseen < options.leastPrompts()) {
      asked = ask(taught, false);
    }
    ObjectNode node = evidence.putObject("lessons");
    node.put("lessons", taught.stream().flatMap(one -> one.lessons().stream()).distinct().count());
    if (taught.size() > 1) {
      node.put("users", taught.size());
    }
    node.put("prompts", count(asked));
    node.put("held_out", unseen);
    String whose = taught.size() > 1 ? "its users'" : "the user's";
    if (count(asked) == 0) {
      return "no prompt of "
          + (taught.size() > 1 ? "its users" : "the user")
          + " shows the lessons, so nothing proves the candidate";
    }
    Interview interview = new Interview(engine, options.maxAnswer());
    PairedCounts counts =
        PairedCounts.of(follows(interview, asked, false), follows(interview, asked, true));
    node.put("least", options.agreement());
    counts.into(node);
    if (counts.candidate() <= counts.live()) {
      return "follows the lessons on %s of %s prompts, the live version on %s"
          .formatted(counts.candidate(), whose, counts.live());
    }
    return counts.candidate() < options.agreement()
        ? "follows the lessons on %s of %s prompts; %s are needed"
            .formatted(counts.candidate(), whose, options.agreement())
        : "";
  }

  private record Asked(Gate.Trial trial, List<Interview.Case> cases) {}

  private List<Asked> ask(List<Gate.Trial> trials, boolean heldOut) {
    int each =
        trials.isEmpty()
            ? 0
            : Math.max(
                Math.min(LEAST_OF_EACH, options.prompts()), options.prompts() / trials.size());
    Interview interview = new Interview(engine, options.maxAnswer());
    List<Asked> asked = new ArrayList<>();
    for (Gate.Trial trial : trials) {
      UserPrompts known =
          UserPrompts.of(
              ledger,
              trial.tenant(),
              trial.user(),
              trial.candidate().policy(),
              trial.texts(),
              options);
      List<Prompt> prompts =
          heldOut ? known.prompts().subList(0, known.heldOut()) : known.prompts();
      asked.add(
          new Asked(
              trial, interview.cases(trial.teacher(), prompts, trial.texts(), List.of(), each)));
    }
    return asked;
  }

  private static int count(List<Asked> asked) {
    return asked.stream().mapToInt(one -> one.cases().size()).sum();
  }

  private static boolean[] follows(Interview interview, List<Asked> asked, boolean candidate) {
    boolean[] all = new boolean[count(asked)];
    int at = 0;
    for (Asked one : asked) {
      VersionRef version = candidate ? one.trial().candidate() : one.trial().live();
      boolean[] own = interview.follows(version, one.cases());
      System.arraycopy(own, 0, all, at, own.length);
      at += own.length;
    }
    return all;
  }
}
