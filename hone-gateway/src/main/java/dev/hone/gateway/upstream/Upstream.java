package dev.hone.gateway.upstream;

import dev.hone.core.vault.Vault;
import dev.hone.core.vault.VaultException;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.UpstreamOptions;
import dev.hone.gateway.UpstreamPlan;
import dev.hone.gateway.UpstreamPlan.FailOver;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Waiting;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.gateway.upstream.Circuit.Entry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One upstream: its connections, its key, its circuit. Thread-safe. */
final class Upstream implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

  private final UpstreamOptions options;
  private final FailOver failOver;
  private final UpstreamClient client;
  private final Credentials credentials;
  private final URI usualAddress;
  private final Circuit circuit;
  private final TryCounters counters;
  private final Clock clock;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile @Nullable Fault fault;

  private record Fault(String words, Instant at) {}

  Upstream(UpstreamOptions options, UpstreamPlan plan, GatewayMetrics metrics, Clock clock) {
    Vault vault = plan.vault();
    this.options = options;
    this.failOver = plan.failOver();
    this.clock = clock;
    this.client = new UpstreamClient(options);
    this.credentials = new Credentials(options, vault);
    this.usualAddress = options.at(options.dialect().path());
    this.circuit =
        new Circuit(
            failOver,
            plan.nanos(),
            () -> ThreadLocalRandom.current().nextDouble(),
            (from, to, rest) -> changed(to, rest));
    this.counters = new TryCounters(metrics, options.name());
    metrics.upstream(options.name(), () -> circuit.state().ordinal(), inFlight::get);
  }

  private void changed(Circuit.State to, Duration rest) {
    Fault last = fault;
    String why = last == null ? "" : last.words();
    switch (to) {
      case OPEN ->
          LOG.warn(
              "upstream {} ({}) fails: {}; it is left alone for {} ms",
              options.name(),
              options.address().getAuthority(),
              why,
              rest.toMillis());
      case PROBING -> LOG.info("upstream {} is tried again", options.name());
      case CLOSED -> LOG.info("upstream {} answers again", options.name());
    }
  }

  UpstreamOptions options() {
    return options;
  }

  String name() {
    return options.name();
  }

  Dialect dialect() {
    return options.dialect();
  }

  /** Asks to be called; what is not refused must be followed by {@link #send} or {@link #leave}. */
  Entry enter() {
    return circuit.enter();
  }

  /** Until an open circuit lets a call through. */
  Duration rest() {
    return circuit.rest();
  }

  /** The last thing that went wrong; empty if nothing did. */
  String lastError() {
    Fault last = fault;
    return last == null ? "" : last.words();
  }

  /** Sends a request and returns when the head of the answer is there, or none will come. */
  Sent send(Entry entry, Exchange exchange, Caller caller, Outgoing.Message message) {
    try {
      return sendNow(entry, exchange, caller, message);
    } catch (RuntimeException | Error e) {
      leave(entry);
      throw e;
    }
  }

  /** Ends what {@link #enter} began when nothing is sent after all. */
  void leave(Entry entry) {
    circuit.unknown(entry);
  }

  private Sent sendNow(Entry entry, Exchange exchange, Caller caller, Outgoing.Message message) {
    boolean usual = message.path().equals(options.dialect().path());
    HttpUriRequestBase request =
        new HttpUriRequestBase(
            exchange.method(), usual ? usualAddress : options.at(message.path()));
    byte[] body = message.body();
    if (body != null) {
      request.setEntity(new ByteArrayEntity(body, null));
    }
    RequestHeaders.forward(exchange, options.dialect(), request);
    try {
      credentials.sign(request, exchange, caller);
    } catch (VaultException e) {
      return failed(
          entry,
          new Sent.Failed(
              Sent.Kind.NO_CREDENTIAL,
              new GatewayException(
                  Code.UNAVAILABLE,
                  "The key of the upstream '" + name() + "' is missing: " + e.getMessage() + ".",
                  e)));
    }
    Waiting waiting = exchange.waiting(options.timeouts().total(), request::cancel);
    inFlight.incrementAndGet();
    boolean answered = false;
    try {
      ClassicHttpResponse response = client.send(request);
      Reply reply = new Reply(this, request, response, waiting);
      judge(entry, reply);
      answered = true;
      return reply;
    } catch (IOException e) {
      return failed(entry, failure(waiting, e));
    } finally {
      if (!answered) {
        waiting.close();
        ended();
      }
    }
  }

  private Sent.Failed failure(Waiting waiting, IOException e) {
    Waiting.End end = waiting.end();
    return end == null
        ? client.failure(e)
        : switch (end) {
          case CALLER_GONE ->
              new Sent.Failed(
                  Sent.Kind.CALLER_GONE,
                  new GatewayException(
                      Code.CLIENT_GONE, "The client has gone; the upstream was left.", e));
          case TIME_UP -> new Sent.Failed(Sent.Kind.SILENT, Reply.tooLong(options, e));
        };
  }

  private Sent.Failed failed(Entry entry, Sent.Failed failed) {
    counters.count(failed.kind());
    if (failed.kind() != Sent.Kind.CALLER_GONE) {
      fault = new Fault(failed.kind().words(), clock.instant());
    }
    if (failed.kind().isFault()) {
      circuit.failed(entry, Duration.ZERO);
    } else {
      circuit.unknown(entry);
    }
    return failed;
  }

  private void judge(Entry entry, Reply reply) {
    int status = reply.status();
    counters.count(status);
    if (status < 429) {
      circuit.succeeded(entry);
      return;
    }
    boolean limited = status == 429;
    Optional<Duration> wait = RetryAfter.of(reply.header("Retry-After"), clock.instant());
    boolean fault =
        limited
            // A limit of a caller's own key says nothing about others.
            ? wait.isPresent() && !credentials.ofCaller()
            : Statuses.isFault(status, failOver);
    if (fault || Statuses.passesOver(status, failOver)) {
      this.fault = new Fault("answered " + status, clock.instant());
    }
    if (fault) {
      circuit.failed(entry, wait.orElse(Duration.ZERO));
    } else {
      circuit.succeeded(entry);
    }
  }

  /** An answer whose head had come did not reach its end. */
  void brokeOff(Sent.Kind kind) {
    counters.count(kind);
    fault = new Fault(kind.words() + " in the middle of an answer", clock.instant());
    circuit.failed(Entry.CALL, Duration.ZERO);
  }

  /** A call of {@link #send} is over. */
  void ended() {
    inFlight.decrementAndGet();
  }

  /** Whether it can be connected to; the text says why not. */
  Optional<String> unreachable() {
    return client.unreachable();
  }

  UpstreamStatus status() {
    Fault last = fault;
    return new UpstreamStatus(
        name(),
        options.address().getAuthority(),
        options.dialect().wireName(),
        circuit.state().name().toLowerCase(Locale.ROOT),
        circuit.failures(),
        inFlight.get(),
        last == null ? null : last.words(),
        last == null ? null : last.at(),
        circuit.rest());
  }

  @Override
  public void close() {
    client.close();
  }
}
