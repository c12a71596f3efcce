package dev.hone.gateway.transfer;

/**
 * What became of calls.
 *
 * @param added new steps
 * @param known steps that the ledger had already
 * @param unanswered new steps for messages that nobody answered, kept as interrupted
 */
public record ImportCounts(long added, long known, long unanswered) {

  public static final ImportCounts NONE = new ImportCounts(0, 0, 0);

  public ImportCounts plus(ImportCounts other) {
    return new ImportCounts(
        added + other.added, known + other.known, unanswered + other.unanswered);
  }

  public long calls() {
    return added + known + unanswered;
  }
}
