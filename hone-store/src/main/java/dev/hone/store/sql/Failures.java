package dev.hone.store.sql;

import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;

/** What the errors of a database mean. Thread-safe. */
public interface Failures {

  /** What became of the transaction that an error ended. */
  enum Fate {
    /** The statement was wrong; again it would be wrong again. */
    REFUSED,
    /** It met another transaction and was undone; again it may go through. */
    COLLIDED,
    /** The connection is gone, and with it what was not committed. */
    DISCONNECTED
  }

  /** As the store says it: with a code and with what to do; without any secret. */
  StoreException ofSql(SQLException failure);

  /** The same for anything that was thrown; anew, so that the trace shows who asked. */
  default StoreException translate(Throwable failure) {
    return switch (failure) {
      case StoreException known ->
          new StoreException(known.code(), String.valueOf(known.getMessage()), known);
      case SQLException sql -> ofSql(sql);
      default -> new StoreException(Code.UNAVAILABLE, "the ledger failed: " + failure, failure);
    };
  }

  Fate fate(SQLException failure);
}
