package dev.hone.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.VersionSpan;
import dev.hone.gateway.transfer.parquet.DuckDb;
import dev.hone.gateway.transfer.parquet.ParquetWriter;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import dev.hone.store.StepResult;
import dev.hone.store.TenantLedger;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is kept comes out in every shape. */
class StepExportTest {

  private static final TenantId TENANT = new TenantId("acme");
  private static final ToolSpec TIMER = new ToolSpec("timer", "", "{\"type\":\"object\"}");
  private static final ChatMessage ASKED = ChatMessage.user("Timer for 12 minutes.");
  private static final ChatMessage WRONG = calls("{\"minutes\": 10}");
  private static final ChatMessage CORRECTION = ChatMessage.user("No, twelve.");
  private static final ChatMessage RIGHT = calls("{\"minutes\": 12}");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Ledger ledger;

  @SuppressWarnings("NullAway.Init")
  private TenantLedger tenant;

  private int events;

  private static ChatMessage calls(String arguments) {
    return ChatMessage.assistant("", List.of(new ToolCall("c1", "timer", arguments)));
  }

  @BeforeEach
  void open() {
    ledger =
        SqliteLedger.open(
            folder,
            LedgerOptions.defaults().withMinimumFree(0),
            Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC));
    ledger.createTenant(TENANT, "Acme");
    tenant = ledger.tenant(TENANT);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private StepId step(
      String session, boolean consent, Line line, ChatMessage answer, ChatMessage... prompt) {
    OpenedStep opened =
        tenant
            .steps()
            .open(
                new StepDraft(
                    new AgentId("assistant"),
                    new UserId(session.equals("other") ? "bob" : "ann"),
                    session,
                    null,
                    line,
                    "starter",
                    new VersionRef("starter", 3),
                    new Prompt(List.of(prompt), List.of(TIMER)),
                    "{}".getBytes(StandardCharsets.UTF_8),
                    List.of(),
                    "embedded",
                    consent));
    StepId id = ((OpenedStep.Fresh) opened).step();
    tenant
        .steps()
        .complete(
            id,
            new StepResult(
                answer,
                "{}".getBytes(StandardCharsets.UTF_8),
                new int[] {1, 2, 3},
                new int[] {4, 5},
                new float[] {-0.5f, -0.25f},
                List.of(new VersionSpan(new VersionRef("starter", 3), 0, 2)),
                "stop",
                3,
                2,
                "hash",
                null,
                0,
                new StepResult.Timings(1, 2)));
    return id;
  }

  private void judge(StepId step, String source, Verdict verdict) {
    tenant
        .signals()
        .add(new Judgement("e" + events++, step, source, verdict, "", "Mind the minutes.", "test"));
  }

  /** A corrected session, one with a demonstration, a side line, and one without consent. */
  private StepId corrected() {
    StepId wrong = step("s", true, Line.MAIN, WRONG, ASKED);
    StepId right = step("s", true, Line.MAIN, RIGHT, ASKED, WRONG, CORRECTION);
    judge(wrong, "rule:corrected", Verdict.BAD);
    judge(wrong, "model:m", Verdict.UNKNOWN);
    judge(right, "rule:accepted", Verdict.GOOD);
    return wrong;
  }

  private void others() {
    step("s", true, Line.SIDE, ChatMessage.assistant("Timers"), ChatMessage.user("A title?"));
    step("t", false, Line.MAIN, ChatMessage.assistant("no"), ChatMessage.user("consent?"));
    StepId shown =
        step("other", true, Line.MAIN, ChatMessage.assistant("hi"), ChatMessage.user("Greet."));
    judge(shown, "rule:r", Verdict.GOOD);
    judge(shown, "feedback", Verdict.BAD);
    tenant.signals().add(new Feedback("f", shown, Verdict.BAD, null, "ruder", "Ahoy!"));
  }

  private List<JsonNode> rows(ExportShape shape, ExportQuery query) {
    List<JsonNode> rows = new ArrayList<>();
    new StepExport(tenant)
        .run(query, shape, row -> rows.add(JsonMapper.shared().readTree(row.toString())));
    return rows;
  }

  private List<JsonNode> rows(ExportShape shape) {
    return rows(shape, ExportQuery.everything());
  }

  private static List<JsonNode> json(String... rows) {
    return List.of(rows).stream()
        .map(row -> JsonMapper.shared().readTree(row.replace('\'', '"')))
        .toList();
  }

