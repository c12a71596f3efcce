package dev.hone.bench.torch;

import dev.hone.bench.engine.NetworkShape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Keys and values of earlier positions, allocated once for the longest sequence. */
final class TorchCache implements AutoCloseable {

  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private long length;

  TorchCache(NetworkShape shape, long batch) {
    long[] dimensions = {batch, shape.keyValueHeads(), shape.sequence(), shape.headWidth()};
    for (int layer = 0; layer < shape.layers(); layer++) {
      keys.add(torch.zeros(dimensions));
      values.add(torch.zeros(dimensions));
    }
  }

  /** Positions that every layer holds. */
  long length() {
    return length;
  }

  void put(int layer, long start, Tensor key, Tensor value) {
    keys.get(layer).narrow(2, start, key.size(2)).copy_(key);
    values.get(layer).narrow(2, start, value.size(2)).copy_(value);
  }

  Tensor keys(int layer, long end) {
    return keys.get(layer).narrow(2, 0, end);
  }

  Tensor values(int layer, long end) {
    return values.get(layer).narrow(2, 0, end);
  }

  void advance(long positions) {
    length += positions;
  }

  @Override
  public void close() {
    keys.forEach(Tensor::close);
    values.forEach(Tensor::close);
  }
}
