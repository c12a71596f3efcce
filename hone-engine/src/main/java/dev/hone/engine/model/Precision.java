package dev.hone.engine.model;

/** How weights are stored in a file. In memory they are always 32-bit floats. */
public enum Precision {
  FLOAT32("F32", "float32", 4),
  BFLOAT16("BF16", "bfloat16", 2);

  private final String code;
  private final String torchName;
  private final int bytes;

  Precision(String code, String torchName, int bytes) {
    this.code = code;
    this.torchName = torchName;
    this.bytes = bytes;
  }

  String code() {
    return code;
  }

  String torchName() {
    return torchName;
  }

  int bytes() {
    return bytes;
  }
}
