package dev.hone.learn.defence;

import java.util.Map;

/**
 * Why a stream is held.
 *
 * @param reason a sentence for the admin
 * @param figures behind it
 */
public record Suspicion(String reason, Map<String, Double> figures) {

  public Suspicion {
    figures = Map.copyOf(figures);
  }
}
