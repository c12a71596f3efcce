package dev.hone.gateway;

import dev.hone.core.lesson.Embedder;
import dev.hone.core.lesson.HashedEmbedder;
import dev.hone.gateway.limit.LimitOptions;
import dev.hone.gateway.money.Tariff;
import dev.hone.gateway.signal.SignalOptions;
import java.time.Duration;

/**
 * Every bound of the gateway.
 *
 * @param host address to listen on; default {@code 127.0.0.1}
 * @param port 0 takes any free one; default 8420
 * @param http bounds of connections and requests
 * @param answers what is assumed when a request does not say
 * @param routing how versions are loaded
 * @param tariff what calls cost
 * @param limits how much and how fast calls may come
 * @param signals who may send late signals
 * @param lessons how lessons are chosen
 */
public record GatewayOptions(
    String host,
    int port,
    Http http,
    Answers answers,
    Routing routing,
    Tariff tariff,
    LimitOptions limits,
    SignalOptions signals,
    Lessons lessons) {

  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8420;

  public static GatewayOptions defaults() {
    return new GatewayOptions(
        DEFAULT_HOST,
        DEFAULT_PORT,
        Http.defaults(),
        Answers.defaults(),
        Routing.defaults(),
        Tariff.defaults(),
        LimitOptions.defaults(),
        SignalOptions.defaults(),
        Lessons.defaults());
  }

  public GatewayOptions withHost(String newHost) {
    return new GatewayOptions(
        newHost, port, http, answers, routing, tariff, limits, signals, lessons);
  }

  public GatewayOptions withPort(int newPort) {
    return new GatewayOptions(
        host, newPort, http, answers, routing, tariff, limits, signals, lessons);
  }

  public GatewayOptions withHttp(Http newHttp) {
    return new GatewayOptions(
        host, port, newHttp, answers, routing, tariff, limits, signals, lessons);
  }

  public GatewayOptions withAnswers(Answers newAnswers) {
    return new GatewayOptions(
        host, port, http, newAnswers, routing, tariff, limits, signals, lessons);
  }

  public GatewayOptions withRouting(Routing newRouting) {
    return new GatewayOptions(
        host, port, http, answers, newRouting, tariff, limits, signals, lessons);
  }

  public GatewayOptions withTariff(Tariff newTariff) {
    return new GatewayOptions(
        host, port, http, answers, routing, newTariff, limits, signals, lessons);
  }

  public GatewayOptions withLimits(LimitOptions newLimits) {
    return new GatewayOptions(
        host, port, http, answers, routing, tariff, newLimits, signals, lessons);
  }

  public GatewayOptions withSignals(SignalOptions newSignals) {
    return new GatewayOptions(
        host, port, http, answers, routing, tariff, limits, newSignals, lessons);
  }

  public GatewayOptions withLessons(Lessons newLessons) {
    return new GatewayOptions(
        host, port, http, answers, routing, tariff, limits, signals, newLessons);
  }

  /**
   * How the lessons of a prompt are chosen.
   *
   * @param maxTokens of all of them; default 400
   * @param embedder which of them a request needs, where not all fit; default in process
   */
  public record Lessons(int maxTokens, Embedder embedder) {

    public static Lessons defaults() {
      return new Lessons(400, new HashedEmbedder());
    }

    public Lessons withMaxTokens(int tokens) {
      return new Lessons(tokens, embedder);
    }
  }

  /**
   * Bounds of connections and requests.
   *
   * @param maxBodyBytes of a request; more is answered with 413; default 10 MiB
   * @param maxHeaderBytes of all headers of a request; default 32 KiB
   * @param maxConnections open at once; more wait in the listen queue; default 16,384
   * @param maxConcurrentRequests being answered at once, live streams included; shared between
   *     tenants, see {@link dev.hone.gateway.limit.FairShares}; beyond it 503 with {@code
   *     Retry-After}; default 12,288
   * @param readTimeout longest silence of a client, between requests as well; default 60 s
   * @param bodyTimeout longest time for a whole request body; more is answered with 408; default 60
   *     s
   * @param writeTimeout longest time that a client may leave one write unread before its connection
   *     is closed; default 60 s
   * @param drainTimeout how long running answers may go on at close; default 30 s
   */
  public record Http(
      int maxBodyBytes,
      int maxHeaderBytes,
      int maxConnections,
      int maxConcurrentRequests,
      Duration readTimeout,
      Duration bodyTimeout,
      Duration writeTimeout,
      Duration drainTimeout) {

    public static Http defaults() {
      return new Http(
          10 << 20,
          32 << 10,
          16_384,
          12_288,
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));
    }

    public Http withMaxBodyBytes(int bytes) {
      return new Http(
          bytes,
          maxHeaderBytes,
          maxConnections,
          maxConcurrentRequests,
          readTimeout,
          bodyTimeout,
          writeTimeout,
          drainTimeout);
    }

    public Http withMaxConcurrentRequests(int requests) {
      return new Http(
          maxBodyBytes,
          maxHeaderBytes,
          maxConnections,
          requests,
          readTimeout,
          bodyTimeout,
          writeTimeout,
          drainTimeout);
    }

    public Http withMaxConnections(int connections) {
      return new Http(
          maxBodyBytes,
          maxHeaderBytes,
          connections,
          maxConcurrentRequests,
          readTimeout,
          bodyTimeout,
          writeTimeout,
          drainTimeout);
    }

    public Http withTimeouts(Duration read, Duration body, Duration write, Duration drain) {
      return new Http(
          maxBodyBytes,
          maxHeaderBytes,
          maxConnections,
          maxConcurrentRequests,
          read,
          body,
          write,
          drain);
    }
  }

  /**
   * What is assumed when a request does not say.
   *
   * @param temperature default 1, as OpenAI's
   * @param maxTokens of an answer when the request names no limit; default 512
   * @param mostTokens the most an answer may have, whatever the request says; default 8192
   * @param timeout longest time from a request to the last token of its answer; default 10 minutes
   * @param responsesDoneMark whether a stream of Responses ends with {@code data: [DONE]}, which
   *     OpenAI's does not and some clients want; default false
   */
  public record Answers(
      double temperature,
      int maxTokens,
      int mostTokens,
      Duration timeout,
      boolean responsesDoneMark) {

    public static Answers defaults() {
      return new Answers(1.0, 512, 8192, Duration.ofMinutes(10), false);
    }

    public Answers withResponsesDoneMark(boolean mark) {
      return new Answers(temperature, maxTokens, mostTokens, timeout, mark);
    }
  }

  /**
   * How versions are loaded.
   *
   * @param maxLoaded adapters held in memory, whatever their size; default 4096
   * @param adapterBytes bytes of adapters held in memory, as the engine counts them; default 256
   *     MiB. Beyond either bound those that are not live are unloaded first, then the least
   *     recently used; one that answers is never unloaded
   * @param poll how often the store is asked whether routes changed; default 100 ms
   */
  public record Routing(int maxLoaded, long adapterBytes, Duration poll) {

    public static Routing defaults() {
      return new Routing(4096, 256L << 20, Duration.ofMillis(100));
    }

    public Routing withAdapterBytes(long bytes) {
      return new Routing(maxLoaded, bytes, poll);
    }
  }
}
