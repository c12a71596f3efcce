package dev.hone.gateway.lesson;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hone.core.lesson.Embedder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks an OpenAI-compatible server for embeddings. A lesson's vector is asked for when the lesson
 * is taken; a request waits for nothing: what is not at hand is fetched for the next time.
 * Thread-safe.
 */
public final class RemoteEmbedder implements Embedder, AutoCloseable {

  /** Texts whose vectors are remembered. */
  private static final int MOST_VECTORS = 50_000;

  /** Texts in one call. */
  private static final int MOST_TEXTS = 64;

  /** Calls at once; beyond it nothing is fetched for the next time. */
  private static final int MOST_CALLS = 4;

  /** Larger answers are taken for a mistake. */
  private static final int MOST_ANSWER = 16 << 20;

  /** High, since models put different values of one wish near each other. */
  private static final double ALIKE = 0.95;

  private static final Logger LOG = LoggerFactory.getLogger(RemoteEmbedder.class);

  private final JsonMapper json = JsonMapper.builder().build();
  private final URI address;
  private final String model;
  private final @Nullable String key;
  private final CloseableHttpClient client;
  private final Cache<String, float[]> vectors =
      Caffeine.newBuilder().maximumSize(MOST_VECTORS).build();
  private final Semaphore places = new Semaphore(MOST_CALLS);
  private final ExecutorService fetching =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("embed-", 0).factory());

  /**
   * An embedder.
   *
   * @param address of the server, before {@code /v1/embeddings}
   * @param key sent as a bearer token; null for none
   * @param timeout longest wait for an answer
   */
  public RemoteEmbedder(URI address, String model, @Nullable String key, Duration timeout) {
    String base = address.toString().replaceAll("/+$", "").replaceAll("/v1$", "");
    this.address = URI.create(base + "/v1/embeddings");
    this.model = model;
    this.key = key;
    Timeout bound = Timeout.of(timeout);
    this.client =
        HttpClients.custom()
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(MOST_CALLS)
                    .setMaxConnPerRoute(MOST_CALLS)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(bound)
                            .setSocketTimeout(bound)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(bound)
                    .setResponseTimeout(bound)
                    .build())
            .build();
  }

  @Override
  public String name() {
    return model;
  }

  @Override
  public boolean alike(String one, float[] ofOne, String other, float[] ofOther) {
    return Embedder.cosine(ofOne, ofOther) >= ALIKE;
  }

  @Override
  public Optional<Double> chance() {
    return Optional.empty();
  }

  @Override
  public Optional<List<float[]>> ready(List<String> texts) {
    Optional<List<float[]>> known = known(texts);
    if (known.isEmpty() && places.tryAcquire()) {
      fetching.execute(
          () -> {
            try {
              fetch(texts);
            } finally {
              places.release();
            }
          });
    }
    return known;
  }

  @Override
  public Optional<List<float[]>> embed(List<String> texts) {
    Optional<List<float[]>> known = known(texts);
    if (known.isPresent()) {
      return known;
    }
    fetch(texts);
    return known(texts);
  }

  private Optional<List<float[]>> known(List<String> texts) {
    List<float[]> known = new ArrayList<>(texts.size());
    for (String text : texts) {
      float[] vector = vectors.getIfPresent(text);
      if (vector == null) {
        return Optional.empty();
      }
      known.add(vector);
    }
    return Optional.of(known);
  }

  private void fetch(List<String> texts) {
    List<String> missing =
        texts.stream().filter(text -> vectors.getIfPresent(text) == null).distinct().toList();
    for (int from = 0; from < missing.size(); from += MOST_TEXTS) {
      List<String> some = missing.subList(from, Math.min(missing.size(), from + MOST_TEXTS));
      try {
        ask(some);
      } catch (IOException | JacksonException | IllegalArgumentException failed) {
        LOG.warn(
            "no embeddings from {}; lessons are compared in process: {}",
            address.getAuthority(),
            failed.getMessage());
        return;
      }
    }
  }

  private void ask(List<String> texts) throws IOException {
    ObjectNode body = json.createObjectNode().put("model", model);
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    HttpPost post = new HttpPost(address);
    post.setEntity(new StringEntity(json.writeValueAsString(body), ContentType.APPLICATION_JSON));
    if (key != null) {
      post.setHeader("Authorization", "Bearer " + key);
    }
    JsonNode answer =
        client.execute(
            post,
            response -> {
              if (response.getCode() != 200 || response.getEntity() == null) {
                throw new IOException("status " + response.getCode());
              }
              String text =
                  EntityUtils.toString(response.getEntity(), StandardCharsets.UTF_8, MOST_ANSWER);
              return json.readTree(text);
            });
    JsonNode data = answer.path("data");
    if (data.size() != texts.size()) {
      throw new IOException(data.size() + " vectors for " + texts.size() + " texts");
    }
    for (int i = 0; i < texts.size(); i++) {
      JsonNode one = data.get(i);
      int index = one.path("index").asInt(i);
      if (index < 0 || index >= texts.size()) {
        throw new IOException("a vector for text " + index + " of " + texts.size());
      }
      vectors.put(texts.get(index), vector(one.path("embedding")));
    }
  }

  private static float[] vector(JsonNode numbers) throws IOException {
    float[] vector = new float[numbers.size()];
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) numbers.get(i).asDouble();
      square += vector[i] * vector[i];
    }
    if (!(square > 0) || !Double.isFinite(square)) {
      throw new IOException("a vector without a direction");
    }
    float scale = (float) (1 / Math.sqrt(square));
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    return vector;
  }

  @Override
  public void close() {
    fetching.shutdownNow();
    try {
      client.close();
    } catch (IOException e) {
      LOG.warn("the connections to {} could not be closed", address.getAuthority(), e);
    }
  }
}
