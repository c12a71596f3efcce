package dev.hone.learn.release;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.learn.release.SequentialComparison.Reading;
import dev.hone.learn.release.SequentialComparison.Signal;
import dev.hone.store.Canary;
import dev.hone.store.CanaryBook;
import dev.hone.store.Ledger;
import dev.hone.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides about canaries from what their users said. Everything is read anew from the store at each
 * look, so that a killed watch loses nothing and several agree; the one whose move comes first
 * decides.
 */
final class CanaryWatch {

  private static final Logger LOG = LoggerFactory.getLogger(CanaryWatch.class);

  /** Signals read at most: what decides comes long before. */
  private static final int MOST_SIGNALS = 20_000;

  /** Signals of one user that count in one arm of a version that several share. */
  private static final int MOST_OF_A_USER = 20;

  private final Ledger ledger;
  private final SequentialComparison comparison;
  private final JsonMapper json = JsonMapper.builder().build();

  CanaryWatch(Ledger ledger, SequentialComparison comparison) {
    this.ledger = ledger;
    this.comparison = comparison;
  }

  /**
   * One look at all canaries.
   *
   * @return whether what serves has changed
   */
  boolean once() {
    boolean changed = false;
    for (Canary canary : ledger.versions().canaries().running()) {
      changed |= look(canary);
    }
    return changed;
  }

  private boolean look(Canary canary) {
    CanaryBook book = ledger.versions().canaries();
    VersionRef serving = control(canary);
    if (!serving.equals(canary.control())) {
      LOG.info(
          "tenant {}: {} serves now beside the canary {}; the comparison begins anew",
          canary.tenant(),
          serving,
          canary.ref());
      book.compareWith(canary.tenant(), canary.ref(), serving);
      return false;
    }
    Reading reading = comparison.read(signals(canary, book.signals(canary, MOST_SIGNALS)));
    ObjectNode evidence = evidence(canary, reading);
    String text = json.writeValueAsString(evidence);
    if (!text.equals(canary.reading())) {
      book.note(canary.tenant(), canary.ref(), text);
    }
    return switch (reading.decision()) {
      case OPEN -> false;
      case PROVED ->
          move(canary, ReleaseState.LIVE, evidence, "its signals are not worse by the margin");
      case WORSE ->
          move(canary, ReleaseState.REJECTED, evidence, "its signals are worse; taken back");
      case NOT_PROVED ->
          move(
              canary,
              ReleaseState.REJECTED,
              evidence,
              "not proved within " + comparison.most() + " signals; taken back");
    };
  }

  /** What serves the sessions that are not the canary's. */
  private VersionRef control(Canary canary) {
    return serving(ledger, canary.tenant(), canary.scope(), canary.ref().policy());
  }

  /** The version that serves a scope, as far as one can be named for all of it. */
  static VersionRef serving(
      Ledger ledger, dev.hone.core.TenantId tenant, Scope scope, String policy) {
    VersionRef live = ledger.versions().routes().serving(tenant, scope, policy);
    return live == null ? new VersionRef(policy, 0) : live;
  }

  private static List<Signal> signals(Canary canary, List<CanaryBook.Signal> kept) {
    boolean shared = !(canary.scope() instanceof Scope.OfUser);
    Map<String, Integer> ofUser = new HashMap<>();
    List<Signal> signals = new ArrayList<>();
    for (CanaryBook.Signal one : kept) {
      boolean known = one.verdict() == Verdict.GOOD || one.verdict() == Verdict.BAD;
      if (known
          && !(shared
              && ofUser.merge(one.user() + "\n" + one.candidate(), 1, Integer::sum)
                  > MOST_OF_A_USER)) {
        signals.add(new Signal(one.candidate(), one.verdict() == Verdict.GOOD));
      }
    }
    return signals;
  }

  private ObjectNode evidence(Canary canary, Reading reading) {
    ObjectNode node = json.createObjectNode();
    node.put("control", canary.control().toString());
    node.put("share", canary.share());
    node.put("since", canary.started().toString());
    node.put("decision", reading.decision().name().toLowerCase(java.util.Locale.ROOT));
    arm(node.putObject("canary"), reading.candidate(), reading.candidateGood());
    arm(node.putObject("live"), reading.live(), reading.liveGood());
    node.put("blocks", reading.blocks());
    node.put("evidence_of_harm", reading.harm());
    node.put("taken_back_at", 1 / comparison.falseAlarm());
    node.put("evidence_of_worth", reading.proof());
    node.put("promoted_at", 1 / comparison.miss());
    node.put("margin", comparison.margin());
    node.put("most", comparison.most());
    return node;
  }

  private static void arm(ObjectNode node, int signals, int good) {
    node.put("signals", signals);
    node.put("good", good);
    Wilson.interval(good, signals).into(node, "interval");
  }

  private boolean move(Canary canary, ReleaseState to, ObjectNode evidence, String reason) {
    ObjectNode whole = json.createObjectNode();
    whole.put("reason", reason);
    whole.set("canary", evidence);
    try {
      ledger
          .versions()
          .move(
              canary.tenant(),
              canary.ref(),
              ReleaseState.CANARY,
              to,
              "canary",
              json.writeValueAsString(whole));
    } catch (StoreException conflict) {
      if (conflict.code() != StoreException.Code.CONFLICT) {
        throw conflict;
      }
      LOG.info("{} was decided by somebody else meanwhile", canary.ref());
      return false;
    }
    LOG.info("tenant {}: {}: {}", canary.tenant(), canary.ref(), whole);
    return true;
  }
}