  private static final String CALL =
      "{'role':'assistant','content':'','tool_calls':[{'id':'c1','type':'function','function':{'name':'timer','arguments':{'minutes':%d}}}]}";
  private static final String USER = "{'role':'user','content':'%s'}";
  private static final String TOOLS =
      "'tools':'[{\\'type\\':\\'function\\',\\'function\\':{\\'name\\':\\'timer\\',\\'description\\':\\'\\',\\'parameters\\':{\\'type\\':\\'object\\'}}}]'";

  @Test
  void aCorrectionGivesAPair() {
    corrected();
    assertThat(rows(ExportShape.TRL_PREFERENCE))
        .isEqualTo(
            json(
                "{'prompt':[%s],'chosen':[%s],'rejected':[%s],%s}"
                    .formatted(
                        USER.formatted(ASKED.content()),
                        CALL.formatted(12),
                        CALL.formatted(10),
                        TOOLS)));
  }

  @Test
  void aDemonstrationAndARetryGivePairs() {
    others();
    StepId bad = step("r", true, Line.MAIN, ChatMessage.assistant("1"), ChatMessage.user("x"));
    StepId good = step("r", true, Line.MAIN, ChatMessage.assistant("2"), ChatMessage.user("x"));
    judge(bad, "rule:r", Verdict.BAD);
    judge(good, "rule:r", Verdict.GOOD);
    List<JsonNode> rows = rows(ExportShape.TRL_PREFERENCE);

    assertThat(rows)
        .extracting(row -> row.at("/chosen/0/content").stringValue())
        .containsExactly("Ahoy!", "2");
    assertThat(rows)
        .extracting(row -> row.at("/rejected/0/content").stringValue())
        .containsExactly("hi", "1");
  }

  @Test
  void supervisedShapesLeaveOutWhatWasBad() {
    corrected();
    others();

    assertThat(rows(ExportShape.TRL_PROMPT))
        .isEqualTo(
            json(
                "{'prompt':[%s,%s,%s],'completion':[%s],%s}"
                    .formatted(
                        USER.formatted(ASKED.content()),
                        CALL.formatted(10),
                        USER.formatted(CORRECTION.content()),
                        CALL.formatted(12),
                        TOOLS),
                "{'prompt':[%s],'completion':[{'role':'assistant','content':'Ahoy!'}],%s}"
                    .formatted(USER.formatted("Greet."), TOOLS)));
    List<JsonNode> openai = rows(ExportShape.OPENAI);
    assertThat(openai).hasSize(2);
    JsonNode earlier = openai.getFirst().at("/messages/1");
    assertThat(earlier.path("weight").asInt()).isZero();
    assertThat(earlier.has("content")).isFalse();
    assertThat(earlier.at("/tool_calls/0/function/arguments").stringValue())
        .isEqualTo("{\"minutes\": 10}");
    assertThat(openai.getFirst().at("/messages/3").has("weight")).isFalse();
    assertThat(rows(ExportShape.TRL_SFT))
        .as("a conversation with a bad answer in it is not learned whole")
        .hasSize(1);
    ExportCounts counts =
        new StepExport(tenant).run(ExportQuery.everything(), ExportShape.TRL_SFT, row -> {});
    assertThat(counts.steps()).isEqualTo(5);
    assertThat(counts.leftOut())
        .isEqualTo(
            Map.of(
                "judged bad, without a demonstration", 1L,
                "follows an answer that was judged bad", 1L,
                "side line", 1L,
                "no consent", 1L));
  }

  @Test
  void aConversationIsOneRowOfTheSupervisedShape() {
    ChatMessage one = ChatMessage.user("1");
    ChatMessage two = ChatMessage.assistant("2");
    ChatMessage three = ChatMessage.user("3");
    step("c", true, Line.MAIN, two, one);
    step("c", true, Line.MAIN, ChatMessage.assistant("4"), one, two, three);

    assertThat(rows(ExportShape.TRL_SFT))
        .singleElement()
        .satisfies(row -> assertThat(row.path("messages")).hasSize(4));
  }

