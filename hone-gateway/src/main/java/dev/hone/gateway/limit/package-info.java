/** How much and how fast calls may come: shares of this process, and limits of each caller. */
@NullMarked
package dev.hone.gateway.limit;

import org.jspecify.annotations.NullMarked;
