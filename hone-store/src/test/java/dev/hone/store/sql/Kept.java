package dev.hone.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.StepId;
import dev.hone.store.Ledger;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepRecord;
import dev.hone.store.StepRecord.Status;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** All that a ledger has kept of one tenant. */
record Kept(Map<StepId, StepRecord> steps, List<List<StepRecord>> sessions, long counted) {

  static Kept of(Ledger ledger) {
    Talk talk = Talk.of(ledger);
    Map<StepId, StepRecord> steps = new HashMap<>();
    List<List<StepRecord>> sessions =
        talk.tenant().steps().sessions(null, Integer.MAX_VALUE).stream()
            .map(SessionSummary::id)
            .map(talk::steps)
            .toList();
    sessions.forEach(
        session -> session.forEach(step -> assertThat(steps.put(step.id(), step)).isNull()));
    return new Kept(steps, sessions, talk.tenant().usage().steps());
  }

  long count(Status status) {
    return steps.values().stream().filter(step -> step.status() == status).count();
  }

  /** Written and not acknowledged is allowed; counted otherwise than kept is not. */
  void assertNothingLostOrDoubled(String what, Collection<StepId> acknowledged) {
    assertThat(steps.keySet()).as(what).containsAll(acknowledged);
    assertThat(steps.values())
        .as(what)
        .filteredOn(step -> acknowledged.contains(step.id()))
        .allMatch(step -> step.status() == Status.COMPLETE);
    assertThat(counted).as(what).isEqualTo(count(Status.COMPLETE));
    for (List<StepRecord> session : sessions) {
      assertThat(session)
          .as(what)
          .extracting(StepRecord::index)
          .containsExactlyElementsOf(IntStream.range(0, session.size()).boxed().toList());
    }
  }
}
