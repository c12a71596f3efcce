package dev.hone.store;

/** How a process opens a ledger. */
public enum Ownership {
  /** The serving process: makes and migrates the schema; only one at a time. */
  OWNER,
  /** Another process beside the owner, such as the trainer; finds the schema as it is. */
  GUEST
}
