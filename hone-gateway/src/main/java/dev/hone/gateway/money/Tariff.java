package dev.hone.gateway.money;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.store.CallBound;
import dev.hone.store.Price;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What calls cost. Immutable.
 *
 * @param prices of models, by the name that callers write in {@code model}
 * @param ceiling of an upstream's models that are not among them
 * @param refuseUnknown whether those are refused instead
 * @param unsaidTokens the longest answer that is reckoned with when a call to an upstream names no
 *     limit
 * @param bytesPerToken of a prompt for an upstream, from 1: how many bytes are reckoned as one
 *     token before the call. 1 is never exceeded, since no token is shorter than a byte; with more,
 *     a call whose text is denser than that may exceed its reservation
 */
public record Tariff(
    Map<String, Price> prices,
    Price ceiling,
    boolean refuseUnknown,
    long unsaidTokens,
    double bytesPerToken) {

  /**
   * For a million tokens of a model whose price is unknown: as dear as the dearest in common use.
   */
  public static final Price CEILING = new Price(15 * Price.NANOS, 75 * Price.NANOS);

  public static final long UNSAID_TOKENS = 16_384;

  /** Fields that bound an answer, in any dialect; the smallest of those that are there counts. */
  private static final String[] LIMITS = {
    "max_completion_tokens", "max_output_tokens", "max_tokens"
  };

  private static final int MOST_CHOICES = 128;

  /** Of the words around a text that is put into a prompt. */
  private static final int FRAME_BYTES = 200;

  public Tariff {
    prices = Map.copyOf(prices);
    if (!(bytesPerToken >= 1)) {
      throw new IllegalArgumentException("a token has one byte at least");
    }
  }

  /** With a bound of prompts that is never exceeded. */
  public Tariff(
      Map<String, Price> prices, Price ceiling, boolean refuseUnknown, long unsaidTokens) {
    this(prices, ceiling, refuseUnknown, unsaidTokens, 1);
  }

  /** No model has a price of its own. */
  public static Tariff defaults() {
    return new Tariff(Map.of(), CEILING, false, UNSAID_TOKENS);
  }

  /**
   * The most that a call of our own engine uses, which costs nothing unless its price is set.
   *
   * @param bodyBytes of the request, with its tools
   * @param added texts of the prompt that do not stand in the body
   */
  public CallBound own(String policy, int bodyBytes, List<String> added, long maxTokens) {
    long bytes = bodyBytes;
    for (String text : added) {
      bytes += text.getBytes(StandardCharsets.UTF_8).length + FRAME_BYTES;
    }
    return new CallBound(bytes, maxTokens, prices.getOrDefault(policy, Price.FREE));
  }

  /** The most that a call of our own engine uses whose prompt has been counted. */
  public CallBound counted(String policy, int promptTokens, int bodyBytes, long maxTokens) {
    return new CallBound(
        promptTokens, maxTokens, prices.getOrDefault(policy, Price.FREE), bodyBytes);
  }

  /** The most that a call uses which has no answer in tokens, such as embeddings. */
  public CallBound promptOnly(String model, int bodyBytes) {
    return new CallBound(promptTokens(bodyBytes), 0, upstreamPrice(model), bodyBytes);
  }

  private long promptTokens(int bytes) {
    return (long) Math.ceil(bytes / bytesPerToken);
  }

  /**
   * The most that a call of an upstream uses. No token is shorter than a byte, so that no text has
   * more tokens than bytes.
   *
   * @param asked the request as the caller made it
   * @param bodyBytes of the request as it is sent
   * @throws GatewayException {@code UNPRICED} if the model has no price and those are refused
   */
  public CallBound upstream(String model, ObjectNode asked, int bodyBytes) {
    return new CallBound(promptTokens(bodyBytes), limit(asked), upstreamPrice(model), bodyBytes);
  }

  private Price upstreamPrice(String model) {
    Price price = prices.get(model);
    if (price != null) {
      return price;
    }
    if (refuseUnknown) {
      throw new GatewayException(
          Code.UNPRICED,
          "The model '"
              + model
              + "' has no price, and the configuration refuses such models; set it under"
              + " prices.models in hone.yaml.",
          "model",
          null);
    }
    return ceiling;
  }

  private long limit(ObjectNode asked) {
    long least = Long.MAX_VALUE;
    for (String name : LIMITS) {
      JsonNode said = asked.path(name);
      if (said.isIntegralNumber() && said.asLong() >= 0) {
        least = Math.min(least, said.asLong());
      }
    }
    JsonNode n = asked.path("n");
    long choices = n.isIntegralNumber() ? Math.clamp(n.asLong(), 1, MOST_CHOICES) : 1;
    return (least == Long.MAX_VALUE ? unsaidTokens : Math.min(least, Integer.MAX_VALUE)) * choices;
  }
}
