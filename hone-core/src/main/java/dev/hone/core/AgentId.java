package dev.hone.core;

/** An agent of a tenant, by name. */
public record AgentId(String value) {

  public AgentId {
    value = Names.require("agent id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
