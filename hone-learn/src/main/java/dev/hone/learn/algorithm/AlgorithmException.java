package dev.hone.learn.algorithm;

/** A choice of algorithms that cannot be: the message names the nearest right one. */
public final class AlgorithmException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public AlgorithmException(String message) {
    super(message);
  }
}
