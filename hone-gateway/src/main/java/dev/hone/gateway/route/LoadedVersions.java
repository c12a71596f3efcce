package dev.hone.gateway.route;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.VersionFiles;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The versions that this gateway has loaded into the engine. A pinned version is not unloaded.
 * Thread-safe.
 */
final class LoadedVersions {

  private final Engine engine;
  private final Map<VersionRef, Entry> entries = new ConcurrentHashMap<>();
  private final Map<VersionRef, Object> loading = new ConcurrentHashMap<>();
  private final AtomicLong clock = new AtomicLong();

  LoadedVersions(Engine engine) {
    this.engine = engine;
  }

  /** A loaded version and how many answers hold it. */
  final class Entry {

    private static final int UNLOADED = -1;

    private final VersionRef ref;
    private final boolean adapter;
    private final String templateHash;
    private final AtomicInteger pins = new AtomicInteger();
    private volatile long used = clock.incrementAndGet();

    private Entry(VersionRef ref, boolean adapter, String templateHash) {
      this.ref = ref;
      this.adapter = adapter;
      this.templateHash = templateHash;
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
      pins.decrementAndGet();
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

  boolean has(VersionRef ref) {
    return entries.containsKey(ref);
  }

  int count() {
    return entries.size();
  }

  /** Loads a version unless it is; two callers load it once. */
  void load(VersionRef ref, VersionFiles files) {
    synchronized (loading.computeIfAbsent(ref, any -> new Object())) {
      if (!entries.containsKey(ref)) {
        engine.load(ref, files);
        entries.put(ref, new Entry(ref, files.adapter() != null, templateHash(ref)));
      }
    }
  }

  private String templateHash(VersionRef ref) {
    return engine.encode(ref, Prompt.of(ChatMessage.user("hi"))).templateHash();
  }

  /** Unloads the least recently used adapters beyond the bound, except those to keep. */
  void trim(int most, Predicate<VersionRef> keep) {
    while (true) {
      long adapters = entries.values().stream().filter(entry -> entry.adapter).count();
      if (adapters <= most) {
        return;
      }
      Entry oldest =
          entries.values().stream()
              .filter(entry -> entry.adapter && entry.pins.get() == 0 && !keep.test(entry.ref))
              .min(Comparator.comparingLong(entry -> entry.used))
              .orElse(null);
      if (oldest == null) {
        return;
      }
      unload(oldest);
    }
  }

  private void unload(@Nullable Entry entry) {
    if (entry == null) {
      return;
    }
    synchronized (loading.computeIfAbsent(entry.ref, any -> new Object())) {
      if (entry.retire()) {
        entries.remove(entry.ref, entry);
        engine.unload(entry.ref);
      }
    }
  }
}
