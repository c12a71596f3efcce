package dev.hone.app.command;

import dev.hone.app.DataFolder;
import dev.hone.app.ServiceClient;
import dev.hone.app.ServiceException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command finds the running service, besides its setup. */
final class ServiceOptions extends SetupOptions {

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

  DataFolder dataFolder() {
    return new DataFolder(configuration().data());
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
