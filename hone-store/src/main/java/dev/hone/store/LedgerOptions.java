package dev.hone.store;

import java.time.Duration;

/**
 * Bounds of a ledger.
 *
 * @param queueBound most writes that may wait; one more is refused with {@code OVERLOADED}, save
 *     the end of a step, which always has its place
 * @param batchSize most writes that share one commit
 * @param readers connections for reading
 * @param readWait longest wait for one of them, then {@code OVERLOADED}
 * @param busyTimeout longest wait while another process writes, then {@code UNAVAILABLE}
 * @param retryWindow how long the same prompt, sent again without a session key, is a retry
 * @param idempotencyWindow how long an idempotency key stands for its step
 * @param foreignPoll how often commits of other processes are looked for
 * @param minimumFree bytes that must be free on the disk, or the ledger says that it is unwritable
 * @param cachedGrants most API keys kept in memory
 * @param cachedScopes most scopes whose lessons are kept in memory
 * @param maximumPages most pages of 4096 bytes the file may grow to; 0 for no bound
 * @param nodeTimeToLive how long a process that shares a database may be silent before another
 *     declares it gone; a quarter of it is the longest that it may stand still in a transaction
 */
public record LedgerOptions(
    int queueBound,
    int batchSize,
    int readers,
    Duration readWait,
    Duration busyTimeout,
    Duration retryWindow,
    Duration idempotencyWindow,
    Duration foreignPoll,
    long minimumFree,
    int cachedGrants,
    int cachedScopes,
    long maximumPages,
    Duration nodeTimeToLive) {

  /** The largest batch: more would make the first caller wait longer than the disk does. */
  public static final int MAX_BATCH = 64;

  private static final Duration NODE_TIME_TO_LIVE = Duration.ofSeconds(10);

  /** Less, and an ordinary pause of a process would pass for its end. */
  private static final Duration LEAST_TIME_TO_LIVE = Duration.ofMillis(400);

  public LedgerOptions {
    if (queueBound < 1 || readers < 1 || cachedGrants < 1 || cachedScopes < 1) {
      throw new IllegalArgumentException(
          "queueBound, readers, cachedGrants and cachedScopes must be at least 1");
    }
    if (batchSize < 1 || batchSize > MAX_BATCH) {
      throw new IllegalArgumentException("batchSize must be between 1 and " + MAX_BATCH);
    }
    if (minimumFree < 0 || maximumPages < 0) {
      throw new IllegalArgumentException("minimumFree and maximumPages must not be negative");
    }
    if (nodeTimeToLive.compareTo(LEAST_TIME_TO_LIVE) < 0) {
      throw new IllegalArgumentException(
          "nodeTimeToLive must be at least " + LEAST_TIME_TO_LIVE.toMillis() + " ms");
    }
  }

  /** With the default time to live of a process. */
  public LedgerOptions(
      int queueBound,
      int batchSize,
      int readers,
      Duration readWait,
      Duration busyTimeout,
      Duration retryWindow,
      Duration idempotencyWindow,
      Duration foreignPoll,
      long minimumFree,
      int cachedGrants,
      int cachedScopes,
      long maximumPages) {
    this(
        queueBound,
        batchSize,
        readers,
        readWait,
        busyTimeout,
        retryWindow,
        idempotencyWindow,
        foreignPoll,
        minimumFree,
        cachedGrants,
        cachedScopes,
        maximumPages,
        NODE_TIME_TO_LIVE);
  }

  public static LedgerOptions defaults() {
    return new LedgerOptions(
        4096,
        MAX_BATCH,
        4,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(120),
        Duration.ofHours(24),
        Duration.ofMillis(200),
        64L << 20,
        1024,
        16_384,
        0);
  }

  public LedgerOptions withQueueBound(int bound) {
    return new LedgerOptions(
        bound,
        batchSize,
        readers,
        readWait,
        busyTimeout,
        retryWindow,
        idempotencyWindow,
        foreignPoll,
        minimumFree,
        cachedGrants,
        cachedScopes,
        maximumPages,
        nodeTimeToLive);
  }

  public LedgerOptions withRetryWindow(Duration window) {
    return new LedgerOptions(
        queueBound,
        batchSize,
        readers,
        readWait,
        busyTimeout,
        window,
        idempotencyWindow,
        foreignPoll,
        minimumFree,
        cachedGrants,
        cachedScopes,
        maximumPages,
        nodeTimeToLive);
  }

  public LedgerOptions withMinimumFree(long bytes) {
    return new LedgerOptions(
        queueBound,
        batchSize,
        readers,
        readWait,
        busyTimeout,
        retryWindow,
        idempotencyWindow,
        foreignPoll,
        bytes,
        cachedGrants,
        cachedScopes,
        maximumPages,
        nodeTimeToLive);
  }

  public LedgerOptions withMaximumPages(long pages) {
    return new LedgerOptions(
        queueBound,
        batchSize,
        readers,
        readWait,
        busyTimeout,
        retryWindow,
        idempotencyWindow,
        foreignPoll,
        minimumFree,
        cachedGrants,
        cachedScopes,
        pages,
        nodeTimeToLive);
  }

  public LedgerOptions withNodeTimeToLive(Duration timeToLive) {
    return new LedgerOptions(
        queueBound,
        batchSize,
        readers,
        readWait,
        busyTimeout,
        retryWindow,
        idempotencyWindow,
        foreignPoll,
        minimumFree,
        cachedGrants,
        cachedScopes,
        maximumPages,
        timeToLive);
  }
}
