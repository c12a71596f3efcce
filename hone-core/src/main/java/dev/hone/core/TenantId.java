package dev.hone.core;

/** A customer of this installation. */
public record TenantId(String value) {

  public TenantId {
    value = Names.require("tenant id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
