package dev.hone.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.bench.Goal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Pace, statistics, limits, configuration: what a figure rests on. */
class MeasuringTest {

  @Test
  void requestsAreDueAtASteadyRate() {
    Pace pace = new Pace(1000, 4, 1);

    assertThat(pace.take()).isEqualTo(1000);
    assertThat(pace.take()).isEqualTo(250_001_000);
    assertThat(pace.take()).isEqualTo(500_001_000);
    assertThat(pace.take()).isEqualTo(750_001_000);
    assertThat(pace.take()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void waitingForACallerCountsButTheTimerDoesNot() {
    // Free in time, woken 5 late: from when it was sent.
    assertThat(Pace.began(100, 90, 105)).isEqualTo(105);
    // Held up by the answer before: from when it was due.
    assertThat(Pace.began(100, 140, 141)).isEqualTo(100);
  }

  @Test
  void percentilesAreNearestRanks() {
    long[] nanoseconds = new long[200];
    for (int i = 0; i < nanoseconds.length; i++) {
      nanoseconds[i] = (200 - i) * 1_000_000L;
    }
    Percentiles percentiles = new Percentiles(nanoseconds);

    assertThat(percentiles.milliseconds(Percentiles.MIDDLE)).isEqualTo(100);
    assertThat(percentiles.milliseconds(Percentiles.TAIL)).isEqualTo(198);
    assertThat(percentiles.milliseconds(1)).isEqualTo(200);
    assertThatThrownBy(() -> new Percentiles(new long[0]).milliseconds(1))
        .hasMessage("no durations");
  }

  @Test
  void aTurnGivesRequestsOfACore() {
    ClosedLoop.Turn turn = new ClosedLoop.Turn(1000, 2, 0.5, 0.1);

    assertThat(turn.rate()).isEqualTo(500);
    assertThat(turn.perCore()).isEqualTo(2000);
    assertThat(turn.lateShare()).isEqualTo(0.2);
    assertThat(new ClosedLoop.Turn(1, 1, 0, 0).lateShare()).isZero();
  }

  @Test
  void readsLimitsOfTheMachine() {
    String limits =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             95841                95841                processes
        Max open files            1024                 20000                files
        """;

    assertThat(MachineLimits.parseFiles(limits)).isEqualTo(20000);
    assertThat(MachineLimits.parseFiles("Max open files  1024  unlimited  files"))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(MachineLimits.parsePorts("32768\t60999\n")).isEqualTo(28232);
  }

  @Test
  void fewerStreamsWhereTheMachineHasFewerFilesOrPorts() {
    assertThat(new MachineLimits(20000, 28232).mostStreams()).isEqualTo(9850);
    assertThat(new MachineLimits(20000, 28232).reason(10_000)).contains("ulimit -Hn 20300");
    assertThat(new MachineLimits(100_000, 6000).mostStreams()).isEqualTo(5000);
    assertThat(new MachineLimits(100_000, 6000).reason(10_000)).contains("ip_local_port_range");
  }

  @Test
  void nginxIsToldWhereToListenAndWhereTheUpstreamIs() {
    String configuration = Nginx.configuration(Path.of("/some/folder"), 1234, 5678);

    assertThat(configuration)
        .contains("listen 127.0.0.1:1234")
        .contains("server 127.0.0.1:5678;")
        .contains("pid /some/folder/nginx.pid;")
        .contains("access_log off;")
        .contains("worker_processes 1;")
        .doesNotContain("FOLDER", "PORT", "UPSTREAM");
  }

  @Test
  void portkeyIsToldByHeader() {
    assertThat(Portkey.headers(5678))
        .containsEntry("x-portkey-custom-host", "http://127.0.0.1:5678/v1");
  }

  @Test
  void aGoalIsReachedAtItsBound() {
    assertThat(Goal.atLeast("more", 0.4, 0.4, "×").reached()).isTrue();
    assertThat(Goal.atLeast("more", 0.39, 0.4, "×").reached()).isFalse();
    assertThat(Goal.atMost("less", 3, 3, "ms").reached()).isTrue();
    assertThat(Goal.atMost("less", 3.01, 3, "ms").reached()).isFalse();
  }

  @Test
  void framesBelongToTheLongestPackageThatIsNamed() {
    assertThat(Profile.group("dev.hone.store.sql.Sql")).isEqualTo("dev.hone.store");
    assertThat(Profile.group("java.util.HashMap")).isEqualTo("java.");
    assertThat(Profile.group("com.example.Other")).isEqualTo("others");
  }
}
