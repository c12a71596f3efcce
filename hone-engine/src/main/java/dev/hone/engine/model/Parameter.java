package dev.hone.engine.model;

/**
 * One array that training changes.
 *
 * @param decays whether weight decay applies; it does not to norms and biases
 */
record Parameter(String name, float[] value, boolean decays) {}
