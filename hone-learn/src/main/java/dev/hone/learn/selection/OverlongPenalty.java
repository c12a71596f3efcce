package dev.hone.learn.selection;

/**
 * DAPO's soft penalty of long answers: min(−(L − (max − buffer))/buffer·factor, 0). Not floored:
 * above max it goes under −factor. Source: learning.md §2.
 */
public record OverlongPenalty(double most, double buffer, double factor) {

  public OverlongPenalty {
    if (!(buffer > 0)) {
      throw new IllegalArgumentException("buffer must be above 0, but is " + buffer);
    }
  }

  /** For an answer of so many tokens. */
  public double of(double length) {
    double penalty = -(length - (most - buffer)) / buffer * factor;
    return penalty < 0 ? penalty : 0;
  }
}
