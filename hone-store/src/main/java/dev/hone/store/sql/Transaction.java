package dev.hone.store.sql;

import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.store.WorkBoard.Judging;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one write writes to, and what it leaves to be done at the commit. Of the writer thread. */
final class Transaction {

  private final Sql sql;
  private final Usage usage = new Usage();
  private boolean cachedChanged;
  private boolean workArrived;
  private final Map<Long, Judging> fresh = new LinkedHashMap<>();

  Transaction(Sql sql) {
    this.sql = sql;
  }

  Sql sql() {
    return sql;
  }

  /** Something that is cached changes with this write, here and in other processes. */
  void cachedChanged() {
    cachedChanged = true;
  }

  /** With this write there is something to judge. */
  void workArrived() {
    workArrived = true;
  }

  /** A judge in this process need not read it. */
  void fresh(long sequence, Judging piece) {
    fresh.put(sequence, piece);
  }

  /** To be counted with the commit. */
  void count(Usage.Key key, Usage.Amounts amounts) {
    usage.add(key, amounts);
  }

  /** To be counted with the commit. */
  void count(Usage.Spender spender, Usage.Spent spent) {
    usage.add(spender, spent);
  }

  /** To be released with the commit, after the counting. */
  void release(TenantId tenant, StepId step) {
    usage.release(tenant, step);
  }

  /** What a batch leaves to be done, put together. */
  static final class Effects {

    private final Usage usage = new Usage();
    private boolean cachedChanged;
    private boolean workArrived;
    private final Map<Long, Judging> fresh = new LinkedHashMap<>();

    void add(Transaction transaction) {
      usage.addAll(transaction.usage);
      cachedChanged |= transaction.cachedChanged;
      workArrived |= transaction.workArrived;
      fresh.putAll(transaction.fresh);
    }

    Usage usage() {
      return usage;
    }

    boolean cachedChange() {
      return cachedChanged;
    }

    boolean newWork() {
      return workArrived;
    }

    /** After the commit, before callers hear of it. */
    void tell(Changes changes) {
      if (cachedChanged) {
        changes.cachedChanged();
      }
      fresh.forEach(changes.fresh()::put);
      if (workArrived) {
        changes.workArrived();
      }
    }
  }
}
