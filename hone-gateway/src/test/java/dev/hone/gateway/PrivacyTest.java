package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.AgentId;
import dev.hone.core.UserId;
import dev.hone.gateway.redact.RedactedLedger;
import dev.hone.gateway.redact.RedactionKind;
import dev.hone.gateway.redact.RedactionRules;
import dev.hone.gateway.redact.RedactionRules.Term;
import dev.hone.store.KeyGrant;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Erasing and redacting, over the real server and the raw database file. */
class PrivacyTest {

  private static final String MAIL = "mia.secret@example.org";
  private static final RedactionRules RULES =
      new RedactionRules(
          EnumSet.allOf(RedactionKind.class), List.of(new Term("Project Heron", "project")));

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private Service redacting() {
    Service service = Service.over(folder, ledger -> new RedactedLedger(ledger, RULES));
    // In pieces, as models speak, and of what it was asked.
    service.engine.says(
        request ->
            request.prompt().messages().getFirst().content().contains(MAIL)
                ? ScriptedEngine.Script.text("To ", "mia.sec", "ret@example.org", ", then.")
                : ScriptedEngine.Script.text("One ", "metre."));
    return service;
  }

  private static String turn(String user, String... more) {
    StringBuilder messages = new StringBuilder("{\"role\":\"user\",\"content\":\"" + user + "\"}");
    for (int i = 0; i < more.length; i++) {
      messages
          .append(",{\"role\":\"")
          .append(i % 2 == 0 ? "assistant" : "user")
          .append("\",\"content\":\"")
          .append(more[i])
          .append("\"}");
    }
    return "{\"model\":\"starter\",\"messages\":[" + messages + "]}";
  }

  private String raw() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void theCallerSeesTheOriginalAndTheStoreDoesNot() throws Exception {
    try (Service service = redacting()) {
      String text = "Write to " + MAIL + " about Project Heron";
      HttpResponse<String> first = service.chat(text, "X-User-Id", "mia");
      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      String answer = Service.json(first).at("/choices/0/message/content").stringValue();
      // The model saw it, since it answers with it, and so does the caller.
      assertThat(answer).contains(MAIL);

      StepRecord step = service.step(first);
      StepResult result = service.result(first);
      assertThat(step.prompt().messages().getLast().content())
          .isEqualTo("Write to [email] about [project]");
      assertThat(result.response().content()).contains("[email]").doesNotContain(MAIL);
      assertThat(result.responseIds()).isEmpty();
      assertThat(result.promptIds()).isEmpty();
      assertThat(result.logprobs()).isEmpty();
      assertThat(result.untrainable()).isEqualTo("redacted");

      // The conversation goes on in its session, found by what was said.
      HttpResponse<String> second =
          service.post(
              "/v1/chat/completions",
              turn(text, answer, "No, " + MAIL + " is wrong"),
              "X-User-Id",
              "mia");
      assertThat(service.step(second).session()).isEqualTo(step.session());
      assertThat(service.step(second).index()).isEqualTo(1);
      HttpResponse<String> said =
          service.post(
              "/v1/feedback",
              "{\"step\":\""
                  + step.id()
                  + "\",\"verdict\":\"bad\",\"comment\":\"Never tell "
                  + MAIL
                  + "\"}");
      assertThat(said.statusCode()).as(said.body()).isLessThan(300);
      service.post("/api/lessons", "{\"scope\":\"user:mia\",\"text\":\"Mail " + MAIL + "\"}");
      assertThat(service.get("/api/lessons").body()).contains("Mail [email]");
    }
    assertThat(raw()).doesNotContain(MAIL).doesNotContain("Project Heron").contains("[email]");
  }

  @Test
  void whatHoldsNoSecretIsKeptWholeAndTrainable() throws Exception {
    try (Service service = redacting()) {
      HttpResponse<String> answer = service.chat("What is the height of a heron?");
      StepResult result = service.result(answer);
      assertThat(result.untrainable()).isNull();
      assertThat(result.responseIds()).isNotEmpty();
      assertThat(new String(result.responseBody(), StandardCharsets.UTF_8))
          .isEqualTo(answer.body());
    }
  }

  @Test
  void aReplayOfWhatWasRedactedGivesThePlaceholder() throws Exception {
    try (Service service = redacting()) {
      service.chat("Write to " + MAIL, "Idempotency-Key", "one");
      HttpResponse<String> again = service.chat("Write to " + MAIL, "Idempotency-Key", "one");
      assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
      assertThat(again.body()).contains("[email]").doesNotContain(MAIL);
    }
  }

