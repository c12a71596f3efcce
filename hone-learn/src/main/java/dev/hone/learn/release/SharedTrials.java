package dev.hone.learn.release;

import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.PolicyVersion;
import dev.hone.store.VersionBook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a version that several users share is tried on: the prompts of those who shaped it most,
 * each with the lessons that it was taught for them.
 */
final class SharedTrials {

  /** Users on whose prompts a version is tried. */
  private static final int MOST_USERS = 8;

  private final Ledger ledger;

  SharedTrials(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * A trial for each user.
   *
   * @param trained ids of the lessons that the trainer says it taught
   */
  List<Gate.Trial> of(
      TenantId tenant,
      PolicyVersion version,
      VersionRef live,
      VersionRef teacher,
      Set<String> trained) {
    List<Lesson> lessons = new ArrayList<>();
    for (String id : trained) {
      ledger
          .tenant(tenant)
          .lessons()
          .find(LessonId.parse(id))
          .filter(lesson -> lesson.state() == Lesson.State.ACTIVE)
          .ifPresent(lessons::add);
    }
    lessons.sort(java.util.Comparator.comparing(lesson -> lesson.id().value()));
    List<Gate.Trial> trials = new ArrayList<>();
    for (UserId user : users(tenant, version.ref())) {
      Scope own = new Scope.OfUser(user);
      trials.add(
          new Gate.Trial(
              tenant,
              user,
              version.ref(),
              live,
              teacher,
              lessons.stream()
                  .filter(
                      lesson ->
                          lesson.scope().equals(own) || lesson.scope().covers(version.scope()))
                  .toList()));
    }
    return trials;
  }

  private List<UserId> users(TenantId tenant, VersionRef ref) {
    return ledger.versions().influences(tenant, ref).stream()
        .map(VersionBook.Influence::user)
        .limit(MOST_USERS)
        .toList();
  }

  /** Whether somebody brought steps to a version itself, not only to its parents, and is held. */
  boolean isShapedByHeld(TenantId tenant, PolicyVersion version) {
    Map<UserId, Long> before = new HashMap<>();
    VersionRef parent = version.parent();
    if (parent != null) {
      ledger
          .versions()
          .influences(tenant, parent)
          .forEach(one -> before.put(one.user(), one.steps()));
    }
    return ledger.versions().influences(tenant, version.ref()).stream()
        .filter(one -> one.steps() > before.getOrDefault(one.user(), 0L))
        .anyMatch(one -> isHeld(tenant, one.user()));
  }

  private boolean isHeld(TenantId tenant, UserId user) {
    return ledger.tenant(tenant).quarantine().find(user).map(held -> held.held()).orElse(false);
  }
}
