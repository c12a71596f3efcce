/** What calls cost, and what they may use. */
@NullMarked
package dev.hone.gateway.money;

import org.jspecify.annotations.NullMarked;
