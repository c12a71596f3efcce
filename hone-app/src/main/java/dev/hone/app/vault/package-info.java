/** Two vaults: environment variables and a folder of files. */
@NullMarked
package dev.hone.app.vault;

import org.jspecify.annotations.NullMarked;
