package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Line;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.store.StepRecord;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What agent programs really sent, played again in its order, and answered as it was then: each
 * call in its session and on its line. Recorded by {@code AgentsTest} and {@code OpenClawDayTest}
 * of {@code hone-app}, where the script that drove the programs says what is true; long texts are
 * replaced by how they begin and end.
 */
class RecordedClientsTest {

  @TempDir Path folder;

  private record Played(@Nullable String session, boolean side, String keptSession, boolean kept) {}

  @ParameterizedTest
  @CsvSource({
    "claude-code, MESSAGES",
    "codex, RESPONSES",
    "openclaw, CHAT",
    "pi, CHAT",
    "qwen-code, CHAT"
  })
  void everyCallIsInItsSessionAndOnItsLine(String program, Dialect dialect) throws Exception {
    List<Played> played = play(program, dialect);

    Map<String, Set<Integer>> truly = new HashMap<>();
    Map<String, Set<Integer>> kept = new HashMap<>();
    for (int i = 0; i < played.size(); i++) {
      String session = played.get(i).session;
      if (session != null) {
        truly.computeIfAbsent(session, name -> new HashSet<>()).add(i);
        kept.computeIfAbsent(played.get(i).keptSession, name -> new HashSet<>()).add(i);
      }
    }
    double precision = 0;
    double recall = 0;
    int named = 0;
    for (Played one : played) {
      if (one.session != null) {
        Set<Integer> same = new HashSet<>(of(truly, one.session));
        int all = same.size();
        same.retainAll(of(kept, one.keptSession));
        precision += (double) same.size() / of(kept, one.keptSession).size();
        recall += (double) same.size() / all;
        named++;
      }
    }
    long right = played.stream().filter(one -> one.side && one.kept).count();
    long wrong = played.stream().filter(one -> !one.side && one.kept).count();
    long missed = played.stream().filter(one -> one.side && !one.kept).count();
    String figures =
        String.format(
            Locale.ROOT,
            "%s: %d calls, %d sessions; sessions %.3f / %.3f; side calls %d, wrong %d, missed %d",
            program,
            played.size(),
            truly.size(),
            precision / named,
            recall / named,
            right,
            wrong,
            missed);
    System.out.println(figures);
    // The floors are what is reached.
    assertThat(played).as(figures).hasSizeGreaterThan(20);
    assertThat(precision / named).as(figures).isEqualTo(1);
    assertThat(recall / named).as(figures).isEqualTo(1);
    assertThat(wrong).as(figures).isZero();
    assertThat(missed).as(figures).isZero();
  }

  private static Set<Integer> of(Map<String, Set<Integer>> calls, String name) {
    return Objects.requireNonNull(calls.get(name));
  }

  private List<Played> play(String program, Dialect dialect) throws Exception {
    List<Played> played = new ArrayList<>();
    try (FakeUpstream upstream = new FakeUpstream();
        Service service = Service.before(folder, upstream.options().withDialect(dialect))) {
      for (String line : recorded(program)) {
        JsonNode call = JsonMapper.shared().readTree(line);
        upstream.answers("application/json", call.path("answer").toString());
        HttpResponse<String> answer = send(service, call);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        StepRecord step = service.step(answer);
        played.add(
            new Played(
                call.path("session").asString(null),
                call.path("side").booleanValue(),
                step.session().toString(),
                step.line() == Line.SIDE));
      }
    }
    return played;
  }

  private static HttpResponse<String> send(Service service, JsonNode call) throws Exception {
    ObjectNode body = ((ObjectNode) call.path("body")).put("stream", false);
    body.remove("stream_options");
    HttpRequest.Builder request = service.request(call.path("path").stringValue());
    call.path("headers").forEachEntry((name, value) -> request.header(name, value.stringValue()));
    return service.send(request, "POST", body.toString());
  }

  private static List<String> recorded(String program) throws IOException {
    try (InputStream in =
        RecordedClientsTest.class.getResourceAsStream("session/recorded/" + program + ".jsonl")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }
}
