package dev.hone.learn.release;

import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.chat.Prompt;
import dev.hone.learn.trainer.HoldOut;
import dev.hone.learn.trainer.Told;
import dev.hone.store.Ledger;
import dev.hone.store.StepRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The prompts of a user that a version is tried on: those held out from training first, newest
 * first, each once, without those that tell a lesson themselves.
 *
 * @param steps with the prompts
 * @param heldOut how many of them, from the front, no training has seen
 */
record UserPrompts(List<StepRecord> steps, int heldOut) {

  UserPrompts {
    steps = List.copyOf(steps);
  }

  static UserPrompts of(
      Ledger ledger,
      TenantId tenant,
      UserId user,
      String policy,
      List<String> lessons,
      GateOptions options) {
    List<StepRecord> held = new ArrayList<>();
    List<StepRecord> seen = new ArrayList<>();
    Set<Long> known = new HashSet<>();
    for (StepRecord step : ledger.tenant(tenant).steps().recent(user, options.recent())) {
      Prompt prompt = step.prompt();
      if (!step.policy().equals(policy)
          || !known.add(HoldOut.fingerprint(prompt))
          || Told.by(prompt, lessons)) {
        continue;
      }
      (HoldOut.isHeldOut(prompt) ? held : seen).add(step);
    }
    return new UserPrompts(concat(held, seen), held.size());
  }

  private static List<StepRecord> concat(List<StepRecord> one, List<StepRecord> other) {
    List<StepRecord> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  List<Prompt> prompts() {
    return steps.stream().map(StepRecord::prompt).toList();
  }
}