  @Test
  void labelsAndPromptsToPractiseOn() {
    corrected();
    others();

    assertThat(rows(ExportShape.TRL_KTO))
        .extracting(
            row -> row.path("label").asBoolean(), row -> row.at("/completion/0/content").asString())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(false, ""),
            org.assertj.core.groups.Tuple.tuple(true, ""),
            org.assertj.core.groups.Tuple.tuple(false, "hi"),
            org.assertj.core.groups.Tuple.tuple(true, "Ahoy!"));
    List<JsonNode> verl = rows(ExportShape.VERL);
    assertThat(verl).hasSize(3);
    assertThat(verl.getFirst().path("data_source").stringValue()).isEqualTo("hone/assistant");
    assertThat(verl.getFirst().at("/extra_info/reward").asDouble()).isEqualTo(-1);
    assertThat(verl.getFirst().at("/extra_info/hint").stringValue()).isEqualTo("Mind the minutes.");
    assertThat(verl.getLast().at("/reward_model/ground_truth").stringValue()).isEqualTo("Ahoy!");
    assertThat(verl.getLast().at("/extra_info/verdict").stringValue())
        .as("feedback before a rule")
        .isEqualTo("bad");
  }

  @Test
  void theFullShapeHasTokensAndJudgements() {
    StepId wrong = corrected();
    others();

    List<JsonNode> rows = rows(ExportShape.HONE);
    assertThat(rows).hasSize(5);
    JsonNode row = rows.getFirst();
    assertThat(row.path("step").stringValue()).isEqualTo(wrong.toString());
    assertThat(row.path("prompt_token_ids")).hasSize(3);
    assertThat(row.at("/logprobs/1").asDouble()).isEqualTo(-0.25);
    assertThat(row.at("/version_spans/0/version").stringValue()).isEqualTo("starter@3");
    assertThat(row.path("verdict").stringValue()).isEqualTo("bad");
    assertThat(row.path("judgements")).hasSize(2);
    assertThat(row.at("/next_states/0/messages/0/content").stringValue())
        .isEqualTo(CORRECTION.content());
  }

  @Test
  void queriesChoose() {
    corrected();
    others();

    assertThat(chosen("judged", "bad")).isEqualTo(2);
    assertThat(chosen("judged", "none,good")).isEqualTo(3);
    assertThat(chosen("user", "bob")).isEqualTo(1);
    assertThat(chosen("agent", "nobody")).isZero();
    assertThat(chosen("session", "s")).isEqualTo(3);
    assertThat(chosen("since", "2026-06-01")).isEqualTo(5);
    assertThat(chosen("until", "2026-06-01T12:00:00Z")).isZero();
    assertThatThrownBy(() -> chosen("session", "nowhere"))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> chosen("judged", "great")).hasMessageContaining("no verdict");
    assertThatThrownBy(() -> chosen("since", "yesterday")).hasMessageContaining("no time");
  }

  private int chosen(String name, String value) {
    ExportQuery query =
        ExportQueryText.read(
            parameter -> parameter.equals(name) ? Optional.of(value) : Optional.empty());
    return rows(ExportShape.HONE, query).size();
  }

  @Test
  void importedStepsCountByTheTimeOfTheirLog() {
    new CallImport(
            tenant, new CallImport.Defaults(new AgentId("assistant"), new UserId("imported"), true))
        .add(
            Logs.calls(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}],\"timestamp\":\"2025-03-01T00:00:00Z\"}"));

    assertThat(chosen("until", "2025-04-01")).isEqualTo(1);
    assertThat(chosen("since", "2026-01-01")).isZero();
    assertThat(rows(ExportShape.OPENAI)).hasSize(1);
  }

  @Test
  void everyShapeIsReadBackFromParquet() throws Exception {
    corrected();
    others();
    for (ExportShape shape : ExportShape.values()) {
      Path file = folder.resolve(shape.wireName() + ".parquet");
      List<ObjectNode> written = new ArrayList<>();
      new StepExport(tenant).run(ExportQuery.everything(), shape, written::add);
      try (ParquetWriter writer = new ParquetWriter(Files.newOutputStream(file), shape.schema())) {
        for (ObjectNode row : written) {
          writer.add(row);
        }
      }
      List<JsonNode> read = DuckDb.rows(file);
      assertThat(read).as(shape.wireName()).hasSameSizeAs(written).isNotEmpty();
      for (int i = 0; i < read.size(); i++) {
        assertThat(read.get(i).propertyNames())
            .as(shape.wireName())
            .containsAll(written.get(i).propertyNames());
      }
      assertThat(DuckDb.rows(file).getFirst().findPath("role").isString())
          .as(shape.wireName())
          .isTrue();
    }
  }
}
