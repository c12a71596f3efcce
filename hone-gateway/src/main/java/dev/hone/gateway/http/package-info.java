/** A small blocking HTTP server on virtual threads; hides the library behind it. */
@NullMarked
package dev.hone.gateway.http;

import org.jspecify.annotations.NullMarked;
