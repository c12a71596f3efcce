/** libtorch as a peer, through JavaCPP. Built only with the Maven profile {@code torch}. */
@NullMarked
package dev.hone.bench.torch;

import org.jspecify.annotations.NullMarked;
