package dev.hone.gateway.observe;

import dev.hone.core.TenantId;
import dev.hone.gateway.GatewayException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The gateway's meters. What belongs to a tenant carries it. Thread-safe. */
public final class GatewayMetrics {

  private final MeterRegistry registry;
  private final AtomicInteger running = new AtomicInteger();

  public GatewayMetrics(MeterRegistry registry) {
    this.registry = registry;
    registry.gauge("hone.requests.running", running);
  }

  /** A number that is read when the metrics are. */
  public void gauge(String name, Supplier<Number> value) {
    io.micrometer.core.instrument.Gauge.builder(name, value)
        .strongReference(true)
        .register(registry);
  }

  /** An upstream's circuit (0 closed, 1 open, 2 probing) and the calls that it answers. */
  public void upstream(String name, Supplier<Number> circuit, Supplier<Number> inFlight) {
    gauge("hone.upstream.circuit", name, circuit);
    gauge("hone.upstream.inflight", name, inFlight);
  }

  private void gauge(String meter, String upstream, Supplier<Number> value) {
    io.micrometer.core.instrument.Gauge.builder(meter, value)
        .tag("upstream", upstream)
        .strongReference(true)
        .register(registry);
  }

  /** Requests that were sent to an upstream, by what came of them. */
  public Counter upstreamTries(String upstream, String outcome) {
    return registry.counter("hone.upstream.tries", "upstream", upstream, "outcome", outcome);
  }

  public void began() {
    running.incrementAndGet();
  }

  public void ended() {
    running.decrementAndGet();
  }

  /**
   * A request ended.
   *
   * @param status 0 when nobody was left to answer
   * @param tenant {@code -} when unknown
   */
  public void request(String route, int status, String tenant) {
    counter("hone.requests", "route", route, "status", Integer.toString(status), "tenant", tenant);
  }

  /** A request could not be answered through no fault of the caller's. */
  public void refused(GatewayException.Code code, String tenant) {
    counter("hone.requests.refused", "reason", code.name(), "tenant", tenant);
  }

  public void firstToken(TenantId tenant, Duration after) {
    Timer.builder("hone.first.token")
        .tag("tenant", tenant.value())
        .publishPercentileHistogram(false)
        .register(registry)
        .record(after);
  }

  /** A step was kept whole. */
  public void committed(TenantId tenant, long promptTokens, long completionTokens) {
    counter("hone.steps.committed", "tenant", tenant.value());
    Counter.builder("hone.tokens")
        .tags("direction", "in", "tenant", tenant.value())
        .register(registry)
        .increment(promptTokens);
    Counter.builder("hone.tokens")
        .tags("direction", "out", "tenant", tenant.value())
        .register(registry)
        .increment(completionTokens);
  }

  /** A step was kept in part. */
  public void interrupted(TenantId tenant) {
    counter("hone.steps.interrupted", "tenant", tenant.value());
  }

  /** Other versions are live than before. */
  public void swapped() {
    counter("hone.route.swaps");
  }

  /** An adapter was unloaded because memory is bounded. */
  public void evicted() {
    counter("hone.adapters.evictions");
  }

  /** A version could not be loaded. */
  public void loadFailed() {
    counter("hone.version.load.failures");
  }

  private void counter(String name, String... tags) {
    registry.counter(name, tags).increment();
  }
}
