package dev.hone.learn.vector;

/** A vector cannot be checked: what it names is not known, or what is needed is not there. */
public final class VectorFault extends RuntimeException {

  private static final long serialVersionUID = 1;

  VectorFault(String message) {
    super(message);
  }
}
