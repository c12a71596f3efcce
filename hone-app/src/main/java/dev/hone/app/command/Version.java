package dev.hone.app.command;

import picocli.CommandLine.IVersionProvider;

/** What {@code hone --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "hone " + (version == null ? "(development build)" : version), "Java " + Runtime.version()
    };
  }
}
