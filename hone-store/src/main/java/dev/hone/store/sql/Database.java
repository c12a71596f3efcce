package dev.hone.store.sql;

import dev.hone.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** How a database is reached. Thread-safe. */
public interface Database {

  Dialect dialect();

  /** For messages; holds no secret. */
  String name();

  /** What to do when the database belongs to another version or program; ends a sentence. */
  String otherwise();

  Failures failures();

  /** A connection that may make tables, and the database itself where that is a file. */
  Sql openMigrator();

  /**
   * A connection that may write; what it commits is durable.
   *
   * @throws StoreException if there is none to be had
   */
  Sql openWriter();

  /** A connection that only reads. */
  Sql openReader();

  /**
   * Rises when another process has committed; always 0 where other processes say so themselves.
   *
   * @param sql the writer's connection
   */
  long foreignCommits(Sql sql) throws SQLException;

  /**
   * Waits for what other processes announce ({@code NOTIFY}).
   *
   * @param sql a connection that listens
   * @return what was said; empty after a while of silence
   */
  List<String> announced(Sql sql, Duration patience) throws SQLException;
}
