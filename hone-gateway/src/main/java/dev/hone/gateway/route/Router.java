package dev.hone.gateway.route;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.VersionFiles;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.GatewayOptions;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.store.Canary;
import dev.hone.store.PolicyVersion;
import dev.hone.store.Route;
import dev.hone.store.VersionBook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the version that answers. What is live is one volatile snapshot; a new one is switched to
 * only after its versions are loaded, so no request is refused because of one. Adapters are held
 * within bounds: one that was unloaded because others were used more lately is loaded again by the
 * request that needs it. A request keeps the version it began with. A live version whose files are
 * broken does not take over: the one before it serves on, or a wider one, and {@link #problems}
 * says so. Thread-safe.
 */
public final class Router implements AutoCloseable {

  /** How long a version that could not be loaded is left alone before the next try. */
  private static final long RETRY_NANOS = 5_000_000_000L;

  /** How long closing waits for a look at the store, or a load, that is under way. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  /** How many names an error lists. */
  private static final int LISTED = 20;

  private static final TenantId NO_TENANT = new TenantId("-");
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private final VersionBook book;
  private final LoadedVersions loaded;
  private final GatewayOptions.Routing options;
  private final GatewayMetrics metrics;
  private final Thread poller;
  private volatile VersionBook.Routes snapshot = new VersionBook.Routes(-1, List.of(), List.of());
  private volatile Set<VersionRef> live = Set.of();
  private volatile Map<VersionRef, String> problems = Map.of();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Set<VersionRef> sound = ConcurrentHashMap.newKeySet();
  private long retryAt;

  public Router(
      VersionBook book, Engine engine, GatewayOptions.Routing options, GatewayMetrics metrics) {
    this.book = book;
    this.loaded =
        new LoadedVersions(
            engine,
            options.maxLoaded(),
            options.adapterBytes(),
            ref -> live.contains(ref),
            metrics::evicted);
    this.options = options;
    this.metrics = metrics;
    metrics.gauge("hone.versions.loaded", loaded::count);
    metrics.gauge("hone.adapters.loaded", loaded::adapters);
    metrics.gauge("hone.adapters.bytes", loaded::bytes);
    metrics.gauge("hone.adapters.bytes.bound", loaded::mostBytes);
    metrics.gauge("hone.versions.broken", () -> problems.size());
    refresh();
    this.poller = Thread.ofPlatform().daemon().name("hone-router").start(this::poll);
  }

  private void poll() {
    boolean failing = false;
    while (true) {
      try {
        if (stopped.await(options.poll().toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
        boolean retry = !problems.isEmpty() && System.nanoTime() > retryAt;
        if (retry || book.head() != snapshot.head()) {
          refresh();
        }
        failing = false;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // What is live stays live while the store cannot be asked; said once, not ten times a
        // second.
        if (!failing) {
          LOG.warn("cannot ask the store what is live; serving on as before", e);
        }
        failing = true;
      }
    }
  }

  /** Takes up what is live now. Returns when requests that come after are routed by it. */
  public synchronized void refresh() {
    VersionBook.Routes wanted = book.routes();
    VersionBook.Routes old = snapshot;
    Map<VersionRef, String> broken = new TreeMap<>();
    List<Route> routes = new ArrayList<>();
    boolean starting = old.head() < 0;
    for (Route route : wanted.live()) {
      // At the start there is nothing to serve on with: what has no room is loaded when needed.
      boolean later = starting && route.tenant() != null && loaded.isFull();
      if (later || ready(route, broken)) {
        routes.add(route);
      } else {
        old.live().stream()
            .filter(before -> sameTarget(before, route) && sound.contains(before.ref()))
            .findFirst()
            .ifPresent(routes::add);
      }
    }
    Set<VersionRef> nowLive = new HashSet<>();
    routes.forEach(route -> nowLive.add(route.ref()));
    List<Canary> canaries = new ArrayList<>();
    for (Canary canary : wanted.canaries()) {
      // One that cannot be loaded serves nobody; what is live serves everybody meanwhile.
      if (ready(new Route(canary.tenant(), canary.scope(), canary.ref()), broken)) {
        canaries.add(canary);
        nowLive.add(canary.ref());
      }
    }
    live = Set.copyOf(nowLive);
    problems = broken;
    snapshot = new VersionBook.Routes(wanted.head(), routes, canaries);
    if (old.head() >= 0 && !old.live().equals(routes)) {
      metrics.swapped();
    }
    retryAt = System.nanoTime() + RETRY_NANOS;
    loaded.trim();
  }

  private static boolean sameTarget(Route a, Route b) {
    return a.scope().equals(b.scope())
        && a.ref().policy().equals(b.ref().policy())
        && java.util.Objects.equals(a.tenant(), b.tenant());
  }

  private boolean ready(Route route, Map<VersionRef, String> broken) {
    if (loaded.has(route.ref()) || sound.contains(route.ref())) {
      return true;
    }
    TenantId tenant = route.tenant() == null ? NO_TENANT : route.tenant();
    try {
      load(tenant, route.ref()).unpin();
      return true;
    } catch (GatewayException | EngineException e) {
      String reason = String.valueOf(e.getMessage());
      metrics.loadFailed();
      broken.put(route.ref(), reason);
      if (!reason.equals(problems.get(route.ref()))) {
        LOG.error(
            "version {} of tenant {} should be live but cannot be loaded; the one before it serves"
                + " on: {}",
            route.ref(),
            tenant,
            reason);
      }
      return false;
    }
  }

  private LoadedVersions.Entry load(TenantId tenant, VersionRef ref) {
    LoadedVersions.Entry entry = loaded.loadPinned(ref, files(tenant, ref));
    sound.add(ref);
    return entry;
  }

  private VersionFiles files(TenantId tenant, VersionRef ref) {
    PolicyVersion version = find(tenant, ref).orElseThrow(() -> unknown(tenant, ref.toString()));
    VersionRef baseRef = new VersionRef(ref.policy(), 0);
    if (ref.equals(baseRef)) {
      return new VersionFiles(Path.of(version.folder()), null);
    }
    PolicyVersion base =
        find(tenant, baseRef).orElseThrow(() -> unknown(tenant, baseRef.toString()));
    return new VersionFiles(Path.of(base.folder()), Path.of(version.folder()));
  }

  private Optional<PolicyVersion> find(TenantId tenant, VersionRef ref) {
    return book.find(tenant, ref);
  }

  /**
   * The version that answers, held in memory until the pin is closed.
   *
   * @param model a policy's name, for its live version or its canary; or {@code name@N}
   * @param session decides about the canary
   * @throws GatewayException {@code UNKNOWN_MODEL}, {@code UNAVAILABLE}
   */
  public Pin pin(TenantId tenant, AgentId agent, UserId user, String model, CallSession session) {
    @Nullable VersionRef named = named(model);
    if (named != null) {
      // The tenant's right to it is asked for each time; that it is loaded gives nobody a right.
      if (find(tenant, named).isEmpty()) {
        throw unknown(tenant, model);
      }
      Optional<LoadedVersions.Entry> entry = loaded.pinIfStillThere(named);
      return new Pin(named, entry.isPresent() ? entry.get() : load(tenant, named), false);
    }
    while (true) {
      VersionRef ref = snapshot.resolve(tenant, agent, user, model);
      if (ref == null) {
        String broken = broken(model);
        if (broken != null) {
          throw new GatewayException(Code.UNAVAILABLE, broken);
        }
        throw unknown(tenant, model);
      }
      @Nullable Pin canary = canary(tenant, agent, user, model, session);
      if (canary != null) {
        return canary;
      }
      try {
        return new Pin(ref, loadOnDemand(tenant, ref), true);
      } catch (GatewayException | EngineException e) {
        // Its files were lost since it was loaded last: a wider version answers meanwhile.
        leaveOut(ref, e);
      }
    }
  }

  private synchronized void leaveOut(VersionRef ref, RuntimeException failure) {
    String reason = String.valueOf(failure.getMessage());
    LOG.error("version {} is live but cannot be loaded; a wider one answers: {}", ref, reason);
    metrics.loadFailed();
    sound.remove(ref);
    Map<VersionRef, String> known = new TreeMap<>(problems);
    known.put(ref, reason);
    problems = known;
    VersionBook.Routes now = snapshot;
    snapshot =
        new VersionBook.Routes(
            now.head(),
            now.live().stream().filter(route -> !route.ref().equals(ref)).toList(),
            now.canaries().stream().filter(canary -> !canary.ref().equals(ref)).toList());
    retryAt = System.nanoTime() + RETRY_NANOS;
  }

  /** The canary, if the session is of its share and it can answer at once. */
  private @Nullable Pin canary(
      TenantId tenant, AgentId agent, UserId user, String policy, CallSession session) {
    @Nullable Canary canary = snapshot.canary(tenant, agent, user, policy);
    if (canary == null
        || !canary.takes(session.name())
        || !session.mayBeAnsweredBy(canary.ref(), policy)) {
      return null;
    }
    try {
      return new Pin(canary.ref(), loadOnDemand(tenant, canary.ref()), true);
    } catch (GatewayException | EngineException e) {
      leaveOut(canary.ref(), e);
      return null;
    }
  }

  private static @Nullable VersionRef named(String model) {
    if (model.indexOf('@') < 0) {
      return null;
    }
    try {
      return VersionRef.parse(model);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private LoadedVersions.Entry loadOnDemand(TenantId tenant, VersionRef ref) {
    Optional<LoadedVersions.Entry> entry = loaded.pin(ref);
    return entry.isPresent() ? entry.get() : load(tenant, ref);
  }

  private @Nullable String broken(String policy) {
    return problems.entrySet().stream()
        .filter(entry -> entry.getKey().policy().equals(policy))
        .map(entry -> entry.getKey() + " cannot be loaded: " + entry.getValue())
        .findFirst()
        .orElse(null);
  }

  private GatewayException unknown(TenantId tenant, String model) {
    List<String> names = new ArrayList<>();
    for (String policy : book.policies()) {
      names.add(policy);
      book.list(tenant, policy).forEach(version -> names.add(version.ref().toString()));
    }
    String known =
        names.isEmpty()
            ? "no model is registered yet"
            : "known are "
                + String.join(", ", names.subList(0, Math.min(LISTED, names.size())))
                + (names.size() > LISTED ? ", …" : "");
    return new GatewayException(
        Code.UNKNOWN_MODEL,
        "The model '" + model + "' does not exist: " + known + ".",
        "model",
        null);
  }

  /** The live version of a policy for a user, if there is one. */
  public Optional<VersionRef> live(TenantId tenant, AgentId agent, UserId user, String policy) {
    return Optional.ofNullable(snapshot.resolve(tenant, agent, user, policy));
  }

  /** What the adapters in memory take, against the bound. */
  public AdapterMemory memory() {
    return new AdapterMemory(
        loaded.adapters(), loaded.bytes(), loaded.mostBytes(), loaded.evictions());
  }

  /** Versions that should be live and cannot be loaded, with the reason. */
  public Map<VersionRef, String> problems() {
    return Collections.unmodifiableMap(problems);
  }

  /** Whether a base is loaded that requests can fall back on. */
  public boolean ready() {
    return snapshot.live().stream().anyMatch(route -> route.tenant() == null);
  }

  @Override
  public void close() {
    stopped.countDown();
    try {
      poller.join(CLOSE_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
