package dev.hone.app.command;

import dev.hone.app.DataFolder;
import dev.hone.app.ServiceClient;
import dev.hone.app.ServiceException;
import dev.hone.app.config.HoneConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command finds the configuration, the data folder, and the running service. */
final class ServiceOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration; default: hone.yaml here, if there is one.")
  @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Data folder; default: 'data', or as configured.")
  @Nullable Path data;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Address of the service; default: the one that runs on this data folder.")
  @Nullable String url;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "API key; default: $HONE_KEY, or the one in the data folder.")
  @Nullable String key;

  HoneConfig configuration() {
    Path file = config;
    if (file != null) {
      return HoneConfig.load(file);
    }
    Path here = Path.of("hone.yaml");
    return here.toFile().isFile() ? HoneConfig.load(here) : HoneConfig.defaults();
  }

  DataFolder dataFolder() {
    return new DataFolder(data != null ? data : configuration().data());
  }

  ServiceClient client() {
    DataFolder folder = dataFolder();
    String address = url;
    if (address == null) {
      address =
          folder
              .url()
              .orElseThrow(
                  () ->
                      new ServiceException(
                          0,
                          "no service runs on the data folder "
                              + folder.path()
                              + "; start one with: hone serve (or name one with --url)"));
    }
    String secret = key != null ? key : System.getenv("HONE_KEY");
    if (secret == null) {
      secret =
          folder
              .key()
              .orElseThrow(
                  () ->
                      new ServiceException(
                          401, "there is no key; give one with --key or in HONE_KEY"));
    }
    return new ServiceClient(address, secret);
  }
}
