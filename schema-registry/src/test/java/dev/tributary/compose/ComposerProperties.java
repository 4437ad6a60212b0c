package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.SupergraphReader;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.SchemaPrinter;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

// The seed is fixed: a build is decided by what was changed, not by chance. Hunts use others.
class ComposerProperties {

  @Property(seed = "20261124")
  void composingTheCutsOfASchemaGivesTheSchema(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int subgraphs,
      @ForAll @IntRange(min = 1, max = 8) int entities) {
    RandomGraph graph = new RandomGraph(seed, subgraphs, entities);

    Composition composition = Composer.compose(graph.cuts());

    assertThat(composition)
        .as(() -> new CompositionReport(composition, graph.cuts()).text(Hint.Level.WARN))
        .isInstanceOf(Composition.Composed.class);
    String sdl = ((Composition.Composed) composition).supergraphSdl();
    assertThat(print(SupergraphReader.read(sdl).api())).isEqualTo(print(schema(graph.monolith())));
  }

  @Property(seed = "20261124")
  void theOrderOfSubgraphsDoesNotMatter(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int subgraphs) {
    RandomGraph graph = new RandomGraph(seed, subgraphs, 4);
    List<SubgraphSource> shuffled = new ArrayList<>(graph.cuts());
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(Composer.compose(shuffled)).isEqualTo(Composer.compose(graph.cuts()));
  }

  @Property(seed = "20261129", tries = 50)
  void whatIsComposedAgainIsWhatIsComposedAnew(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 5_000) int remembered) {
    Recomposition recomposition = new Recomposition(SupergraphReader::readComposed, remembered);
    List<SubgraphSource> sources = new ArrayList<>(new RandomGraph(seed, 4, 4).cuts());
    for (int change = 0; change < 4; change++) {
      assertThat(recomposition.compose(sources)).isEqualTo(Composer.compose(sources));
      // Now and then what it becomes does not compose.
      List<SubgraphSource> others = new RandomGraph(seed + change, 4, 4).cuts();
      sources.set(change % sources.size(), others.get(change % others.size()));
    }
  }

  private static GraphQLSchema schema(String sdl) {
    return UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser().parse(sdl));
  }

  private static String print(GraphQLSchema schema) {
    return new SchemaPrinter(
            SchemaPrinter.Options.defaultOptions()
                .includeDirectiveDefinitions(false)
                .includeSchemaDefinition(false))
        .print(schema);
  }
}
