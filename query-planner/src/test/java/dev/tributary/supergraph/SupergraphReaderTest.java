package dev.tributary.supergraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graphql.Directives;
import graphql.GraphQLContext;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaPrinter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SupergraphReaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"library", "legacy", "renamed"})
  void everythingThatTheJoinDirectivesSayIsRead(String name) {
    assertThat(Description.of(read(name + ".graphql")))
        .isEqualTo(Cases.text(getClass(), name + ".txt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"library", "renamed"})
  void clientsSeeTheSchemaWithoutMachineryAndInaccessibleElements(String name) {
    SchemaPrinter printer =
        new SchemaPrinter(
            SchemaPrinter.Options.defaultOptions()
                .includeDirectives(directive -> !Directives.isBuiltInDirective(directive))
                .includeSchemaDefinition(true));
    assertThat(printer.print(read(name + ".graphql").api()))
        .isEqualTo(Cases.text(getClass(), name + "-api.graphql"));
  }

  static Stream<Cases.Case> broken() {
    return Cases.of(SupergraphReaderTest.class, "broken.cases");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void whatIsWrongIsSaidAllAtOnce(Cases.Case broken) {
    InvalidSupergraphException e =
        catchThrowableOfType(
            InvalidSupergraphException.class, () -> SupergraphReader.read(broken.section(0)));
    assertThat(e).as("nothing was wrong").isNotNull();
    assertThat(String.join("\n", e.problems())).isEqualTo(broken.section(1));
  }

  @Test
  void theApiSchemaTakesAnyJsonForACustomScalar() {
    List<Object> list = List.of(1, "two");
    assertThat(read("library.graphql").api().getType("DateTime"))
        .isInstanceOfSatisfying(
            GraphQLScalarType.class,
            scalar ->
                assertThat(
                        scalar
                            .getCoercing()
                            .parseValue(list, GraphQLContext.getDefault(), Locale.ROOT))
                    .isSameAs(list));
  }

  @Test
  void aOneOfInputIsOneInTheApiSchema() {
    assertThat(read("library.graphql").api().getType("Key"))
        .isInstanceOfSatisfying(
            GraphQLInputObjectType.class, key -> assertThat(key.isOneOf()).isTrue());
  }

  private Supergraph read(String resource) {
    return SupergraphReader.read(Cases.text(getClass(), resource));
  }

  @Test
  void aComposedDirectiveForOperationsIsForClients() {
    String sdl =
        """
        schema
          @link(url: "https://specs.apollo.dev/link/v1.0")
          @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
          @link(url: "https://example.com/trace/v1.0", import: ["@trace", "@owner"])
        {
          query: Query
        }
        directive @trace(level: Int! = 1) on FIELD
        directive @owner(team: String) on FIELD_DEFINITION
        enum join__Graph { A @join__graph(name: "a", url: "http://a") }
        type Query @join__type(graph: A) { here: String @owner(team: "maps") }
        """;

    GraphQLSchema schema = SupergraphReader.read(sdl).api();

    assertThat(schema.getDirective("trace")).isNotNull();
    assertThat(schema.getDirective("owner")).isNull();
  }
}
