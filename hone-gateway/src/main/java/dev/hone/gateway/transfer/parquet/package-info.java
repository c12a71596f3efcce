/**
 * Writes Parquet files, as the format's specification (apache/parquet-format) has them, without any
 * library: only what an export needs.
 */
@NullMarked
package dev.hone.gateway.transfer.parquet;

import org.jspecify.annotations.NullMarked;
