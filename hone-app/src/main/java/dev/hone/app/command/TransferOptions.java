package dev.hone.app.command;

import dev.hone.app.ConfiguredStore;
import dev.hone.app.DataFolder;
import dev.hone.app.ExitCode;
import dev.hone.app.ServiceClient;
import dev.hone.app.SetupException;
import dev.hone.app.transfer.LedgerSide;
import dev.hone.app.transfer.ServiceSide;
import dev.hone.app.transfer.TransferSide;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How import and export find what they work on: the service that runs on the data folder, because
 * it alone writes there; the ledger itself when none runs.
 */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TransferOptions {

  @Mixin ServiceOptions service;

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      description = "Whose, when no service runs; a running one goes by the key.")
  @Nullable String tenant;

  /**
   * Opens it.
   *
   * @param make whether a ledger may be made where there is none
   */
  TransferSide open(boolean make) {
    DataFolder folder = service.dataFolder();
    if (service.url != null || folder.url().isPresent()) {
      ServiceClient client = service.client();
      // A service that was killed leaves its address behind.
      if (service.url != null || client.answers()) {
        if (tenant != null) {
          client.close();
          throw new SetupException(
              ExitCode.USAGE,
              "a service runs at " + client.url() + ": the key says which tenant, not --tenant",
              null);
        }
        return new ServiceSide(client);
      }
      client.close();
    }
    ConfiguredStore store = new ConfiguredStore(service.configuration(), System.getenv());
    if (!make && !store.isShared() && !Files.isDirectory(folder.path())) {
      throw new SetupException(
          "there is no data folder " + folder.path() + "; name it with --data");
    }
    return LedgerSide.open(store, tenant);
  }
}
