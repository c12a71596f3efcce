@NullMarked
package dev.hone.learn.policy;

import org.jspecify.annotations.NullMarked;
