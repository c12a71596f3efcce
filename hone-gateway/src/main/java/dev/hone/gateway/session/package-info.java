/** What a call says of its session and its line: by path, by its body, by known side calls. */
@NullMarked
package dev.hone.gateway.session;

import org.jspecify.annotations.NullMarked;
