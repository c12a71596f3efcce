package dev.hone.app.demo;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.ServiceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parallel streamed requests without pause, to see whether anything is refused or broken while
 * versions change. Thread-safe.
 */
public final class RequestLoad implements AutoCloseable {

  private static final int MOST_COMPLAINTS = 5;

  private final ServiceClient client;
  private final IntFunction<ObjectNode> bodies;
  private final List<Thread> workers = new ArrayList<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong started = new AtomicLong();
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder broken = new LongAdder();
  private final ConcurrentMap<String, LongAdder> versions = new ConcurrentHashMap<>();
  private final Set<String> complaints = ConcurrentHashMap.newKeySet();

  /**
   * @param bodies makes the body of the n-th request
   */
  private RequestLoad(ServiceClient client, IntFunction<ObjectNode> bodies) {
    this.client = client;
    this.bodies = bodies;
  }

  /** Begins with this many requests at a time. */
  public static RequestLoad start(
      ServiceClient client, int parallel, IntFunction<ObjectNode> bodies) {
    RequestLoad load = new RequestLoad(client, bodies);
    for (int i = 0; i < parallel; i++) {
      load.workers.add(Thread.ofVirtual().name("load-" + i).start(load::work));
    }
    return load;
  }

  private void work() {
    while (!stopped.get()) {
      ask((int) started.getAndIncrement());
    }
  }

  private void ask(int number) {
    ObjectNode body = bodies.apply(number).put("stream", true);
    Set<String> named = new HashSet<>();
    try {
      client.stream(
          "/v1/chat/completions",
          body,
          Map.of("X-Turn-Type", "side"),
          chunk -> named.add(chunk.path("model").asString("")));
    } catch (ServiceException e) {
      (e.status() == 0 || e.status() == 500 ? broken : refused).increment();
      complain(String.valueOf(e.getMessage()));
      return;
    }
    if (named.size() != 1) {
      broken.increment();
      complain("one answer named " + named);
      return;
    }
    versions.computeIfAbsent(named.iterator().next(), name -> new LongAdder()).increment();
    answered.increment();
  }

  private void complain(String what) {
    if (complaints.size() < MOST_COMPLAINTS) {
      complaints.add(what);
    }
  }

  /** Stops after the requests that are under way and returns what happened. */
  public Result stop() {
    stopped.set(true);
    for (Thread worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return result();
  }

  public Result result() {
    Map<String, Long> byVersion = new java.util.TreeMap<>();
    versions.forEach((name, count) -> byVersion.put(name, count.sum()));
    return new Result(
        answered.sum(), refused.sum(), broken.sum(), byVersion, List.copyOf(complaints));
  }

  @Override
  public void close() {
    stop();
  }

  /**
   * What happened.
   *
   * @param answered complete answers that named exactly one version
   * @param refused answers with a status of 400 or more
   * @param broken connections that failed, answers without an end, or with two versions
   * @param byVersion complete answers for each version
   * @param complaints some of what went wrong, in words
   */
  public record Result(
      long answered,
      long refused,
      long broken,
      Map<String, Long> byVersion,
      List<String> complaints) {

    public long sent() {
      return answered + refused + broken;
    }
  }

  /** A request body of one user message. */
  public static ObjectNode body(String model, String user, String text) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("model", model).put("user", user);
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    return body;
  }
}
