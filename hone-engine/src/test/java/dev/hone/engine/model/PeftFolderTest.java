package dev.hone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeftFolderTest {

  @TempDir Path folder;

  @Test
  void anAdapterIsReadBackAndHasTheNamesThatPeftUses() throws IOException {
    ModelConfig config = TinyModels.qwen3();
    LoraAdapter adapter = TinyModels.adapter(config, 3, Set.of("q_proj", "up_proj"), 1);
    Path target = folder.resolve("adapter");
    PeftFolder.write(adapter, config, "tiny@4", target);
    LoraAdapter read = PeftFolder.read(target, config);
    assertThat(read.rank()).isEqualTo(3);
    assertThat(read.alpha()).isEqualTo(6);
    assertThat(read.targets()).containsExactlyInAnyOrder("q_proj", "up_proj");
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : List.of(Projection.QUERY, Projection.UP)) {
        LoraAdapter.Factors expected = adapter.factors(layer, projection);
        LoraAdapter.Factors got = read.factors(layer, projection);
        assertThat(got).isNotNull();
        assertThat(got == null ? null : got.a()).isEqualTo(expected == null ? null : expected.a());
        assertThat(got == null ? null : got.b()).isEqualTo(expected == null ? null : expected.b());
      }
    }
    try (SafetensorsReader reader =
        SafetensorsReader.open(target.resolve("adapter_model.safetensors"))) {
      assertThat(reader.shape("base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight"))
          .containsExactly(3, config.hiddenSize());
      assertThat(reader.shape("base_model.model.model.layers.0.mlp.up_proj.lora_B.weight"))
          .containsExactly(config.feedForwardSize(), 3);
    }
    assertThat(Files.readString(target.resolve("adapter_config.json")))
        .contains("\"peft_type\" : \"LORA\"", "\"base_model_name_or_path\" : \"tiny@4\"");
  }

  @Test
  void adaptersThatCannotBeUsedAreNamed() throws IOException {
    ModelConfig config = TinyModels.llama();
    Path target = folder.resolve("adapter");
    PeftFolder.write(TinyModels.adapter(config, 3, Set.of("k_proj"), 1), config, "x", target);
    assertBad(target, TinyModels.qwen2(), "for another base");
    Path file = target.resolve("adapter_config.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"LORA\"", "\"IA3\""));
    assertBad(target, config, "peft_type");
    Files.writeString(file, text.replace("\"r\" : 3", "\"r\" : 4"));
    assertBad(target, config, "shape [3, 24]");
    Files.writeString(file, text.replace("\"r\" : 3", "\"r\" : 0"));
    assertBad(target, config, "rank");
    Files.writeString(file, text.replace("k_proj", "c_attn"));
    assertBad(target, config, "c_attn");
    Files.writeString(file, text.replace("k_proj", "v_proj"));
    assertBad(target, config, "missing");
    Files.writeString(file, text.replace("{", "{\"use_dora\": true,"));
    assertBad(target, config, "use_dora");
    Files.delete(file);
    assertBad(target, config, "adapter_config.json");
  }

  private static void assertBad(Path folder, ModelConfig config, String words) {
    assertThatThrownBy(() -> PeftFolder.read(folder, config))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.code()).isEqualTo(EngineException.Code.BAD_MODEL))
        .hasMessageContaining(words);
  }
}
