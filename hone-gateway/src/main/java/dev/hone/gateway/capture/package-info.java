/** Keeps every step: no answer ends before its row is on disk. */
@NullMarked
package dev.hone.gateway.capture;

import org.jspecify.annotations.NullMarked;
