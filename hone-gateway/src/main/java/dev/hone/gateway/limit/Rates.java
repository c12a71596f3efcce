package dev.hone.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What was counted lately, of this process. Bounded: who is quiet is forgotten. Thread-safe. */
final class Rates {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** After a minute without a call a bucket is full again, so that nothing is lost with it. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(2);

  /** Callers make up user names; about 300 bytes each. */
  private static final long MOST_BUCKETS = 200_000;

  /** What is counted in a bucket. */
  enum Unit {
    REQUESTS,
    TOKENS
  }

  /** Another bound makes another bucket. */
  private record Key(Who who, Unit unit, long bound) {}

  private final TimeMeter time;
  private final Cache<Key, Bucket> buckets =
      Caffeine.newBuilder()
          .expireAfterAccess(FORGOTTEN_AFTER)
          .maximumSize(MOST_BUCKETS)
          .executor(Runnable::run)
          .build();

  /** Only those that have calls running: as many as there are calls, at most. */
  private final ConcurrentHashMap<Who, Integer> running = new ConcurrentHashMap<>();

  Rates(Clock clock) {
    this.time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
          }

          @Override
          public boolean isWallClockBased() {
            return true;
          }
        };
  }

  Bucket bucket(Who who, Unit unit, long bound) {
    return buckets.get(
        new Key(who, unit, bound),
        key ->
            Bucket.builder()
                .addLimit(
                    Bandwidth.builder()
                        .capacity(key.bound())
                        .refillGreedy(key.bound(), MINUTE)
                        .build())
                .withCustomTimePrecision(time)
                .build());
  }

  /** One more, if there are fewer than that. */
  boolean begin(Who who, long most) {
    boolean[] room = new boolean[1];
    running.compute(
        who,
        (_, now) -> {
          int before = now == null ? 0 : now;
          room[0] = before < most;
          return room[0] ? Integer.valueOf(before + 1) : now;
        });
    return room[0];
  }

  void end(Who who) {
    running.computeIfPresent(who, (_, now) -> now == 1 ? null : now - 1);
  }

  int running() {
    return running.size();
  }

  long buckets() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }
}
