package dev.hone.gateway.route;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.VersionFiles;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The versions that this gateway has loaded into the engine, and their bounds: adapters beyond a
 * number or a size are unloaded, those that are not live first, then the least recently used. A
 * pinned version is not unloaded, a base never is. At the bound nothing waits and nothing is
 * refused: what is pinned may go over it for as long as it is pinned.
 *
 * <p>What others have loaded on the same bases counts as well, as soon as something else is loaded.
 * Thread-safe.
 */
final class LoadedVersions {

  private final Engine engine;
  private final int mostAdapters;
  private final long mostBytes;
  private final Predicate<VersionRef> live;
  private final Runnable evicted;
  private final Map<VersionRef, Entry> entries = new ConcurrentHashMap<>();
  private final Map<VersionRef, Object> loading = new ConcurrentHashMap<>();
  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger adapters = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong evictions = new AtomicLong();

  /**
   * @param live says of a version whether it is: others go first
   * @param evicted called for each adapter that is unloaded because of a bound
   */
  LoadedVersions(
      Engine engine,
      int mostAdapters,
      long mostBytes,
      Predicate<VersionRef> live,
      Runnable evicted) {
    this.evicted = evicted;
    this.engine = engine;
    this.mostAdapters = mostAdapters;
    this.mostBytes = mostBytes;
    this.live = live;
  }

  /** A loaded version and how many answers hold it. */
  final class Entry {

    private static final int UNLOADED = -1;

    private final VersionRef ref;
    private final boolean adapter;
    private final String templateHash;
    private final long size;
    private final AtomicInteger pins;
    private volatile long used = clock.incrementAndGet();

    private Entry(VersionRef ref, boolean adapter, String templateHash, long size, int pins) {
      this.ref = ref;
      this.adapter = adapter;
      this.templateHash = templateHash;
      this.size = size;
      this.pins = new AtomicInteger(pins);
    }

    String templateHash() {
      return templateHash;
    }

    /** False if it has been unloaded in this moment. */
    private boolean pin() {
      int before = pins.getAndUpdate(count -> count == UNLOADED ? UNLOADED : count + 1);
      used = clock.incrementAndGet();
      return before != UNLOADED;
    }

    void unpin() {
      if (pins.decrementAndGet() == 0 && isOver()) {
        trim();
      }
    }

    private boolean isFree() {
      return adapter && pins.get() == 0;
    }

    private boolean retire() {
      return pins.compareAndSet(0, UNLOADED);
    }
  }

  /** Pins a version if it is loaded. */
  Optional<Entry> pin(VersionRef ref) {
    Entry entry = entries.get(ref);
    return entry != null && entry.pin() ? Optional.of(entry) : Optional.empty();
  }

  /**
   * The same for one that somebody else may have unloaded, such as a candidate that was refused.
   */
  Optional<Entry> pinIfStillThere(VersionRef ref) {
    if (!engine.loaded().contains(ref)) {
      forget(ref);
    }
    return pin(ref);
  }

  private void forget(VersionRef ref) {
    synchronized (loading.computeIfAbsent(ref, any -> new Object())) {
      Entry entry = entries.get(ref);
      if (entry != null && !engine.loaded().contains(ref) && entries.remove(ref, entry)) {
        leave(entry);
      }
    }
  }

  private void leave(Entry entry) {
    if (entry.adapter) {
      adapters.decrementAndGet();
      bytes.addAndGet(-entry.size);
    }
  }

  boolean has(VersionRef ref) {
    return entries.containsKey(ref);
  }

  int count() {
    return entries.size();
  }

  int adapters() {
    return adapters.get();
  }

  /** Of all adapters. */
  long bytes() {
    return bytes.get();
  }

  /** Adapters that were unloaded because of a bound. */
  long evictions() {
    return evictions.get();
  }

  long mostBytes() {
    return mostBytes;
  }

  /** Whether a further adapter would drive one out. */
  boolean isFull() {
    return adapters.get() >= mostAdapters || bytes.get() >= mostBytes;
  }

  private boolean isOver() {
    return adapters.get() > mostAdapters || bytes.get() > mostBytes;
  }

  /**
   * Loads a version unless it is loaded, and pins it; two callers load it once.
   *
   * @throws EngineException as {@link Engine#load}
   */
  Entry loadPinned(VersionRef ref, VersionFiles files) {
    Entry pinned;
    synchronized (loading.computeIfAbsent(ref, any -> new Object())) {
      Entry known = entries.get(ref);
      if (known != null && known.pin()) {
        return known;
      }
      engine.load(ref, files);
      pinned = enter(ref, files.adapter() != null, 1);
    }
    adopt();
    trim();
    return pinned;
  }

  private Entry enter(VersionRef ref, boolean adapter, int pins) {
    Entry entry =
        new Entry(ref, adapter, templateHash(ref), adapter ? engine.memory(ref) : 0, pins);
    entries.put(ref, entry);
    if (adapter) {
      adapters.incrementAndGet();
      bytes.addAndGet(entry.size);
    }
    return entry;
  }

  private String templateHash(VersionRef ref) {
    return engine.encode(ref, Prompt.of(ChatMessage.user("hi"))).templateHash();
  }

  /** Takes in what others have loaded: candidates, and what they are compared with. */
  private void adopt() {
    for (VersionRef ref : engine.loaded()) {
      if (ref.number() > 0 && !has(ref) && has(new VersionRef(ref.policy(), 0))) {
        synchronized (loading.computeIfAbsent(ref, any -> new Object())) {
          if (!has(ref)) {
            try {
              enter(ref, true, 0);
            } catch (EngineException gone) {
              if (gone.code() != EngineException.Code.UNKNOWN_VERSION) {
                throw gone;
              }
              // Unloaded in this moment by whoever loaded it.
            }
          }
        }
      }
    }
  }

  /** Unloads what is beyond the bounds, as far as nothing holds it. */
  void trim() {
    while (isOver()) {
      Optional<Entry> oldest =
          entries.values().stream()
              .filter(Entry::isFree)
              .min(
                  Comparator.comparing((Entry entry) -> live.test(entry.ref))
                      .thenComparingLong(entry -> entry.used));
      if (oldest.isEmpty()) {
        return;
      }
      unload(oldest.get());
    }
  }

  private void unload(Entry entry) {
    synchronized (loading.computeIfAbsent(entry.ref, any -> new Object())) {
      if (entry.retire()) {
        entries.remove(entry.ref, entry);
        engine.unload(entry.ref);
        leave(entry);
        evictions.incrementAndGet();
        evicted.run();
      }
    }
  }
}
