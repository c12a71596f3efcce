package dev.hone.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.gateway.UpstreamPlan.FailOver;
import dev.hone.gateway.upstream.Circuit.Entry;
import dev.hone.gateway.upstream.Circuit.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitTest {

  private static final FailOver SETTINGS = FailOver.defaults().withBreakAfter(3);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);
  private final List<State> states = new ArrayList<>();

  private Circuit circuit(double chance) {
    return new Circuit(SETTINGS, now::get, () -> chance, (from, to, rest) -> states.add(to));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void opensAfterFailuresInARowAndRestsLongerEachTime() {
    Circuit circuit = circuit(0);
    circuit.failed(circuit.enter(), Duration.ZERO);
    circuit.failed(circuit.enter(), Duration.ZERO);
    circuit.succeeded(circuit.enter());
    for (int i = 0; i < 3; i++) {
      assertThat(circuit.state()).isEqualTo(State.CLOSED);
      circuit.failed(circuit.enter(), Duration.ZERO);
    }
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      assertThat(circuit.rest()).isEqualTo(Duration.ofSeconds(seconds));
      pass(Duration.ofSeconds(seconds).minusNanos(1));
      assertThat(circuit.enter()).isEqualTo(Entry.REFUSED);
      pass(Duration.ofNanos(1));
      Entry probe = circuit.enter();
      assertThat(probe).isEqualTo(Entry.PROBE);
      assertThat(circuit.enter()).isEqualTo(Entry.REFUSED);
      circuit.failed(probe, Duration.ZERO);
    }
    pass(Duration.ofSeconds(60));
    circuit.succeeded(circuit.enter());
    assertThat(circuit.enter()).isEqualTo(Entry.CALL);
    assertThat(states).startsWith(State.OPEN, State.PROBING, State.OPEN).endsWith(State.CLOSED);
  }

  @Test
  void restsAsLongAsTheUpstreamAskedForUpToABound() {
    Circuit circuit = circuit(0.5);
    for (int i = 0; i < 3; i++) {
      circuit.failed(circuit.enter(), Duration.ofSeconds(20));
    }
    assertThat(circuit.rest()).isEqualTo(Duration.ofSeconds(22));
    pass(Duration.ofSeconds(22));
    circuit.failed(circuit.enter(), Duration.ofDays(1));
    assertThat(circuit.rest()).isEqualTo(Duration.ofSeconds(66));
  }

  @Test
  void aProbeWithoutAVerdictLeavesRoomForTheNext() {
    Circuit circuit = circuit(0);
    for (int i = 0; i < 3; i++) {
      circuit.failed(circuit.enter(), Duration.ZERO);
    }
    pass(Duration.ofSeconds(1));
    circuit.unknown(circuit.enter());
    Entry next = circuit.enter();
    assertThat(next).isEqualTo(Entry.PROBE);
    circuit.succeeded(next);
    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  /** Against a model: calls begin and end in any order, time passes. */
  @Test
  void holdsItsRulesInAnyOrderOfEvents() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Circuit circuit = circuit(random.nextDouble());
    List<Entry> running = new ArrayList<>();
    int inARow = 0;
    for (int i = 0; i < 200_000; i++) {
      State before = circuit.state();
      Duration rest = circuit.rest();
      switch (random.nextInt(4)) {
        case 0 -> {
          Entry entry = circuit.enter();
          assertThat(entry == Entry.CALL)
              .as("seed %d, event %d", seed, i)
              .isEqualTo(before == State.CLOSED);
          if (entry == Entry.PROBE) {
            assertThat(running).as("seed %d, event %d", seed, i).doesNotContain(Entry.PROBE);
            assertThat(before == State.PROBING || rest.isZero()).isTrue();
          }
          if (entry != Entry.REFUSED) {
            running.add(entry);
          }
        }
        case 1 -> pass(Duration.ofMillis(random.nextInt(3000)));
        default -> {
          if (running.isEmpty()) {
            continue;
          }
          Entry entry = running.remove(random.nextInt(running.size()));
          int how = random.nextInt(8);
          if (how == 0) {
            circuit.unknown(entry);
          } else if (how < 4) {
            circuit.succeeded(entry);
            inARow = 0;
          } else {
            circuit.failed(entry, Duration.ofMillis(random.nextInt(5000)));
            inARow = before == State.CLOSED ? inARow + 1 : 0;
            if (before == State.CLOSED) {
              assertThat(circuit.state())
                  .as("seed %d, event %d", seed, i)
                  .isEqualTo(inARow >= 3 ? State.OPEN : State.CLOSED);
            }
          }
          if (circuit.state() != before) {
            inARow = 0;
          }
          if (entry == Entry.CALL && before != State.CLOSED) {
            assertThat(circuit.state()).as("seed %d, event %d", seed, i).isEqualTo(before);
          }
        }
      }
      assertThat(circuit.rest()).isLessThanOrEqualTo(Duration.ofSeconds(72));
    }
  }

  @Test
  void letsOneProbeThroughOfManyThreads() throws InterruptedException {
    Circuit circuit = circuit(0);
    for (int i = 0; i < 3; i++) {
      circuit.failed(circuit.enter(), Duration.ZERO);
    }
    pass(Duration.ofSeconds(1));
    AtomicInteger probes = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      go.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    if (circuit.enter() != Entry.REFUSED) {
                      probes.incrementAndGet();
                    }
                  }));
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(probes).hasValue(1);
  }
}
