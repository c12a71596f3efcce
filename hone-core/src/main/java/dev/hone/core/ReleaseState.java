package dev.hone.core;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a version stands on its way to users.
 *
 * <pre>
 * CANDIDATE → SHADOW → CANARY → LIVE → RETIRED
 *     └──────────┴────────┴──→ REJECTED
 * </pre>
 *
 * A state may be passed over towards LIVE; a retired version may be made live again (rollback).
 */
public enum ReleaseState {
  CANDIDATE,
  SHADOW,
  CANARY,
  LIVE,
  RETIRED,
  REJECTED;

  private Set<ReleaseState> next() {
    return switch (this) {
      case CANDIDATE -> EnumSet.of(SHADOW, CANARY, LIVE, REJECTED);
      case SHADOW -> EnumSet.of(CANARY, LIVE, REJECTED);
      case CANARY -> EnumSet.of(LIVE, REJECTED);
      case LIVE -> EnumSet.of(RETIRED);
      case RETIRED -> EnumSet.of(LIVE);
      case REJECTED -> EnumSet.noneOf(ReleaseState.class);
    };
  }

  public boolean mayBecome(ReleaseState state) {
    return next().contains(state);
  }
}
