/** Reads files of simulated users: strictly, with the line and the key of what is wrong. */
@NullMarked
package dev.hone.app.simulate.users;

import org.jspecify.annotations.NullMarked;
