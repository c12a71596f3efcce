package dev.hone.store.sql;

import dev.hone.store.StoreException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One write that was handed in, and who waits for it. Run and told by the writer thread. */
final class Write<T> {

  private final Work<T> work;
  private final @Nullable Consumer<StoreException> ifLost;
  private final List<Lock> locks;
  private final CompletableFuture<T> ran = new CompletableFuture<>();
  private final CompletableFuture<T> durable = new CompletableFuture<>();
  private @Nullable T value;
  private boolean lacksStore;

  /**
   * Makes one.
   *
   * @param ifLost told if it does not become durable; null: its caller waits until it is durable
   */
  Write(Work<T> work, @Nullable Consumer<StoreException> ifLost, Lock... locks) {
    this.work = work;
    this.ifLost = ifLost;
    this.locks = List.of(locks);
  }

  /** Done when it has run. */
  CompletableFuture<T> ran() {
    return ran;
  }

  CompletableFuture<T> durable() {
    return durable;
  }

  List<Lock> locks() {
    return locks;
  }

  /** Whether nobody waits for the disk. */
  boolean early() {
    return ifLost != null;
  }

  void run(Transaction transaction) throws SQLException {
    value = work.run(transaction);
  }

  /** To be called only when it will not run again. */
  void tellRan() {
    ran.complete(value);
  }

  void succeed() {
    ran.complete(value);
    durable.complete(value);
  }

  /** Whether it failed because the store was out of reach or full. */
  boolean lacksStore() {
    return lacksStore;
  }

  void fail(StoreException failure) {
    lacksStore =
        switch (failure.code()) {
          case UNAVAILABLE, OVERLOADED, FULL, CORRUPT -> true;
          case UNKNOWN_TENANT, NOT_FOUND, CONFLICT, FENCED, INCOMPATIBLE -> false;
        };
    if (ifLost != null) {
      ifLost.accept(failure);
    }
    ran.completeExceptionally(failure);
    durable.completeExceptionally(failure);
  }
}
