/** From a request to the code that answers it: route table, keys, errors. */
@NullMarked
package dev.hone.gateway.dispatch;

import org.jspecify.annotations.NullMarked;
