package dev.tributary.samples.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.samples.SampleServicesExtension;
import dev.tributary.supergraph.SupergraphReader;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaPrinter;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SampleGraphTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  @Test
  void theFourSamplesComposeToTheSchemaOfTheMonolith() {
    GraphQLSchema monolith =
        new Monolith(InstantSource.fixed(SampleServicesExtension.NOW)).schema();
    GraphQLSchema composed =
        SupergraphReader.read(SampleGraph.supergraph(SERVICES.running())).api();

    assertThat(print(composed)).isEqualTo(print(monolith));
  }

  /** Without scalars, which bring their own descriptions from their library. */
  private static String print(GraphQLSchema schema) {
    return new SchemaPrinter(
            SchemaPrinter.Options.defaultOptions()
                .includeDirectiveDefinitions(false)
                .includeScalarTypes(false))
        .print(schema);
  }
}
