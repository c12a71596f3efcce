package dev.hone.gateway.limit;

import dev.hone.core.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of permits, shared between tenants by weight.
 *
 * <pre>
 * free permits                → taken at once, by whoever comes: no permit is ever idle while
 *                               somebody wants one
 * none, tenant below its share → waits, whatever the length of its queue
 * none, tenant at its share    → waits in a queue of bounded length, or is refused
 * a permit comes back          → to the waiting tenant that holds the fewest for its weight, and of
 *                               equals the one that was served longest ago; inside a tenant first
 *                               come, first served
 * waited too long              → refused
 * </pre>
 *
 * <p>A tenant's share is its weight's part of all permits, among the tenants that hold or wait for
 * one. What runs is never taken away, so a tenant that comes late reaches its share as fast as the
 * others' calls end.
 *
 * <p>As long as nobody waits, taking a permit is two atomic operations and giving it back two more.
 * Thread-safe.
 */
public final class FairShares {

  private final int capacity;
  private final int mostWaiting;
  private final long patienceNanos;
  private final ToIntFunction<TenantId> weights;
  private final AtomicInteger free;

  /** How many wait; changed under the lock, read without it. */
  private final AtomicInteger waiting = new AtomicInteger();

  private final ConcurrentHashMap<TenantId, Share> shares = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** Tenants with waiters, the one that was served longest ago first. Guarded by the lock. */
  private final Map<TenantId, Share> queued = new LinkedHashMap<>();

  /**
   * What a tenant has. Kept for the life of the process: there are no more than tenants with keys.
   */
  private static final class Share {
    private final TenantId tenant;
    private final int weight;
    private final AtomicInteger held = new AtomicInteger();
    private final ArrayDeque<Waiter> queue = new ArrayDeque<>();

    Share(TenantId tenant, int weight) {
      this.tenant = tenant;
      this.weight = weight;
    }
  }

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile boolean granted;
  }

  /** How a wish for a permit ended. */
  public enum Outcome {
    TAKEN,
    /** The tenant has its share, and its queue is full. */
    OVER_SHARE,
    /** None came free in time. */
    TIMED_OUT
  }

  /**
   * Nothing is held.
   *
   * @param capacity permits in all
   * @param mostWaiting of one tenant that has its share
   * @param patience longest wait
   * @param weights of tenants, at least 1; asked once for each
   */
  public FairShares(
      int capacity, int mostWaiting, Duration patience, ToIntFunction<TenantId> weights) {
    this.capacity = capacity;
    this.mostWaiting = mostWaiting;
    this.patienceNanos = patience.toNanos();
    this.weights = weights;
    this.free = new AtomicInteger(capacity);
  }

  /** Takes a permit, or waits for one. What is taken is given back with {@link #release}. */
  public Outcome acquire(TenantId tenant) {
    Share share = share(tenant);
    if (waiting.get() == 0 && takeFree()) {
      share.held.incrementAndGet();
      return Outcome.TAKEN;
    }
    return acquireSlowly(share);
  }

  private Share share(TenantId tenant) {
    Share known = shares.get(tenant);
    return known != null
        ? known
        : shares.computeIfAbsent(tenant, id -> new Share(id, Math.max(1, weights.applyAsInt(id))));
  }

  private boolean takeFree() {
    int now = free.get();
    while (now > 0) {
      if (free.compareAndSet(now, now - 1)) {
        return true;
      }
      now = free.get();
    }
    return false;
  }

  private Outcome acquireSlowly(Share share) {
    Waiter waiter;
    lock.lock();
    try {
      // Counted before the free ones are looked at: whoever gives one back now comes to the lock.
      waiting.incrementAndGet();
      handOut();
      if (queued.isEmpty() && takeFree()) {
        waiting.decrementAndGet();
        share.held.incrementAndGet();
        return Outcome.TAKEN;
      }
      if (capacity == 0 || (share.queue.size() >= mostWaiting && !isBelowShare(share))) {
        waiting.decrementAndGet();
        return Outcome.OVER_SHARE;
      }
      waiter = new Waiter();
      share.queue.addLast(waiter);
      queued.putIfAbsent(share.tenant, share);
    } finally {
      lock.unlock();
    }
    return await(share, waiter) ? Outcome.TAKEN : Outcome.TIMED_OUT;
  }

  /** Under the lock. Counts who waits as if it were held. */
  private boolean isBelowShare(Share share) {
    long weightOfAll = 0;
    for (Share one : shares.values()) {
      if (one == share || one.held.get() > 0 || !one.queue.isEmpty()) {
        weightOfAll += one.weight;
      }
    }
    long wanted = (long) share.held.get() + share.queue.size() + 1;
    return wanted * weightOfAll <= (long) capacity * share.weight;
  }

  private boolean await(Share share, Waiter waiter) {
    long deadline = System.nanoTime() + patienceNanos;
    boolean interrupted = false;
    while (!waiter.granted) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || interrupted) {
        return giveUp(share, waiter, interrupted);
      }
      LockSupport.parkNanos(this, left);
      interrupted = Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  /** Returns whether the permit came in the last moment after all. */
  private boolean giveUp(Share share, Waiter waiter, boolean interrupted) {
    lock.lock();
    try {
      if (!waiter.granted) {
        share.queue.remove(waiter);
        waiting.decrementAndGet();
        if (share.queue.isEmpty()) {
          queued.remove(share.tenant);
        }
      }
    } finally {
      lock.unlock();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return waiter.granted;
  }

  /** Gives a permit of a tenant back. */
  public void release(TenantId tenant) {
    share(tenant).held.decrementAndGet();
    free.incrementAndGet();
    if (waiting.get() > 0) {
      lock.lock();
      try {
        handOut();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Gives free permits to those that wait. Under the lock. */
  private void handOut() {
    while (!queued.isEmpty() && takeFree()) {
      Share next = neediest();
      Waiter waiter = next.queue.removeFirst();
      next.held.incrementAndGet();
      waiting.decrementAndGet();
      // To the end: of equals it is served last now.
      queued.remove(next.tenant);
      if (!next.queue.isEmpty()) {
        queued.put(next.tenant, next);
      }
      waiter.granted = true;
      LockSupport.unpark(waiter.thread);
    }
  }

  private Share neediest() {
    @Nullable Share best = null;
    for (Share one : queued.values()) {
      if (best == null
          || (long) one.held.get() * best.weight < (long) best.held.get() * one.weight) {
        best = one;
      }
    }
    if (best == null) {
      throw new IllegalStateException("nobody waits");
    }
    return best;
  }

  /** How many wait now. */
  public int waiting() {
    return waiting.get();
  }

  /** How many permits nobody holds. */
  public int free() {
    return free.get();
  }

  /** How many permits a tenant holds. */
  public int held(TenantId tenant) {
    return share(tenant).held.get();
  }
}
