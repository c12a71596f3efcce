/** Child processes of benchmarks: started, watched, ended. */
@NullMarked
package dev.hone.bench.process;

import org.jspecify.annotations.NullMarked;
