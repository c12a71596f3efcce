/** Which version answers: a snapshot of what is live, loaded before it is switched to. */
@NullMarked
package dev.hone.gateway.route;

import org.jspecify.annotations.NullMarked;
