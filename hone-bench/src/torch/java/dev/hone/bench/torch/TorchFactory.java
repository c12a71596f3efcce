package dev.hone.bench.torch;

import dev.hone.bench.engine.Contender;
import dev.hone.bench.engine.ContenderFactory;
import dev.hone.bench.engine.NetworkWeights;

/** Opens libtorch with MKL. */
public final class TorchFactory implements ContenderFactory {

  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public Contender open(NetworkWeights weights) {
    return new TorchContender(weights, TorchLibrary.load());
  }
}
