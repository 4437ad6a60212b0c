package dev.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Operation.Kind;
import dev.tributary.operation.OperationResult.Invalid;
import dev.tributary.operation.OperationResult.Valid;
import dev.tributary.supergraph.Cases;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import graphql.introspection.IntrospectionQuery;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperationReaderTest {

  private static final Supergraph ZOO =
      SupergraphReader.read(Cases.text(OperationReaderTest.class, "zoo.graphql"));

  private final OperationReader reader = new OperationReader(ZOO, OperationLimits.DEFAULT);

  static Stream<Cases.Case> normalForms() {
    return Cases.of(OperationReaderTest.class, "normal-form.cases");
  }

  @ParameterizedTest
  @MethodSource("normalForms")
  void anOperationIsBroughtIntoNormalForm(Cases.Case given) {
    assertThat(read(given.section(0)).selections()).hasToString(given.section(1));
  }

  static Stream<Cases.Case> invalid() {
    return Cases.of(OperationReaderTest.class, "invalid.cases");
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void whatCannotBeExecutedIsRefusedWithPlaceAndReason(Cases.Case given) {
    String name = given.section(1).isEmpty() ? null : given.section(1);
    assertThat(reader.read(given.section(0), name))
        .isInstanceOfSatisfying(
            Invalid.class, invalid -> assertThat(lines(invalid)).isEqualTo(given.section(2)));
  }

  @Test
  void anOperationIsChosenByName() {
    String document =
        "query A { pet { __typename } } mutation B($id: ID!) { feed(id: $id) { age } }";
    assertThat(reader.read(document, "B"))
        .isInstanceOfSatisfying(
            Valid.class,
            valid -> {
              assertThat(valid.operation().kind()).isEqualTo(Kind.MUTATION);
              assertThat(valid.operation().name()).isEqualTo("B");
              assertThat(valid.operation().rootType()).isEqualTo("Mutation");
              assertThat(valid.operation().variables())
                  .singleElement()
                  .satisfies(
                      variable -> {
                        assertThat(variable.name()).isEqualTo("id");
                        assertThat(variable.type()).hasToString("ID!");
                        assertThat(variable.defaultValue()).isNull();
                      });
            });
  }

  @Test
  void anEmptyOperationNameIsNone() {
    assertThat(reader.read("{ pet { __typename } }", "")).isInstanceOf(Valid.class);
  }

  @Test
  void fieldsHaveTheTypeThatTheirParentGivesThem() {
    Operation operation =
        read("{ named { self { name } } n: named { ... on Dog { self { __typename } } } }");
    assertThat(types(operation.selections()))
        .isEqualTo(
            "named:Named[self:Named[name:String]] named:Named[Dog[self:Dog![__typename:String!]]]");
  }

  @Test
  void equalMeaningInOtherWordsHasTheSameFingerprint() {
    assertThat(read("query A { keeper { ...F } } fragment F on Keeper { id name }").fingerprint())
        .isEqualTo(read("query A { keeper { id ... on Named { name } id } }").fingerprint())
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(read("query A { keeper { name id } }").fingerprint());
  }

  @Test
  void variablesAndTheirDefaultsArePartOfTheFingerprint() {
    assertThat(read("query ($a: ID = 1) { keeper(id: $a) { id } }").fingerprint())
        .isNotEqualTo(read("query ($a: ID = 2) { keeper(id: $a) { id } }").fingerprint());
  }

  @Test
  void theUsualIntrospectionQueryIsWithinTheLimits() {
    assertThat(reader.read(IntrospectionQuery.INTROSPECTION_QUERY, null)).isInstanceOf(Valid.class);
  }

  @Test
  void introspectionInBadFaithIsRefused() {
    String nested = "fields { type { ".repeat(8) + "name" + " } }".repeat(8);
    assertThat(reader.read("{ __schema { types { " + nested + " } } }", null))
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid ->
                assertThat(lines(invalid))
                    .startsWith("GRAPHQL_VALIDATION_FAILED - This request is not asking for"));
  }

  @Test
  void aSchemaWithoutMutationsRefusesThem() {
    Supergraph queries =
        SupergraphReader.read(
            """
            schema @link(url: "https://specs.apollo.dev/join/v0.3") { query: Query }
            enum join__Graph { A @join__graph(name: "a", url: "") }
            type Query @join__type(graph: A) { a: Int }
            """);
    OperationReader queriesOnly = new OperationReader(queries, OperationLimits.DEFAULT);
    assertThat(queriesOnly.read("mutation { a }", null)).isInstanceOf(Invalid.class);
    assertThat(queriesOnly.read("subscription { a }", null)).isInstanceOf(Invalid.class);
  }

  private Operation read(String document) {
    return switch (reader.read(document, null)) {
      case Valid(Operation operation) -> operation;
      case Invalid invalid -> throw new AssertionError(lines(invalid));
    };
  }

  private static String lines(Invalid invalid) {
    return invalid.errors().stream()
        .map(
            error ->
                error.code()
                    + " "
                    + (error.locations().isEmpty()
                        ? "-"
                        : error.locations().stream()
                            .map(location -> location.line() + ":" + location.column())
                            .collect(Collectors.joining(" ")))
                    + " "
                    + error.message())
        .collect(Collectors.joining("\n"));
  }

  private static String types(SelectionSet set) {
    return set.selections().stream()
        .map(
            selection ->
                switch (selection) {
                  case SelectionSet.Field field ->
                      field.name()
                          + ":"
                          + field.type()
                          + (field.selections() == null
                              ? ""
                              : "[" + types(field.selections()) + "]");
                  case SelectionSet.Fragment fragment ->
                      fragment.typeCondition() + "[" + types(fragment.selections()) + "]";
                })
        .collect(Collectors.joining(" "));
  }
}
