/** Another OpenAI-compatible server behind this one: passed through and captured. */
@NullMarked
package dev.hone.gateway.upstream;

import org.jspecify.annotations.NullMarked;
