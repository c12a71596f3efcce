package dev.hone.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the floor table of docs/design.md against the code. */
class FloorsTest {

  /** What each module may use, besides itself. */
  private static final Map<String, List<String>> USES =
      Map.of(
          "core", List.of(),
          "store", List.of("core"),
          "engine", List.of("core"),
          "gateway", List.of("core", "store"),
          "learn", List.of("core", "store"),
          "app", List.of("core", "store", "engine", "gateway", "learn"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.hone");

  @Test
  void everyModuleIsInTheTable() {
    Set<String> modules =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .map(name -> name.split("\\.")[2])
            .collect(Collectors.toSet());

    assertThat(modules).isEqualTo(USES.keySet());
  }

  @Test
  void noModuleUsesOneAboveOrBesideIt() {
    USES.forEach(
        (module, below) -> {
          String[] forbidden =
              USES.keySet().stream()
                  .filter(other -> !other.equals(module) && !below.contains(other))
                  .map(other -> "dev.hone." + other + "..")
                  .toArray(String[]::new);
          if (forbidden.length > 0) {
            noClasses()
                .that()
                .resideInAPackage("dev.hone." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because("the floor table of docs/design.md allows only " + below)
                .allowEmptyShould(true)
                .check(CLASSES);
          }
        });
  }

  @Test
  void coreUsesNoLibraryButAnnotations() {
    noClasses()
        .that()
        .resideInAPackage("dev.hone.core..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("dev.hone.core..", "java..", "org.jspecify.annotations..")
        .check(CLASSES);
  }

  @Test
  void coreDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAPackage("dev.hone.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.net..", "java.sql..", "java.nio.channels..")
        .because("core has no I/O; java.nio.file.Path as a name is fine")
        .check(CLASSES);
  }
}
