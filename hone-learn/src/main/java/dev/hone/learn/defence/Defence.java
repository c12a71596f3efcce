package dev.hone.learn.defence;

import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.learn.trainer.TrainingGuard;
import dev.hone.store.Ledger;
import dev.hone.store.QuarantineBook;
import dev.hone.store.StepRecord;
import dev.hone.store.TenantLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at a user's stream before it trains, and holds it in quarantine if it is suspicious: its
 * steps are kept and answered as ever, but nothing is learned from them until an admin says so.
 * Looked at just before samples are taken, so that nothing slips through in between. Keeps no state
 * of its own; thread-safe.
 */
public final class Defence implements TrainingGuard {

  private static final Logger LOG = LoggerFactory.getLogger(Defence.class);

  /** Other users of the tenant whose words are compared. */
  private static final int COMPARED_USERS = 40;

  /** Their newest steps. */
  private static final int COMPARED_STEPS = 48;

  /** Shorter words are said by many. */
  private static final int LEAST_WORDS = 6;

  /** So often the same words, by each of them. */
  private static final int LEAST_TIMES = 2;

  private static final String ACTOR = "defence";

  private final Ledger ledger;
  private final DefenceOptions options;
  private final StreamInspector inspector;
  private final JsonMapper json = JsonMapper.builder().build();

  public Defence(Ledger ledger, DefenceOptions options) {
    this.ledger = ledger;
    this.options = options;
    this.inspector = new StreamInspector(options);
  }

  @Override
  public Map<UserId, Double> shares(TenantId tenant, Set<UserId> users) {
    return options.enabled()
        ? new InfluenceBound(options.mostOfAUser())
            .shares(users, user -> trust(tenant, user).value())
        : TrainingGuard.super.shares(tenant, users);
  }

  /** Looks at a user; false if the user is held, now or before. */
  @Override
  public boolean mayTrain(TenantId tenant, UserId user) {
    if (!options.enabled()) {
      return true;
    }
    QuarantineBook book = ledger.tenant(tenant).quarantine();
    Optional<QuarantineBook.Held> known = book.find(user);
    if (known.isPresent() && known.get().held()) {
      return false;
    }
    Instant since = released(known);
    Optional<Suspicion> suspicion =
        inspector.inspect(stream(tenant, user, since, options.recent()));
    if (suspicion.isPresent()) {
      hold(tenant, user, suspicion.get());
      return false;
    }
    return !isOneOfMany(tenant, user);
  }

  /** How far a user is trusted. */
  public Trust trust(TenantId tenant, UserId user) {
    return Trust.of(stream(tenant, user, Instant.EPOCH, options.recent()));
  }

  private static Instant released(Optional<QuarantineBook.Held> known) {
    Instant released = known.isPresent() ? known.get().released() : null;
    return released == null ? Instant.EPOCH : released;
  }

  private List<Said> stream(TenantId tenant, UserId user, Instant since, int most) {
    TenantLedger own = ledger.tenant(tenant);
    List<Said> stream = new ArrayList<>();
    for (StepRecord step : own.steps().recent(user, most).reversed()) {
      if (!step.started().isBefore(since)) {
        stream.add(Said.of(step, own.signals()));
      }
    }
    return stream;
  }

  /** Whether several users say the very same, word by word; then all of them are held. */
  private boolean isOneOfMany(TenantId tenant, UserId user) {
    QuarantineBook book = ledger.tenant(tenant).quarantine();
    Set<String> own = sayings(tenant, user, released(book.find(user)));
    if (own.isEmpty()) {
      return false;
    }
    Map<String, Set<UserId>> saidBy = new HashMap<>();
    for (UserId other : book.activeUsers(COMPARED_USERS)) {
      for (String words : sayings(tenant, other, released(book.find(other)))) {
        if (own.contains(words)) {
          saidBy.computeIfAbsent(words, any -> new HashSet<>()).add(other);
        }
      }
    }
    for (Set<UserId> users : saidBy.values()) {
      if (users.size() >= options.sybils()) {
        Suspicion suspicion =
            new Suspicion(
                "several users say the very same, word by word",
                Map.of("users", (double) users.size()));
        users.forEach(one -> hold(tenant, one, suspicion));
        return true;
      }
    }
    return false;
  }

  /** What a user says about answers more than once. */
  private Set<String> sayings(TenantId tenant, UserId user, Instant since) {
    Map<String, Set<String>> counts = new HashMap<>();
    for (Said said : stream(tenant, user, since, COMPARED_STEPS)) {
      for (String words : said.words()) {
        String flat = Said.flat(words);
        if (flat.split(" ").length >= LEAST_WORDS) {
          counts.computeIfAbsent(flat, any -> new HashSet<>()).add(said.step().id().toString());
        }
      }
    }
    counts.values().removeIf(steps -> steps.size() < LEAST_TIMES);
    return counts.keySet();
  }

  private void hold(TenantId tenant, UserId user, Suspicion suspicion) {
    ObjectNode evidence = json.createObjectNode();
    suspicion.figures().forEach(evidence::put);
    evidence.put("trust", trust(tenant, user).value());
    if (ledger
        .tenant(tenant)
        .quarantine()
        .hold(user, suspicion.reason(), json.writeValueAsString(evidence), ACTOR)) {
      LOG.warn(
          "tenant {}: user {} is in quarantine and does not train: {} {};"
              + " 'hone quarantine release' lets the user train again",
          tenant,
          user,
          suspicion.reason(),
          evidence);
    }
  }
}
