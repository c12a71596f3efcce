package dev.hone.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.TenantId;
import dev.hone.gateway.limit.FairShares.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FairSharesTest {

  private static final TenantId A = new TenantId("a");
  private static final TenantId B = new TenantId("b");
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void noPermitIsIdleAndNobodyBelowItsShareIsRefused() {
    long seed = 39;
    Random random = new Random(seed);
    List<TenantId> tenants = List.of(A, B, new TenantId("c"), new TenantId("d"), new TenantId("e"));
    Map<TenantId, Integer> weights = new HashMap<>();
    tenants.forEach(tenant -> weights.put(tenant, 1 + random.nextInt(4)));
    int capacity = 17;
    FairShares shares = new FairShares(capacity, 0, Duration.ZERO, weights::get);
    Map<TenantId, Integer> held = new HashMap<>();
    tenants.forEach(tenant -> held.put(tenant, 0));
    int all = 0;
    for (int i = 0; i < 10_000; i++) {
      TenantId tenant = tenants.get(random.nextInt(tenants.size()));
      int own = held.getOrDefault(tenant, 0);
      if (random.nextInt(100) < 45 && own > 0) {
        shares.release(tenant);
        held.put(tenant, own - 1);
        all--;
      } else {
        Outcome outcome = shares.acquire(tenant);
        int active =
            tenants.stream()
                .filter(one -> one.equals(tenant) || held.getOrDefault(one, 0) > 0)
                .mapToInt(weights::get)
                .sum();
        boolean below = (own + 1) * active <= capacity * weights.getOrDefault(tenant, 1);
        String when = "seed " + seed + ", act " + i + ", held " + held;
        assertThat(outcome == Outcome.TAKEN).as(when).isEqualTo(all < capacity);
        // With no patience at all, who may wait is told so by its outcome.
        if (outcome != Outcome.TAKEN) {
          assertThat(outcome).as(when).isEqualTo(below ? Outcome.TIMED_OUT : Outcome.OVER_SHARE);
        } else {
          held.put(tenant, own + 1);
          all++;
        }
      }
      assertThat(shares.free()).isEqualTo(capacity - all);
      assertThat(shares.held(tenant)).isEqualTo(held.getOrDefault(tenant, 0));
    }
  }

  @Test
  void noPermitIsLostAmongThreadsThatComeGoAndGiveUp() throws Exception {
    long seed = 10_000;
    FairShares shares = new FairShares(7, 50, LONG, tenant -> tenant.equals(A) ? 3 : 1);
    Random random = new Random(seed);
    List<TenantId> tenants = List.of(A, B, new TenantId("c"));
    ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      TenantId tenant = tenants.get(random.nextInt(3));
      Thread thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    Outcome outcome = shares.acquire(tenant);
                    outcomes.add(outcome);
                    if (outcome == Outcome.TAKEN) {
                      Thread.yield();
                      shares.release(tenant);
                    }
                  });
      threads.add(thread);
      if (random.nextInt(10) == 0) {
        threads.get(random.nextInt(threads.size())).interrupt();
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(outcomes).as("seed " + seed).hasSize(10_000).contains(Outcome.TAKEN);
    assertThat(shares.free()).isEqualTo(7);
    assertThat(shares.waiting()).isZero();
    tenants.forEach(tenant -> assertThat(shares.held(tenant)).isZero());
  }

  @Test
  void whatComesFreeGoesToWhomHasTheLeastForItsWeight() throws Exception {
    FairShares shares = new FairShares(9, 100, LONG, tenant -> tenant.equals(B) ? 2 : 1);
    for (int i = 0; i < 9; i++) {
      assertThat(shares.acquire(A)).isEqualTo(Outcome.TAKEN);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> waiting = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        waiting.add(threads.submit(() -> shares.acquire(A)));
      }
      await().until(() -> shares.waiting() == 50);
      for (int i = 0; i < 10; i++) {
        waiting.add(threads.submit(() -> shares.acquire(B)));
      }
      await().until(() -> shares.waiting() == 60);

      for (int i = 0; i < 6; i++) {
        shares.release(A);
      }

      // Two thirds of nine; then each gets its part of what comes.
      assertThat(shares.held(B)).isEqualTo(6);
      assertThat(shares.held(A)).isEqualTo(3);
      for (int i = 0; i < 57; i++) {
        shares.release(shares.held(A) > 3 || shares.held(B) == 0 ? A : B);
      }
      for (Future<Outcome> one : waiting) {
        assertThat(one.get()).isEqualTo(Outcome.TAKEN);
      }
      while (shares.held(A) > 0) {
        shares.release(A);
      }
      while (shares.held(B) > 0) {
        shares.release(B);
      }
      assertThat(shares.free()).isEqualTo(9);
    }
  }

  @Test
  void aQueueIsBoundedForWhomHasItsShareOnly() throws Exception {
    FairShares shares = new FairShares(4, 1, LONG, tenant -> 1);
    for (int i = 0; i < 4; i++) {
      shares.acquire(A);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(() -> shares.acquire(A));
      await().until(() -> shares.waiting() == 1);
      assertThat(shares.acquire(A)).isEqualTo(Outcome.OVER_SHARE);
      threads.submit(() -> shares.acquire(B));
      threads.submit(() -> shares.acquire(B));
      await().until(() -> shares.waiting() == 3);
      assertThat(shares.acquire(B)).isEqualTo(Outcome.OVER_SHARE);
      for (int i = 0; i < 4; i++) {
        shares.release(A);
      }
      await().until(() -> shares.waiting() == 0);
      assertThat(shares.held(B)).isEqualTo(2);
    }
  }
}
