package dev.hone.bench.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.mkl.global.mkl_rt;
import org.bytedeco.pytorch.global.torch;

/**
 * Loads the native libraries once in a process, MKL in the place of OpenBLAS.
 *
 * @param description versions and the BLAS that is really in use
 */
record TorchLibrary(String description) {

  private static final int VERSION_LENGTH = 198;

  /** OpenBLAS itself. In the folder of MKL lies a link of the same name to MKL's library. */
  private static final String OPENBLAS = ".*/openblas-[^/]*/.*/libopenblas(_nolapack)?\\.so.*";

  /**
   * Loads libtorch.
   *
   * @throws IllegalStateException if OpenBLAS was loaded after all: on two threads it is several
   *     times slower than MKL, and a comparison with it would be worth nothing
   */
  static TorchLibrary load() {
    // The openblas preset, which libtorch links against, takes MKL's runtime library instead of its
    // own when it is named here before the first class of it is initialised.
    System.setProperty("org.bytedeco.openblas.load", "mkl_rt");
    // Every tensor is freed by its scope. JavaCPP's own watch over memory reads /proc at each
    // allocation and cost a third of the decoding speed.
    System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
    System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    Loader.load(mkl_rt.class);
    // One OpenMP runtime for both: two would keep each other's threads off the cores.
    mkl_rt.MKL_Set_Threading_Layer(mkl_rt.MKL_THREADING_GNU);
    Loader.load(torch.class);
    List<String> blas = loadedLibraries();
    boolean mkl = blas.stream().anyMatch(path -> path.contains("/libmkl_core"));
    boolean openBlas = blas.stream().anyMatch(path -> path.matches(OPENBLAS));
    if (!mkl || openBlas) {
      throw new IllegalStateException("libtorch runs without MKL; loaded instead: " + blas);
    }
    byte[] version = new byte[VERSION_LENGTH];
    mkl_rt.MKL_Get_Version_String(version, VERSION_LENGTH - 1);
    String mklVersion =
        new String(version, StandardCharsets.US_ASCII)
            .replaceAll("(?s).*Version (\\S+?)-Product.*", "$1");
    String kernels =
        blas.stream().anyMatch(path -> path.contains("libmkl_avx512")) ? "AVX-512" : "AVX2 or less";
    return new TorchLibrary(
        "PyTorch "
            + torch.show_config().getString().replaceAll("(?s).*TORCH_VERSION=([^,]+),.*", "$1")
            + " C++, MKL "
            + mklVersion
            + " ("
            + kernels
            + ")");
  }

  private static List<String> loadedLibraries() {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .filter(line -> line.contains("mkl") || line.contains("blas"))
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the loaded libraries cannot be listed", e);
    }
  }
}
