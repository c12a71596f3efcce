/** The HTTP face of Hone: model traffic, capture of every step, routing to versions. */
@NullMarked
package dev.hone.gateway;

import org.jspecify.annotations.NullMarked;
