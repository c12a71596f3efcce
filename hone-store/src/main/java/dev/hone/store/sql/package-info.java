/**
 * The ledger in SQL, written once for SQLite and PostgreSQL. What differs is in {@link
 * dev.hone.store.sql.Dialect} (texts), {@link dev.hone.store.sql.Database} (connections), {@link
 * dev.hone.store.sql.Failures} (what errors mean) and the two ways to commit a batch.
 */
@NullMarked
package dev.hone.store.sql;

import org.jspecify.annotations.NullMarked;
