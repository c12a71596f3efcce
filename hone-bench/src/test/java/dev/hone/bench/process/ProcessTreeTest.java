package dev.hone.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {

  @Test
  void addsUserAndSystemTimeOfProcessAndEndedChildren() {
    // A name may hold blanks and brackets; the fields are counted from the last one.
    String line =
        "4711 (a (b) c) S 1 4711 4711 0 -1 4194560 100 200 0 0 150 50 30 20 20 0 1 0 12345 1 2";

    assertThat(ProcessTree.parseStat(line)).isEqualTo(2.5);
  }

  @Test
  void readsMemoryInKibibytes() {
    assertThat(
            ProcessTree.parseStatus(
                Stream.of("Name:\tjava", "VmHWM:\t  4096 kB", "VmRSS:\t  2048 kB"), "VmRSS:"))
        .hasValue(2048 * 1024);
    assertThat(ProcessTree.parseStatus(Stream.of("Name:\tkthread"), "VmRSS:")).isEmpty();
  }

  @Test
  void readsThisProcess() {
    if (ProcessTree.isKnown()) {
      ProcessTree tree = new ProcessTree(ProcessHandle.current());

      assertThat(tree.cpuSeconds()).isPositive();
      assertThat(tree.residentBytes()).isPresent();
      assertThat(tree.peakBytes().orElseThrow())
          .isGreaterThanOrEqualTo(tree.residentBytes().orElseThrow() / 2);
    }
  }
}
