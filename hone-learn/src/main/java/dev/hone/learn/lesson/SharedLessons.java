package dev.hone.learn.lesson;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.lesson.Meaning;
import dev.hone.core.lesson.Relation;
import dev.hone.learn.defence.Demands;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import dev.hone.store.QuarantineBook;
import dev.hone.store.Teaching;
import dev.hone.store.TenantLedger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a lesson for all users of an agent, or of the tenant, of what enough different users were
 * taught to want, each in their own words. The users' own lessons stay as they are and go before.
 * Nothing is shared that carries one user's own words, that users in quarantine said, or that asks
 * for what nobody asks for honestly. Thread-safe.
 */
final class SharedLessons {

  /** Newest lessons of users that a new one is compared with: some milliseconds. */
  static final int MOST_COMPARED = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(SharedLessons.class);

  private final Ledger ledger;
  private final int users;
  private final Sameness sameness;
  private final Demands demands = Demands.shipped();

  SharedLessons(Ledger ledger, int users, Sameness sameness) {
    this.ledger = ledger;
    this.users = users;
    this.sameness = sameness;
  }

  /** A user has changed their mind: what they said before counts no more for others. */
  void renounced(TenantId tenant, UserId user, List<Lesson> superseded) {
    LessonBook book = ledger.tenant(tenant).lessons();
    for (Lesson old : superseded) {
      List<Scope> scopes = new ArrayList<>(List.of(new Scope.OfTenant()));
      book.teachings(old.id()).stream()
          .map(Teaching::agent)
          .distinct()
          .forEach(
              agent -> {
                if (agent != null) {
                  scopes.add(new Scope.OfAgent(agent));
                }
              });
      for (Scope scope : scopes) {
        for (Lesson shared : book.of(scope)) {
          if (shared.needed() > 0
              && sameness.of(shared.text(), old.text()) == Relation.SAME
              && book.teachings(shared.id()).stream().anyMatch(one -> one.user().equals(user))) {
            Lesson left = book.renounce(shared.id(), user);
            LOG.info(
                "tenant {}: a user no longer stands for lesson {}, which is {} now",
                tenant,
                shared.id(),
                left.state());
          }
        }
      }
    }
  }

  /** A user's lesson was taught, perhaps as the one that makes it enough. */
  void taught(TenantId tenant, Lesson own) {
    if (users == 0 || Meaning.of(own.text()).hasOwnWords() || demands.in(own.text()).isPresent()) {
      return;
    }
    TenantLedger ledgerOfTenant = ledger.tenant(tenant);
    List<Teaching> alike = alike(ledgerOfTenant, own);
    Map<AgentId, List<Teaching>> byAgent = new LinkedHashMap<>();
    for (Teaching one : alike) {
      AgentId agent = one.agent();
      if (agent != null) {
        byAgent.computeIfAbsent(agent, name -> new ArrayList<>()).add(one);
      }
    }
    byAgent.forEach(
        (agent, teachings) ->
            promote(ledgerOfTenant, new Scope.OfAgent(agent), own.text(), teachings));
    if (byAgent.size() > 1) {
      promote(ledgerOfTenant, new Scope.OfTenant(), own.text(), alike);
    }
  }

  /** Who taught the same, none of them held. */
  private List<Teaching> alike(TenantLedger tenant, Lesson own) {
    LessonBook book = tenant.lessons();
    List<Teaching> alike = new ArrayList<>();
    Map<UserId, Boolean> free = new HashMap<>();
    List<Lesson> newest = book.newestOfUsers(MOST_COMPARED);
    List<Relation> relations = sameness.to(newest.stream().map(Lesson::text).toList(), own.text());
    for (int i = 0; i < newest.size(); i++) {
      Lesson lesson = newest.get(i);
      if (lesson.scope() instanceof Scope.OfUser(UserId user)
          && relations.get(i) == Relation.SAME
          && free.computeIfAbsent(user, name -> isFree(tenant, name))) {
        book.teachings(lesson.id()).stream()
            .filter(one -> one.user().equals(user))
            .forEach(alike::add);
      }
    }
    return alike;
  }

  private static boolean isFree(TenantLedger tenant, UserId user) {
    return !tenant.quarantine().find(user).map(QuarantineBook.Held::held).orElse(false);
  }

  private static int different(List<Teaching> taught) {
    return (int) taught.stream().map(Teaching::user).distinct().count();
  }

  private void promote(TenantLedger tenant, Scope scope, String text, List<Teaching> taught) {
    int support = different(taught);
    if (support < users) {
      return;
    }
    LessonBook book = tenant.lessons();
    List<Lesson> contradicted = new ArrayList<>();
    for (Lesson known : book.of(scope)) {
      Relation relation = sameness.of(known.text(), text);
      boolean stands =
          switch (known.state()) {
            case ACTIVE, GRADUATED -> true;
            case OFF, SUPERSEDED, AGED, DROPPED, WITHDRAWN -> false;
          };
      if (relation == Relation.SAME && known.state() != Lesson.State.SUPERSEDED) {
        // What was switched off by hand or measured as useless is not brought back by more of it.
        if (known.state() != Lesson.State.OFF && known.state() != Lesson.State.DROPPED) {
          book.support(known.id(), taught);
        }
        return;
      }
      if (relation == Relation.CONTRADICTS && stands) {
        if (known.needed() == 0 || different(book.teachings(known.id())) >= support) {
          // Set by hand, or as many stand for the other: it stays as it is.
          return;
        }
        contradicted.add(known);
      }
    }
    Optional<String> words = Wording.of(taught);
    if (words.isEmpty()) {
      LOG.info(
          "tenant {}: {} users of {} want the same, each in words of their own; it is not shared"
              + " by itself, 'hone lessons --add' does it by hand",
          tenant.tenant(),
          support,
          scope.key());
      return;
    }
    Lesson shared =
        book.share(
            scope, words.get(), taught, users, contradicted.stream().map(Lesson::id).toList());
    LOG.info(
        "tenant {}: {} users taught the same; lesson {} holds for {} now",
        tenant.tenant(),
        support,
        shared.id(),
        scope.key());
  }
}
