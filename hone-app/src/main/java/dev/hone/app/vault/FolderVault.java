package dev.hone.app.vault;

import dev.hone.core.TenantId;
import dev.hone.core.vault.Secret;
import dev.hone.core.vault.Vault;
import dev.hone.core.vault.VaultException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in a folder, one to a file that bears its name; a tenant's own lie under {@code
 * tenants/TENANT}. A file is looked at (not read) at every question, so that a rotated secret holds
 * from the next one on: replace the file by a new one, as {@code mv} does. Thread-safe.
 */
public final class FolderVault implements Vault {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");
  private static final String TENANTS = "tenants";

  /** Group may read: Kubernetes gives secrets to a pod's group. */
  private static final Set<PosixFilePermission> FORBIDDEN =
      EnumSet.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  /** A secret as its file was when it was read. */
  private record Read(FileTime changed, long size, @Nullable Object file, Secret secret) {

    boolean isOf(PosixFileAttributes now) {
      return changed.equals(now.lastModifiedTime())
          && size == now.size()
          && Objects.equals(file, now.fileKey());
    }
  }

  private final Path folder;
  private final boolean tenants;
  private final Map<String, Path> files = new ConcurrentHashMap<>();
  private final Map<Path, Read> known = new ConcurrentHashMap<>();

  /**
   * @param folder need not be there before a secret is asked for; whether it has a folder {@code
   *     tenants} is looked at once, here
   */
  public FolderVault(Path folder) {
    this.folder = folder;
    this.tenants = Files.isDirectory(folder.resolve(TENANTS));
  }

  @Override
  public Secret secret(@Nullable TenantId tenant, String name) {
    Path everybodys = files.computeIfAbsent(name, this::file);
    if (tenants && tenant != null) {
      Path own =
          files.computeIfAbsent(tenant.value() + '/' + name, any -> file(tenant.value(), name));
      if (Files.exists(own)) {
        return read(own, name);
      }
    }
    return read(everybodys, name);
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new VaultException(
          "a secret's name may have letters, digits, '.', '_' and '-' only, but is '" + name + "'");
    }
    return folder.resolve(name);
  }

  /** A tenant whose name cannot be a folder's has no secrets of its own. */
  private Path file(String tenant, String name) {
    return NAME.matcher(tenant).matches()
        ? folder.resolve(TENANTS).resolve(tenant).resolve(name)
        : folder.resolve(name);
  }

  private Secret read(Path file, String name) {
    try {
      PosixFileAttributes now = Files.readAttributes(file, PosixFileAttributes.class);
      Read last = known.get(file);
      if (last != null && last.isOf(now)) {
        return last.secret();
      }
      return readAnew(file, name, now);
    } catch (NoSuchFileException e) {
      throw new VaultException(
          "there is no file for the secret '" + name + "': make " + file + ", readable by you only",
          e);
    } catch (IOException | UnsupportedOperationException e) {
      throw new VaultException(
          "the file " + file + " of the secret '" + name + "' cannot be read (" + e + ")", e);
    }
  }

  private Secret readAnew(Path file, String name, PosixFileAttributes now) throws IOException {
    for (PosixFilePermission permission : now.permissions()) {
      if (FORBIDDEN.contains(permission)) {
        throw new VaultException(
            "the file " + file + " may be used by others too; run: chmod 600 " + file);
      }
    }
    if (now.size() > Secret.MAX_LENGTH + 2L) {
      throw new VaultException("the file " + file + " is too large for a secret");
    }
    Secret secret = Secret.of(name, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    Read last = known.get(file);
    if (last != null && last.secret().reveal().equals(secret.reveal())) {
      secret = last.secret();
    }
    known.put(file, new Read(now.lastModifiedTime(), now.size(), now.fileKey(), secret));
    return secret;
  }
}
