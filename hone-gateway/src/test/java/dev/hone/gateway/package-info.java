@NullMarked
package dev.hone.gateway;

import org.jspecify.annotations.NullMarked;
