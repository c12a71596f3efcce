package dev.hone.core;

/** An end user, as the tenant names them; unique inside the tenant only. */
public record UserId(String value) {

  public UserId {
    value = Names.require("user id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
