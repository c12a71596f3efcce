package dev.hone.store.sql;

import java.sql.SQLException;
import java.util.List;

/** How writes are committed together. Used by the writer thread alone. */
interface Batches extends AutoCloseable {

  /** Runs and commits; when it returns, each write was told what became of it. */
  void commit(List<Write<?>> batch);

  /** Nothing was handed in for a while. */
  void idle();

  @Override
  void close() throws SQLException;
}
