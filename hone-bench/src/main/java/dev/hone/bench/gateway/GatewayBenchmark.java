package dev.hone.bench.gateway;

import dev.hone.bench.Benchmark;
import dev.hone.bench.Figures;
import dev.hone.bench.Progress;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import dev.hone.bench.ScratchFolder;
import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.core.vault.Secret;
import dev.hone.gateway.Gateway;
import dev.hone.gateway.GatewayOptions;
import dev.hone.gateway.UpstreamOptions;
import dev.hone.gateway.UpstreamOptions.Credential;
import dev.hone.gateway.UpstreamPlan;
import dev.hone.store.KeyGrant;
import dev.hone.store.LedgerOptions;
import dev.hone.store.sqlite.SqliteLedger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends every request twice, directly to a scripted upstream and through the gateway, turn by turn
 * on kept-alive connections, and compares when the answers came.
 */
final class GatewayBenchmark implements Benchmark {

  /** Part of the requests that is sent before those that count. */
  private static final double WARM_UP_SHARE = 0.5;

  private static final double MIDDLE = 0.5;
  private static final double TAIL = 0.99;

  private final int requests;
  private final List<Integer> connections;
  private final AtomicLong numbers = new AtomicLong();

  GatewayBenchmark(int requests, List<Integer> connections) {
    this.requests = requests;
    this.connections = connections;
  }

  /** Both ways to the same upstream. */
  private record Ways(int direct, int gateway, String prefix, String key) {}

  /** What one way took: to the first byte of an answer's body and to its last. */
  private record Way(Latencies first, Latencies end) {
    Way() {
      this(new Latencies(), new Latencies());
    }

    void add(WireClient.Timing timing) {
      first.add(timing.first());
      end.add(timing.end());
    }
  }

  @Override
  public Report run(Progress progress) throws Exception {
    ReportTable table =
        new ReportTable(
            "Latency in milliseconds, upstream that answers at once",
            "what, connections",
            "direct p50",
            "hone p50",
            "added p50",
            "direct p99",
            "hone p99",
            "added p99");
    Report report = new Report("gateway").add(table);
    try (ScratchFolder scratch = ScratchFolder.create();
        ScriptedUpstream upstream = ScriptedUpstream.start();
        SqliteLedger ledger =
            SqliteLedger.open(scratch.path(), LedgerOptions.defaults(), Clock.systemUTC())) {
      String key = key(ledger);
      Secret secret = Secret.of("upstream-key", "upstream-key");
      for (boolean stream : new boolean[] {false, true}) {
        String prefix = stream ? "/stream" : "/whole";
        URI address = URI.create(upstream.address() + prefix);
        try (Gateway gateway =
            Gateway.start(
                GatewayOptions.defaults().withPort(0),
                ledger,
                null,
                UpstreamPlan.one(
                        UpstreamOptions.of(address)
                            .withCredential(new Credential.Kept("upstream-key")))
                    .withVault((tenant, name) -> secret),
                new SimpleMeterRegistry(),
                Clock.systemUTC())) {
          Ways ways = new Ways(upstream.port(), gateway.port(), prefix, key);
          for (int count : connections) {
            measure(ways, stream, count, table, report, progress);
          }
        }
      }
    }
    return report.note(
        "Each answer that came through Hone was a step on the disk before its end was sent. Client,"
            + " gateway and upstream share one process and this machine.");
  }

  private static String key(SqliteLedger ledger) {
    TenantId tenant = new TenantId("bench");
    ledger.createTenant(tenant, "bench");
    return ledger.issueKey(
        new KeyGrant(tenant, new AgentId("bench"), "benchmark", true, true, false));
  }

  private void measure(
      Ways ways, boolean stream, int count, ReportTable table, Report report, Progress progress)
      throws Exception {
    progress.say(
        "%s, %d connections, %d requests each way"
            .formatted(stream ? "streaming" : "whole answers", count, requests));
    Way direct = new Way();
    Way hone = new Way();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int connection = 0; connection < count; connection++) {
        running.add(
            threads.submit(
                () -> {
                  alternate(ways, stream, requests / count, direct, hone);
                  return null;
                }));
      }
      for (Future<?> connection : running) {
        connection.get();
      }
    }
    String key = (stream ? "stream" : "whole") + "." + count;
    if (stream) {
      row("first event, " + count, key + ".first", direct.first(), hone.first(), table, report);
    }
    row(
        (stream ? "end of stream, " : "whole answer, ") + count,
        key + ".end",
        direct.end(),
        hone.end(),
        table,
        report);
  }

  private void alternate(Ways ways, boolean stream, int each, Way direct, Way hone)
      throws Exception {
    String path = "/v1/chat/completions";
    int warmUps = (int) (WARM_UP_SHARE * each);
    try (WireClient straight = new WireClient(ways.direct(), ways.prefix() + path, "none");
        WireClient through = new WireClient(ways.gateway(), path, ways.key())) {
      for (int i = -warmUps; i < each; i++) {
        byte[] body = WireClient.body(numbers.incrementAndGet(), stream);
        WireClient.Timing first = straight.send(body);
        WireClient.Timing second = through.send(body);
        if (i >= 0) {
          direct.add(first);
          hone.add(second);
        }
      }
    }
  }

  private static void row(
      String name, String key, Latencies direct, Latencies hone, ReportTable table, Report report) {
    List<Object> cells = new ArrayList<>(List.of(name));
    for (double share : new double[] {MIDDLE, TAIL}) {
      double plain = direct.percentile(share);
      double ours = hone.percentile(share);
      cells.add(Figures.milliseconds(plain));
      cells.add(Figures.milliseconds(ours));
      cells.add(Figures.milliseconds(ours - plain));
      String suffix = share == MIDDLE ? ".p50" : ".p99";
      report.figure(key + suffix + ".direct", plain);
      report.figure(key + suffix + ".hone", ours);
      report.figure(key + suffix + ".added", ours - plain);
    }
    table.row(cells.toArray());
  }
}
