package dev.tributary.gateway;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Dependencies point one way, between modules and between packages. */
class ArchitectureTest {

  /**
   * Each package may use those before it. Modules in order: query-planner, schema-registry,
   * gateway.
   */
  private static final List<String> PACKAGES =
      List.of(
          "supergraph",
          "operation",
          "access",
          "graph",
          "plan",
          "connect",
          "subgraph",
          "compose",
          "jsonpath",
          "openapi",
          "check",
          "registry",
          "catalogue",
          "json",
          "telemetry",
          "auth",
          "policy",
          "cost",
          "redis",
          "cache",
          "quota",
          "execute",
          "balance",
          "upstream",
          "route",
          "http",
          "console",
          "gateway");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tributary");

  @Test
  void aPackageUsesOnlyThoseBelowIt() {
    for (int i = 0; i < PACKAGES.size() - 1; i++) {
      String[] above =
          PACKAGES.subList(i + 1, PACKAGES.size()).stream()
              .map(ArchitectureTest::in)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(in(PACKAGES.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(above)
          .check(CLASSES);
    }
  }

  @Test
  void noPackageStandsOutsideTheHouse() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
        .isEqualTo(
            PACKAGES.stream().map(name -> "dev.tributary." + name).collect(Collectors.toSet()));
  }

  @Test
  void theQueryPlannerDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(
            PACKAGES.subList(0, 6).stream().map(ArchitectureTest::in).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..", "java.net.http..", "java.nio.file..")
        .check(CLASSES);
  }

  /** What a user of the libraries gets besides is no more than these. */
  @Test
  void planningAndCompositionUseFewLibraries() {
    noClasses()
        .that()
        .resideInAnyPackage(
            PACKAGES.subList(0, 6).stream().map(ArchitectureTest::in).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("dev.tributary..", "java..", "graphql..", "org.jspecify..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(in("subgraph"), in("compose"))
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "dev.tributary..", "java..", "graphql..", "org.jspecify..", "com.fasterxml.jackson..")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatThingsAre() {
    noClasses()
        .should()
        .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl)$")
        .orShould()
        .haveNameMatching(".*\\.(Abstract|Base)[A-Z]\\w*")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked =
        CLASSES.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(each -> !each.isAnnotatedWith(NullMarked.class))
            .map(each -> each.getName())
            .toList();
    assertThat(unmarked).isEmpty();
  }

  @Test
  void noClassReadsTheEnvironmentButTheGatewaysWiring() {
    classes()
        .that()
        .resideOutsideOfPackage(in("gateway"))
        .should(not(callMethod(System.class, "getenv")))
        .check(CLASSES);
  }

  private static String in(String name) {
    return "dev.tributary." + name;
  }
}
