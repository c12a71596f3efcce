package dev.hone.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.store.KeyGrant;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.Lesson.State;
import dev.hone.store.LessonBook;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Store.class)
class LessonsTest {

  private final Store store;
  @TempDir Path folder;
  private SqlLedger ledger;
  private Talk alice;
  private LessonBook lessons;
  private Scope ofAlice;

  LessonsTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), new MovableClock());
    alice = Talk.of(ledger);
    lessons = alice.tenant().lessons();
    ofAlice = new Scope.OfUser(alice.user());
  }

  @AfterEach
  void close() {
    // Not open when the test was skipped.
    if (ledger != null) {
      ledger.close();
    }
  }

  private List<String> active() {
    return lessons.active(alice.agent(), alice.user()).stream().map(Lesson::text).toList();
  }

  @Test
  void standInAFixedOrder() {
    lessons.add(ofAlice, "first of alice", null, List.of());
    lessons.add(new Scope.OfAgent(alice.agent()), "of the agent", null, List.of());
    lessons.add(ofAlice, "second of alice", null, List.of());
    lessons.add(new Scope.OfTenant(), "of the tenant", null, List.of());
    lessons.add(new Scope.OfUser(alice.user("bob").user()), "of bob", null, List.of());
    assertThat(active())
        .containsExactly("of the tenant", "of the agent", "first of alice", "second of alice");
    assertThat(lessons.all()).hasSize(5);
    assertThat(lessons.of(ofAlice)).hasSize(2);
  }

  @Test
  void aNewerOneTakesThePlaceOfAnother() {
    Lesson old = lessons.add(ofAlice, "Fahrenheit", null, List.of());
    Lesson young = lessons.add(ofAlice, "Celsius", null, List.of(old.id()));
    assertThat(active()).containsExactly("Celsius");
    assertThat(lessons.find(old.id()).orElseThrow())
        .extracting(Lesson::state, Lesson::supersededBy)
        .containsExactly(State.SUPERSEDED, young.id());
    assertThatThrownBy(() -> lessons.add(new Scope.OfTenant(), "x", null, List.of(old.id())))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
    assertThat(lessons.all()).hasSize(2);
  }

  @Test
  void areEditedSwitchedAndDeleted() {
    Lesson lesson = lessons.add(ofAlice, "one", null, List.of());
    assertThat(lessons.edit(lesson.id(), "two").text()).isEqualTo("two");
    assertThat(active()).containsExactly("two");
    lessons.set(lesson.id(), State.OFF);
    assertThat(active()).isEmpty();
    lessons.set(lesson.id(), State.ACTIVE);
    assertThat(active()).containsExactly("two");
    lessons.delete(lesson.id());
    assertThat(active()).isEmpty();
    assertThatThrownBy(() -> lessons.edit(new LessonId(new UUID(1, 1)), "x"))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
  }

  @Test
  void keysSayWhatTheyAllow() {
    KeyGrant grant = new KeyGrant(Talk.ACME, alice.agent(), "for tests", true, true, false);
    String secret = ledger.issueKey(grant);
    assertThat(secret).matches("hone_[A-Za-z0-9_-]{32}");
    assertThat(ledger.authenticate(secret)).contains(grant);
    assertThat(ledger.authenticate(secret)).contains(grant);
    assertThat(ledger.authenticate(secret + "x")).isEmpty();
    assertThat(ledger.authenticate("")).isEmpty();
    assertThat(ledger.issueKey(grant)).isNotEqualTo(secret);
  }
}
