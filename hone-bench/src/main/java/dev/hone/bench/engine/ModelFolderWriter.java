package dev.hone.bench.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes weights as a model folder in Hugging Face layout, without a tokenizer. */
final class ModelFolderWriter {

  private final JsonMapper mapper = JsonMapper.builder().build();

  void write(NetworkWeights weights, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), config(weights.shape()));
    Files.write(folder.resolve("model.safetensors"), safetensors(weights));
  }

  private String config(NetworkShape shape) {
    ObjectNode root = mapper.createObjectNode();
    root.putArray("architectures").add("LlamaForCausalLM");
    root.put("model_type", "llama");
    root.put("vocab_size", shape.vocabulary());
    root.put("hidden_size", shape.hidden());
    root.put("intermediate_size", shape.feedForward());
    root.put("num_hidden_layers", shape.layers());
    root.put("num_attention_heads", shape.heads());
    root.put("num_key_value_heads", shape.keyValueHeads());
    root.put("head_dim", shape.headWidth());
    root.put("hidden_act", "silu");
    root.put("max_position_embeddings", shape.sequence());
    root.put("rms_norm_eps", NetworkShape.NORM_EPSILON);
    root.put("rope_theta", NetworkShape.ROPE_THETA);
    root.put("tie_word_embeddings", true);
    return mapper.writeValueAsString(root);
  }

  private byte[] safetensors(NetworkWeights weights) {
    ObjectNode header = mapper.createObjectNode();
    int offset = 0;
    for (var entry : weights.tensors().entrySet()) {
      NetworkWeights.Weight weight = entry.getValue();
      ObjectNode tensor = header.putObject(entry.getKey());
      tensor.put("dtype", "F32");
      var dimensions = tensor.putArray("shape");
      for (int dimension : weight.dimensions()) {
        dimensions.add(dimension);
      }
      int end = offset + Float.BYTES * weight.values().length;
      tensor.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] head = mapper.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + head.length + offset).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(head.length).put(head);
    for (NetworkWeights.Weight weight : weights.tensors().values()) {
      for (float value : weight.values()) {
        file.putFloat(value);
      }
    }
    return file.array();
  }
}
