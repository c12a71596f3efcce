/**
 * The ledger in one SQLite file: one writer with group commit, a few readers, a second process as a
 * guest.
 */
@NullMarked
package dev.hone.store.sqlite;

import org.jspecify.annotations.NullMarked;