  @Test
  void logProbabilitiesDoNotSpellTheSecret() throws Exception {
    try (Service service = redacting()) {
      HttpResponse<String> answer =
          service.post(
              "/v1/chat/completions",
              "{\"model\":\"starter\",\"logprobs\":true,\"messages\":[{\"role\":\"user\","
                  + "\"content\":\"Write to "
                  + MAIL
                  + "\"}]}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("mia.sec\"");
      StepResult result = service.result(answer);
      JsonNode kept = JsonMapper.shared().readTree(result.responseBody());
      assertThat(kept.at("/choices/0/logprobs").isNull()).isTrue();
    }
  }

  @Test
  void erasesAUserByTheAdminApi() throws Exception {
    try (Service service = Service.start(folder)) {
      service.chat("zebra", "X-User-Id", "ann");
      service.chat("otter", "X-User-Id", "bob");
      JsonNode preview = erase(service, "{\"user\":\"ann\",\"dry_run\":true}", 200);
      assertThat(preview.at("/counts/steps").intValue()).isEqualTo(1);
      assertThat(sessions(service, "ann")).isEqualTo(1);

      JsonNode done = erase(service, "{\"user\":\"ann\"}", 200);
      assertThat(done.path("done").booleanValue()).isTrue();
      assertThat(done.path("scrubbed").booleanValue()).isTrue();
      assertThat(done.at("/counts/steps").intValue()).isEqualTo(1);
      assertThat(done.at("/counts/messages").intValue()).isEqualTo(2);
      assertThat(sessions(service, "ann")).isZero();
      assertThat(sessions(service, "bob")).isEqualTo(1);
      assertThat(raw()).doesNotContain("zebra").contains("otter");
    }
  }

  @Test
  void whatToEraseMustBeSaidByAnAdmin() throws Exception {
    try (Service service = Service.start(folder)) {
      erase(service, "{}", 400);
      erase(service, "{\"user\":\"ann\",\"tenant\":true}", 400);
      String plain =
          service.ledger.issueKey(
              new KeyGrant(Service.TENANT, new AgentId("assistant"), "test", true, true, false));
      HttpResponse<String> refused =
          service.send(
              java.net.http.HttpRequest.newBuilder(service.at("/api/erase"))
                  .header("Authorization", "Bearer " + plain),
              "POST",
              "{\"tenant\":true}");
      assertThat(refused.statusCode()).isEqualTo(403);
    }
  }

  private static JsonNode erase(Service service, String body, int status) throws Exception {
    HttpResponse<String> answer = service.post("/api/erase", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return Service.json(answer);
  }

  private static int sessions(Service service, String user) {
    return service.ledger.tenant(Service.TENANT).steps().sessions(new UserId(user), 10).size();
  }

  @Test
  void aTenantsOwnDictionaryHoldsFromTheNextCallAndForItAlone() throws Exception {
    RedactionRules none = new RedactionRules(EnumSet.noneOf(RedactionKind.class), List.of());
    try (Service service = Service.over(folder, ledger -> new RedactedLedger(ledger, none))) {
      StepRecord before = service.step(service.chat("Project Falcon flies"));
      assertThat(before.prompt().toString()).contains("Project Falcon");
      HttpResponse<String> set =
          service.post(
              "/api/privacy",
              "{\"retention_days\":7,\"redaction_terms\":[{\"text\":\"Project  Falcon\","
                  + "\"word\":\"project\"},{\"text\":\"Kim\"}]}");
      assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
      assertThat(set.body()).contains("\"retention_days\":7", "Project Falcon");

      StepRecord after = service.step(service.chat("Kim: project falcon flies"));
      assertThat(after.prompt().messages().getLast().content())
          .isEqualTo("[term]: [project] flies");

      service.ledger.createTenant(new dev.hone.core.TenantId("other"), "");
      assertThat(service.ledger.tenant(new dev.hone.core.TenantId("other")).settings().all())
          .isEmpty();
      service.post("/api/privacy", "{\"redaction_terms\":[]}");
      assertThat(service.step(service.chat("Kim again")).prompt().toString()).contains("Kim");
      assertThat(service.get("/api/privacy").body()).contains("\"redaction_terms\":[]");
      for (String wrong :
          List.of("{}", "{\"retention_days\":-1}", "{\"redaction_terms\":[{\"text\":\"\"}]}")) {
        assertThat(service.post("/api/privacy", wrong).statusCode()).as(wrong).isEqualTo(400);
      }
    }
  }
}
