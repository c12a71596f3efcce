/** Agent programs as their makers ship them, run against Hone and measured. */
@NullMarked
package dev.hone.app.agents;

import org.jspecify.annotations.NullMarked;
