package dev.hone.store.sql;

import java.sql.SQLException;

/**
 * A write. It may run again as long as it has not been told committed, and must do the same then.
 */
@FunctionalInterface
interface Work<T> {
  T run(Transaction transaction) throws SQLException;
}
