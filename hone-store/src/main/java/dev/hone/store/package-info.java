/**
 * What is kept, and how it is asked for. A handle is opened for a tenant; there is no query without
 * one. Work that is consumed is taken by lease and acknowledged.
 */
@NullMarked
package dev.hone.store;

import org.jspecify.annotations.NullMarked;
