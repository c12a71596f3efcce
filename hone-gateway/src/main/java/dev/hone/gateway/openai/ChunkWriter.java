package dev.hone.gateway.openai;

import dev.hone.core.engine.GenerationEvent;
import dev.hone.gateway.http.AnswerStream;
import dev.hone.gateway.http.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Streams an answer as chunks. Nothing is sent before the first event, so that a request that fails
 * until then gets a plain error.
 */
final class ChunkWriter {

  private final Exchange exchange;
  private final ChatFormat format;
  private @Nullable AnswerStream stream;

  ChunkWriter(Exchange exchange, ChatFormat format) {
    this.exchange = exchange;
    this.format = format;
  }

  void write(GenerationEvent event, boolean logprobs) {
    List<byte[]> out = new ArrayList<>(2);
    AnswerStream to = begin(out, event instanceof GenerationEvent.Text);
    out.add(
        switch (event) {
          case GenerationEvent.Text(String delta, var tokens) ->
              format.text(delta, logprobs ? tokens : null);
          case GenerationEvent.ToolCallStarted(int index, String id, String name, var tokens) ->
              format.toolCall(index, id, name);
          case GenerationEvent.ToolArguments(int index, String delta, var tokens) ->
              format.arguments(index, delta);
        });
    to.events(out.toArray(byte[][]::new));
  }

  private AnswerStream begin(List<byte[]> out, boolean text) {
    AnswerStream to = stream;
    if (to == null) {
      to = exchange.events();
      stream = to;
      out.add(format.role(text));
    }
    return to;
  }

  /** Sends the end. The step must be on disk. */
  void end(String finishReason, ChatFormat.Usage usage) {
    List<byte[]> out = new ArrayList<>(4);
    AnswerStream to = begin(out, true);
    out.add(format.finish(finishReason));
    if (format.includeUsage()) {
      out.add(format.usage(usage.json()));
    }
    out.add(ChatFormat.DONE);
    to.events(out.toArray(byte[][]::new));
  }
}
