package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Scope;
import dev.hone.core.UserId;
import dev.hone.store.Lesson;
import dev.hone.store.LessonArm;
import dev.hone.store.LessonBook;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Which lessons a prompt gets when not all fit, and when one is on trial. */
class LessonChoiceTest {

  private static final Scope ANN = new Scope.OfUser(new UserId("ann"));

  @TempDir Path folder;

  private static LessonBook book(Service service) {
    return service.ledger.tenant(Service.TENANT).lessons();
  }

  private static List<String> seen(Service service) {
    String first = service.engine.requests.getLast().prompt().messages().getFirst().content();
    return first.startsWith("Lessons:")
        ? first.lines().skip(1).map(line -> line.substring(2)).toList()
        : List.of();
  }

  @Test
  void allGoInWhenTheyFitAndElseWhatTheRequestNeeds() throws Exception {
    List<String> lessons =
        List.of(
            "Give temperatures in Celsius in weather reports.",
            "Keep answers short.",
            "Add a video link to every calendar invite.",
            "File notes under the tag work.",
            "Show prices with tax included.",
            "Write tests with pytest, not unittest.");
    try (FakeUpstream upstream = new FakeUpstream()) {
      upstream.answers(500, "{}");
      UpstreamPlan plan = Service.plan(upstream.options());
      try (Service service =
          Service.before(
              folder.resolve("wide"),
              plan,
              options -> options.withLessons(options.lessons().withMaxTokens(400)))) {
        lessons.forEach(text -> book(service).add(ANN, text, null, List.of()));
        HttpResponse<String> all = service.chat("What will the weather be?", "X-User-Id", "ann");
        assertThat(texts(service, all)).isEqualTo(lessons);
      }
      try (Service service =
          Service.before(
              folder.resolve("tight"),
              plan,
              options -> options.withLessons(options.lessons().withMaxTokens(32)))) {
        lessons.forEach(text -> book(service).add(ANN, text, null, List.of()));
        HttpResponse<String> some = service.chat("What will the weather be?", "X-User-Id", "ann");
        assertThat(texts(service, some))
            .containsSubsequence(lessons.get(0), lessons.get(1))
            .doesNotContain("Write tests with pytest, not unittest.");
        assertThat(texts(service, service.chat("Add a test for login.", "X-User-Id", "ann")))
            .contains("Write tests with pytest, not unittest.", "Keep answers short.");
      }
    }
  }

  private static List<String> texts(Service service, HttpResponse<String> answer) {
    return service.step(answer).lessons().stream()
        .map(id -> book(service).find(id).orElseThrow().text())
        .toList();
  }

  @Test
  void aLessonOnTrialIsKeptFromAShareOfTheSessionsAndFromNoOther() throws Exception {
    try (Service service = Service.start(folder)) {
      Lesson weather = book(service).add(ANN, "Give temperatures in Celsius.", null, List.of());
      Lesson notes = book(service).add(ANN, "File notes under the tag work.", null, List.of());
      assertThat(book(service).trials().begin(weather.id(), 0.5)).isTrue();
      int withheld = 0;
      List<Boolean> arms = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        HttpResponse<String> answer =
            service.chat("How cold is it?", "X-User-Id", "ann", "X-Session-Id", "s" + i % 12);
        List<LessonArm> known = book(service).arms(service.step(answer).id());
        assertThat(known).hasSize(1);
        boolean without = known.getFirst().withheld();
        arms.add(without);
        withheld += without ? 1 : 0;
        assertThat(seen(service))
            .isEqualTo(without ? List.of(notes.text()) : List.of(weather.text(), notes.text()));
        assertThat(service.step(answer).lessons().contains(weather.id())).isNotEqualTo(without);
        if (without) {
          JsonNode step = Service.json(service.get("/api/steps/" + service.step(answer).id()));
          assertThat(step.path("lessons_withheld").get(0).asString())
              .isEqualTo(weather.id().toString());
        }
      }
      assertThat(withheld).isBetween(1, 23);
      assertThat(arms.subList(0, 12)).as("the same in a session").isEqualTo(arms.subList(12, 24));

      HttpResponse<String> other =
          service.chat("Take a note: buy milk.", "X-User-Id", "ann", "X-Session-Id", "other");
      assertThat(book(service).arms(service.step(other).id()))
          .as("the request has nothing to do with the lesson on trial")
          .isEmpty();
      assertThat(seen(service)).hasSize(2);

      JsonNode listed = Service.json(service.get("/api/lessons")).path("lessons").get(0);
      assertThat(listed.path("trials").get(0).path("state").asString()).isEqualTo("open");
      assertThat(listed.path("hold_out").asDouble()).isEqualTo(0.5);
    }
  }

  @Test
  void whatIsTaughtByHandIsMergedAndSuperseded() throws Exception {
    try (Service service = Service.start(folder)) {
      JsonNode first = post(service, "agent:assistant", "Use Celsius.", 201);
      JsonNode same = post(service, "agent:assistant", "Always use Celsius.", 200);
      assertThat(same.path("id")).isEqualTo(first.path("id"));
      JsonNode other = post(service, "agent:assistant", "Use Fahrenheit.", 201);
      JsonNode old = Service.json(service.get("/api/lessons/" + first.path("id").asString()));
      assertThat(old.path("state").asString()).isEqualTo("superseded");
      assertThat(old.path("superseded_by")).isEqualTo(other.path("id"));
      service.chat("hi", "X-User-Id", "ann");
      assertThat(seen(service)).containsExactly("Use Fahrenheit.");
      post(service, "user:ann", "I want Celsius.", 201);
      service.chat("hi", "X-User-Id", "ann");
      assertThat(seen(service)).as("the user's own goes before").containsExactly("I want Celsius.");
    }
  }

  private static JsonNode post(Service service, String scope, String text, int status)
      throws Exception {
    HttpResponse<String> answer =
        service.post("/api/lessons", "{\"scope\":\"" + scope + "\",\"text\":\"" + text + "\"}");
    assertThat(answer.statusCode()).isEqualTo(status);
    return Service.json(answer);
  }
}
