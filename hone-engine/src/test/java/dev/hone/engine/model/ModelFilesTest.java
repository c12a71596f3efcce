package dev.hone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and writing model folders, and what happens to broken ones. */
class ModelFilesTest {

  @TempDir Path folder;

  private static void assertBadModel(Runnable action, String... words) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> {
              assertThat(e.code()).isEqualTo(EngineException.Code.BAD_MODEL);
              assertThat(e).hasMessageContainingAll(words);
            });
  }

  @Test
  void everyFamilyIsReadBack() {
    for (ModelConfig config : TinyModels.all()) {
      ModelWeights weights = TinyModels.weights(config, 3);
      Path exact = folder.resolve(config.family() + "-" + config.attentionBias());
      ModelFolder.write(weights, exact, Precision.FLOAT32);
      ModelWeights read = ModelFolder.read(exact);
      assertThat(read.config()).isEqualTo(config);
      for (Tensor tensor : weights.tensors()) {
        assertThat(read.array(tensor.name())).isEqualTo(tensor.data());
      }
      Path half = folder.resolve(exact.getFileName() + "-bf16");
      ModelFolder.write(weights, half, Precision.BFLOAT16);
      ModelWeights rounded = ModelFolder.read(half);
      for (Tensor tensor : weights.tensors()) {
        float[] got = rounded.array(tensor.name());
        for (int i = 0; i < got.length; i++) {
          assertThat(got[i])
              .isCloseTo(tensor.data()[i], within(Math.abs(tensor.data()[i]) / 256 + 1e-30f));
        }
      }
    }
  }

  @Test
  void tokenizerAndTemplateGoWithTheWeights() throws IOException {
    ModelConfig config = TinyModels.llama();
    Path source = folder.resolve("source");
    ModelFolder.write(TinyModels.weights(config, 3), source, Precision.FLOAT32);
    Files.writeString(source.resolve("tokenizer.json"), "{}");
    Files.writeString(source.resolve("chat_template.jinja"), "x");
    ModelFolder.write(ModelFolder.read(source), folder.resolve("copy"), Precision.FLOAT32);
    assertThat(folder.resolve("copy/tokenizer.json")).hasContent("{}");
    assertThat(folder.resolve("copy/chat_template.jinja")).hasContent("x");
  }

  @Test
  void halfFloatsAreRead() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = {1.5f, -0.25f, 65504f, 6e-8f};
    for (float value : values) {
      data.putShort(Float.floatToFloat16(value));
    }
    Path file =
        write("{\"x\":{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[0,8]}}", data.array());
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      float[] got = reader.read("x").data();
      for (int i = 0; i < values.length; i++) {
        assertThat(got[i]).isEqualTo(Float.float16ToFloat(Float.floatToFloat16(values[i])));
      }
    }
  }

  @Test
  void bfloatRoundsToTheNearestEven() {
    assertThat(SafetensorsWriter.bfloat16(1f)).isEqualTo((short) 0x3f80);
    assertThat(SafetensorsWriter.bfloat16(Float.intBitsToFloat(0x3f808000)))
        .isEqualTo((short) 0x3f80);
    assertThat(SafetensorsWriter.bfloat16(Float.intBitsToFloat(0x3f818000)))
        .isEqualTo((short) 0x3f82);
    assertThat(SafetensorsWriter.bfloat16(Float.intBitsToFloat(0x3f808001)))
        .isEqualTo((short) 0x3f81);
    assertThat(SafetensorsWriter.bfloat16(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xff80);
    assertThat(Float.intBitsToFloat(SafetensorsWriter.bfloat16(Float.NaN) << 16)).isNaN();
  }

  private Path write(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(text.length).put(text).put(data);
    Path file = folder.resolve("x.safetensors");
    Files.write(file, buffer.array());
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"x\":1}",
        "{\"x\":{}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}",
        "{\"x\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,16]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,99999999999999999999]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],"
            + "\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
      })
  void badHeadersAreRefused(String header) throws IOException {
    Path file = write(header, new byte[8]);
    assertBadModel(() -> SafetensorsReader.open(file), "x.safetensors");
  }

  @Test
  void noBrokenFileDoesAnythingButFailClearly() throws IOException {
    ModelConfig config = TinyModels.llama();
    Path model = folder.resolve("model");
    ModelFolder.write(TinyModels.weights(config, 3), model, Precision.BFLOAT16);
    Path file = model.resolve("model.safetensors");
    byte[] good = Files.readAllBytes(file);
    int header = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    Random random = new Random(17);
    for (int i = 0; i < 400; i++) {
      byte[] bad = good.clone();
      if (i % 4 == 0) {
        bad = Arrays.copyOf(good, random.nextInt(good.length));
      } else {
        int last = i % 4 == 1 ? 8 : header;
        for (int change = 0; change < 1 + random.nextInt(3); change++) {
          bad[random.nextInt(last)] = (byte) random.nextInt(256);
        }
      }
      Files.write(file, bad);
      try {
        ModelFolder.read(model);
        assertThat(bad.length)
            .as("seed 17, round %d: a cut file was read", i)
            .isEqualTo(good.length);
      } catch (EngineException e) {
        assertThat(e.code()).as("seed 17, round %d", i).isEqualTo(EngineException.Code.BAD_MODEL);
        assertThat(e.getMessage()).contains("model");
      }
    }
  }

  @Test
  void shardsAreJoined() throws IOException {
    ModelConfig config = TinyModels.qwen3();
    ModelWeights weights = TinyModels.weights(config, 3);
    Path model = folder.resolve("model");
    ModelFolder.write(weights, model, Precision.FLOAT32);
    Files.delete(model.resolve("model.safetensors"));
    List<Tensor> tensors = new ArrayList<>(weights.tensors());
    StringBuilder map = new StringBuilder();
    for (int shard = 0; shard < 2; shard++) {
      List<Tensor> part = shard == 0 ? tensors.subList(0, 5) : tensors.subList(5, tensors.size());
      SafetensorsWriter.write(
          model.resolve("model-" + shard + ".safetensors"), part, Precision.FLOAT32);
      for (Tensor tensor : part) {
        map.append(map.isEmpty() ? "" : ",")
            .append("\"" + tensor.name() + "\":\"model-" + shard + ".safetensors\"");
      }
    }
    Path index = model.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\":{" + map + "}}");
    ModelWeights read = ModelFolder.read(model);
    for (Tensor tensor : tensors) {
      assertThat(read.array(tensor.name())).isEqualTo(tensor.data());
    }
    Files.writeString(index, "{\"weight_map\":{\"model.norm.weight\":\"../../etc/passwd\"}}");
    assertBadModel(() -> ModelFolder.read(model), "index.json");
    Files.writeString(
        index, "{\"weight_map\":{" + map.toString().replace("model-1.", "model-2.") + "}}");
    assertBadModel(() -> ModelFolder.read(model), "model-2.safetensors");
  }

  @Test
  void unknownArchitecturesAreNamedWithWhatIsSupported() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(config, "{\"model_type\":\"mamba\"}");
    assertBadModel(() -> ModelFolder.readConfig(folder), "mamba", "llama", "qwen2", "qwen3");
    Files.writeString(config, "{\"model_type\":\"llama\",\"hidden_act\":\"gelu\"}");
    assertBadModel(() -> ModelFolder.readConfig(folder), "hidden_act silu");
    Files.writeString(config, "{\"model_type\":\"llama\",\"hidden_size\":\"x\"}");
    assertBadModel(() -> ModelFolder.readConfig(folder), "hidden_size");
    Files.writeString(config, "{\"model_type\":");
    assertBadModel(() -> ModelFolder.readConfig(folder), "config.json", "JSON");
    Files.delete(config);
    assertBadModel(() -> ModelFolder.readConfig(folder), "config.json");
  }

  @Test
  void publishedConfigurationsAreUnderstood() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "bos_token_id": 128000,
         "eos_token_id": [128001, 128008, 128009], "head_dim": 64, "hidden_act": "silu",
         "hidden_size": 2048, "intermediate_size": 8192, "max_position_embeddings": 131072,
         "mlp_bias": false, "model_type": "llama", "num_attention_heads": 32,
         "num_hidden_layers": 16, "num_key_value_heads": 8, "rms_norm_eps": 1e-05,
         "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
           "original_max_position_embeddings": 8192, "rope_type": "llama3"},
         "rope_theta": 500000.0, "tie_word_embeddings": true, "vocab_size": 128256}
        """);
    ModelConfig llama = ModelFolder.readConfig(folder);
    assertThat(llama.ropeScaling()).isEqualTo(new ModelConfig.RopeScaling(32, 1, 4, 8192));
    assertThat(llama.endTokens()).containsExactly(128001, 128008, 128009);
    assertThat(llama.parameters()).isEqualTo(1_235_814_400L);
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "qwen2", "eos_token_id": 151645, "hidden_act": "silu", "hidden_size": 896,
         "intermediate_size": 4864, "max_position_embeddings": 32768, "max_window_layers": 21,
         "num_attention_heads": 14, "num_hidden_layers": 24, "num_key_value_heads": 2,
         "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "sliding_window": 32768,
         "tie_word_embeddings": true, "use_sliding_window": false, "vocab_size": 151936}
        """);
    ModelConfig qwen = ModelFolder.readConfig(folder);
    assertThat(qwen.attentionBias()).isTrue();
    assertThat(qwen.headSize()).isEqualTo(64);
    assertThat(qwen.parameters()).isEqualTo(494_032_768L);
  }

  @Test
  void weightsThatDoNotFitTheConfigurationAreNamed() throws IOException {
    ModelConfig config = TinyModels.llama();
    Path model = folder.resolve("model");
    ModelFolder.write(TinyModels.weights(config, 3), model, Precision.FLOAT32);
    String text = Files.readString(model.resolve("config.json"));
    Files.writeString(
        model.resolve("config.json"),
        text.replaceFirst("\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 3"));
    assertBadModel(() -> ModelFolder.read(model), "model.layers.2");
    Files.writeString(
        model.resolve("config.json"),
        text.replaceFirst("\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 1"));
    assertBadModel(() -> ModelFolder.read(model), "model.layers.1", "no part");
    Files.writeString(
        model.resolve("config.json"),
        text.replaceFirst("\"intermediate_size\" : 44", "\"intermediate_size\" : 45"));
    assertBadModel(() -> ModelFolder.read(model), "gate_proj", "[44, 24]", "[45, 24]");
  }
}
