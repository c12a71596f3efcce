package dev.hone.store;

import dev.hone.core.TenantId;

/** What belongs to one tenant. Thread-safe. */
public interface TenantLedger {

  TenantId tenant();

  StepLog steps();

  SignalLog signals();

  LessonBook lessons();

  /** Removes what users have said. */
  Erasure erasure();

  /** Money and tokens, counted once, in the transaction that completes a step. */
  UsageTotals usage();

  /** Budgets, and who spent what. */
  Purse purse();

  KeyRing keys();

  /** How much and how fast this tenant lets itself be called. */
  LimitBook limits();

  AuditLog audit();

  TenantSettings settings();

  /** Users whose steps do not train. */
  QuarantineBook quarantine();

  /** What the tenant demands of each version. */
  GoldenBook golden();
}
