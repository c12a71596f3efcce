/** OpenAI's chat completions dialect: requests read strictly, answers written exactly. */
@NullMarked
package dev.hone.gateway.openai;

import org.jspecify.annotations.NullMarked;
