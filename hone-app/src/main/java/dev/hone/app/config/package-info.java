/** hone.yaml: every key with a default, unknown keys refused. */
@NullMarked
package dev.hone.app.config;

import org.jspecify.annotations.NullMarked;
