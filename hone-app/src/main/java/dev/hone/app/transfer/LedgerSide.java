package dev.hone.app.transfer;

import dev.hone.app.ConfiguredStore;
import dev.hone.app.ExitCode;
import dev.hone.app.Service;
import dev.hone.app.SetupException;
import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.gateway.transfer.CallImport;
import dev.hone.gateway.transfer.ExportCounts;
import dev.hone.gateway.transfer.ExportQueryText;
import dev.hone.gateway.transfer.ExportShape;
import dev.hone.gateway.transfer.ImportCounts;
import dev.hone.gateway.transfer.LoggedCall;
import dev.hone.gateway.transfer.StepExport;
import dev.hone.gateway.transfer.TransferException;
import dev.hone.store.Ledger;
import dev.hone.store.Ownership;
import dev.hone.store.StoreException;
import dev.hone.store.TenantLedger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ledger itself, opened as its owner: no service runs on the data folder, and none can start.
 */
public final class LedgerSide implements TransferSide {

  private static final String IMPORTED = "imported";

  private final String name;
  private final Ledger ledger;
  private final TenantLedger tenant;
  private @Nullable CallImport calls;

  private LedgerSide(String name, Ledger ledger, TenantLedger tenant) {
    this.name = name;
    this.ledger = ledger;
    this.tenant = tenant;
  }

  /**
   * Opens it.
   *
   * @param of the tenant; null for the first one, which is made if it is missing
   * @throws SetupException if the store cannot be used or belongs to another process, or there is
   *     no such tenant
   */
  public static LedgerSide open(ConfiguredStore store, @Nullable String of) {
    return checked(
        () -> {
          Ledger ledger = store.open(Ownership.OWNER);
          try {
            ledger.recover();
            if (of == null) {
              ledger.createTenant(Service.FIRST_TENANT, Service.FIRST_TENANT.value());
            }
            TenantId id = of == null ? Service.FIRST_TENANT : new TenantId(of);
            return new LedgerSide(store.name(), ledger, ledger.tenant(id));
          } catch (RuntimeException e) {
            ledger.close();
            throw e;
          }
        });
  }

  @Override
  public ImportCounts add(List<LoggedCall> batch, Defaults defaults) {
    return checked(
        () -> {
          CallImport to = calls;
          if (to == null) {
            to =
                new CallImport(
                    tenant,
                    new CallImport.Defaults(
                        defaults.agent() == null
                            ? Service.FIRST_AGENT
                            : new AgentId(defaults.agent()),
                        new UserId(defaults.user() == null ? IMPORTED : defaults.user()),
                        defaults.consent()));
            calls = to;
          }
          return to.add(batch);
        });
  }

  @Override
  public ExportCounts export(
      ExportShape shape, Map<String, String> query, Consumer<ObjectNode> row) {
    return checked(
        () ->
            new StepExport(tenant)
                .run(
                    ExportQueryText.read(name -> Optional.ofNullable(query.get(name))),
                    shape,
                    row));
  }

  private static <T> T checked(Supplier<T> work) {
    try {
      return work.get();
    } catch (StoreException e) {
      throw new SetupException(ExitCode.BAD_SETUP, String.valueOf(e.getMessage()), e);
    } catch (TransferException | IllegalArgumentException e) {
      throw new SetupException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    checked(
        () -> {
          ledger.close();
          return name;
        });
  }
}
