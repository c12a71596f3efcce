/** The subcommands of hone. */
@NullMarked
package dev.hone.app.command;

import org.jspecify.annotations.NullMarked;
