package dev.hone.store.sql;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How writes are committed together. Used by the writer thread alone. */
interface Batches extends AutoCloseable {

  /** What was handed in while a batch runs. */
  @FunctionalInterface
  interface Arrivals {

    /**
     * Takes one write, which then belongs to the batch.
     *
     * @param patience nanoseconds to wait for one
     * @return null if none came, or somebody wants the commit
     */
    @Nullable Write<?> next(long patience);
  }

  /**
   * Runs and commits; when it returns, each write was told what became of it.
   *
   * @param more what may join the batch until it is committed
   * @return how many writes shared the commit
   */
  int commit(List<Write<?>> batch, Arrivals more);

  /** Nothing was handed in for a while. */
  void idle();

  @Override
  void close() throws SQLException;
}
