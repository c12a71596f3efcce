package dev.hone.engine.embedded;

import dev.hone.core.VersionRef;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.model.LoraAdapter;
import dev.hone.engine.model.ModelFolder;
import dev.hone.engine.model.ModelWeights;
import dev.hone.engine.model.PeftFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The versions in memory. A base is read once for all versions that stand on the same folder, and
 * forgotten when the last of them has been unloaded and the last call on it has ended. Thread-safe;
 * reading files never holds up {@link #pin}.
 */
final class VersionTable {

  /** A base model, counted by the versions that stand on it. */
  static final class Base {
    private final Path folder;
    private final ModelWeights weights;
    private final TextParts text;
    private int versions;

    private Base(Path folder, ModelWeights weights, TextParts text) {
      this.folder = folder;
      this.weights = weights;
      this.text = text;
    }
  }

  private final Clock clock;
  private final Map<VersionRef, LoadedVersion> versions = new HashMap<>();
  private final Map<Path, Base> bases = new HashMap<>();

  /** Held while files are read, so that a base is read once however many ask for it. */
  private final ReentrantLock reading = new ReentrantLock();

  VersionTable(Clock clock) {
    this.clock = clock;
  }

  void load(VersionRef ref, VersionFiles files) {
    reading.lock();
    try {
      if (isLoaded(ref)) {
        return;
      }
      Path folder = real(files.base());
      Base known = base(folder);
      ModelWeights weights = known == null ? ModelFolder.read(folder) : known.weights;
      Path adapterFolder = files.adapter();
      LoraAdapter adapter =
          adapterFolder == null ? null : PeftFolder.read(real(adapterFolder), weights.config());
      Base base =
          known == null
              ? new Base(folder, weights, TextParts.read(folder, weights.config(), clock))
              : known;
      put(new LoadedVersion(ref, weights, base.text, adapter, base));
    } finally {
      reading.unlock();
    }
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL,
          "the folder " + folder + " cannot be found; give the path of a model or adapter folder",
          e);
    }
  }

  private synchronized boolean isLoaded(VersionRef ref) {
    return versions.containsKey(ref);
  }

  private synchronized @Nullable Base base(Path folder) {
    return bases.get(folder);
  }

  /** Makes a version servable; one of the same name takes no further calls. */
  synchronized void put(LoadedVersion version) {
    Base base = version.base();
    if (base != null) {
      base.versions++;
      bases.putIfAbsent(base.folder, base);
    }
    LoadedVersion before = versions.put(version.ref(), version);
    if (before != null) {
      release(before);
    }
  }

  synchronized void unload(VersionRef ref) {
    LoadedVersion version = versions.remove(ref);
    if (version != null) {
      release(version);
    }
  }

  /**
   * Keeps a version for a call until {@link #release}.
   *
   * @throws EngineException {@code UNKNOWN_VERSION}
   */
  synchronized LoadedVersion pin(VersionRef ref) {
    LoadedVersion version = versions.get(ref);
    if (version == null) {
      throw new EngineException(
          EngineException.Code.UNKNOWN_VERSION,
          "version " + ref + " is not loaded; load it first, or ask for one that is");
    }
    version.hold();
    return version;
  }

  synchronized void release(LoadedVersion version) {
    Base base = version.base();
    if (version.letGo() && base != null && --base.versions == 0) {
      bases.remove(base.folder, base);
    }
  }

  synchronized Set<VersionRef> loaded() {
    return Set.copyOf(versions.keySet());
  }

  /** Bytes of a version's adapter; 0 without one. */
  synchronized long memory(VersionRef ref) {
    LoadedVersion version = versions.get(ref);
    LoraAdapter adapter = version == null ? null : version.adapter();
    return adapter == null ? 0 : adapter.bytes();
  }

  /** Whether some version that is loaded stands on these weights. */
  synchronized boolean isHeld(ModelWeights weights) {
    return versions.values().stream().anyMatch(version -> version.weights() == weights);
  }

  /** How many bases are in memory. */
  synchronized int baseCount() {
    return bases.size();
  }
}
