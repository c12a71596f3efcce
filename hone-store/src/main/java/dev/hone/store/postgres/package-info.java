/** The ledger in a PostgreSQL database that several processes share. */
@NullMarked
package dev.hone.store.postgres;

import org.jspecify.annotations.NullMarked;
