package dev.hone.bench.torch;

import dev.hone.bench.engine.Contender.Training;
import dev.hone.bench.engine.NetworkShape;
import dev.hone.bench.engine.NetworkWeights;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The network in libtorch's fastest public operations: fused attention, {@code rms_norm}, {@code
 * linear}. Tensors made while a step runs belong to the caller's {@link
 * org.bytedeco.javacpp.PointerScope}.
 */
final class TorchNetwork implements AutoCloseable {

  private final NetworkShape shape;
  private final Map<String, Tensor> weights = new HashMap<>();
  private final TensorVector trained = new TensorVector();
  private final boolean lora;
  private final Scalar loraScale = new Scalar(Training.ALPHA / Training.RANK);
  private final Tensor cosines;
  private final Tensor sines;
  private final TensorOptional none = new TensorOptional();
  private final DoubleOptional noScale = new DoubleOptional();
  private final DoubleOptional epsilon = new DoubleOptional(NetworkShape.NORM_EPSILON);

  /**
   * @param training null for none: no gradient is kept
   */
  TorchNetwork(NetworkWeights from, @Nullable Training training) {
    shape = from.shape();
    lora = training == Training.LORA;
    from.tensors()
        .forEach((name, weight) -> put(name, weight.values(), training == Training.FULL, weight));
    if (lora) {
      Random random = new Random(1);
      from.tensors().forEach((name, weight) -> addAdapter(name, weight.dimensions(), random));
    }
    int positions = shape.sequence();
    int half = shape.headWidth() / 2;
    float[] cos = new float[positions * 2 * half];
    float[] sin = new float[positions * 2 * half];
    for (int position = 0; position < positions; position++) {
      for (int i = 0; i < 2 * half; i++) {
        double angle = position * Math.pow(NetworkShape.ROPE_THETA, -(double) (i % half) / half);
        cos[position * 2 * half + i] = (float) Math.cos(angle);
        sin[position * 2 * half + i] = (float) Math.sin(angle);
      }
    }
    cosines = tensor(cos, positions, 2L * half);
    sines = tensor(sin, positions, 2L * half);
  }

  private void addAdapter(String name, int[] dimensions, Random random) {
    if (!name.endsWith("_proj.weight")) {
      return;
    }
    float[] a = new float[Training.RANK * dimensions[1]];
    double bound = 1 / Math.sqrt(dimensions[1]);
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    float[] b = new float[dimensions[0] * Training.RANK];
    put(name + ".A", a, true, new NetworkWeights.Weight(dims(Training.RANK, dimensions[1]), a));
    put(name + ".B", b, true, new NetworkWeights.Weight(dims(dimensions[0], Training.RANK), b));
  }

  private static int[] dims(int rows, int columns) {
    return new int[] {rows, columns};
  }

  private void put(String name, float[] values, boolean train, NetworkWeights.Weight weight) {
    long[] dimensions = new long[weight.dimensions().length];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = weight.dimensions()[i];
    }
    Tensor tensor = tensor(values, dimensions);
    if (train) {
      tensor.set_requires_grad(true);
      trained.push_back(tensor);
    }
    weights.put(name, tensor);
  }

  private static Tensor tensor(float[] values, long... dimensions) {
    try (FloatPointer data = new FloatPointer(values);
        Tensor view = torch.from_blob(data, dimensions)) {
      return view.clone();
    }
  }

  TensorVector trained() {
    return trained;
  }

  /**
   * Runs the network.
   *
   * @param tokens {@code [batch][length]}, int64
   * @param cache where keys and values of earlier positions are; null for none
   * @return logits {@code [batch][length][vocabulary]}, with a cache of the last position only
   */
  Tensor forward(Tensor tokens, long batch, long length, @Nullable TorchCache cache) {
    long start = cache == null ? 0 : cache.length();
    Tensor cos = cosines.narrow(0, start, length);
    Tensor sin = sines.narrow(0, start, length);
    Tensor stream = torch.embedding(weight("model.embed_tokens.weight"), tokens);
    for (int layer = 0; layer < shape.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      Tensor normed = norm(stream, prefix + "input_layernorm.weight");
      Tensor query = heads(normed, prefix + "self_attn.q_proj.weight", batch, length);
      Tensor key = heads(normed, prefix + "self_attn.k_proj.weight", batch, length);
      Tensor value = heads(normed, prefix + "self_attn.v_proj.weight", batch, length);
      query = rotate(query, cos, sin);
      key = rotate(key, cos, sin);
      if (cache != null) {
        cache.put(layer, start, key, value);
        key = cache.keys(layer, start + length);
        value = cache.values(layer, start + length);
      }
      Tensor mixed = attend(query, key, value, length > 1);
      mixed = mixed.transpose(1, 2).reshape(batch, length, shape.hidden());
      stream = stream.add(project(mixed, prefix + "self_attn.o_proj.weight"));
      normed = norm(stream, prefix + "post_attention_layernorm.weight");
      Tensor gate = torch.silu(project(normed, prefix + "mlp.gate_proj.weight"));
      Tensor up = project(normed, prefix + "mlp.up_proj.weight");
      stream = stream.add(project(gate.mul(up), prefix + "mlp.down_proj.weight"));
    }
    if (cache != null) {
      cache.advance(length);
      stream = stream.narrow(1, length - 1, 1);
    }
    return torch.linear(norm(stream, "model.norm.weight"), weight("model.embed_tokens.weight"));
  }

  /** Grouped heads by the fused kernel's own broadcasting where a head count differs. */
  private Tensor attend(Tensor query, Tensor key, Tensor value, boolean causal) {
    boolean grouped = shape.heads() != shape.keyValueHeads();
    return torch.scaled_dot_product_attention(
        query, key, value, none, 0.0, causal, noScale, grouped);
  }

  private Tensor heads(Tensor input, String name, long batch, long length) {
    return project(input, name).view(batch, length, -1, shape.headWidth()).transpose(1, 2);
  }

  private Tensor project(Tensor input, String name) {
    Tensor output = torch.linear(input, weight(name));
    if (lora) {
      Tensor low = torch.linear(input, weight(name + ".A"));
      return output.add(torch.linear(low, weight(name + ".B")), loraScale);
    }
    return output;
  }

  private Tensor norm(Tensor input, String name) {
    long[] width = {shape.hidden()};
    return torch.rms_norm(input, width, new TensorOptional(weight(name)), epsilon);
  }

  /** Rotary embedding with the halves of a head paired, as in Llama's Hugging Face code. */
  private Tensor rotate(Tensor heads, Tensor cos, Tensor sin) {
    long half = shape.headWidth() / 2;
    Tensor first = heads.narrow(3, 0, half);
    Tensor second = heads.narrow(3, half, half);
    Tensor turned = torch.cat(new TensorVector(second.neg(), first), 3);
    return heads.mul(cos).add(turned.mul(sin));
  }

  private Tensor weight(String name) {
    Tensor tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return tensor;
  }

  NetworkShape shape() {
    return shape;
  }

  @Override
  public void close() {
    trained.close();
    weights.values().forEach(Tensor::close);
    cosines.close();
    sines.close();
  }
}
