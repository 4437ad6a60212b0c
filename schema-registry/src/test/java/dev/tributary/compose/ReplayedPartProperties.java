package dev.tributary.compose;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.RecordedOperation;
import dev.tributary.check.Replays;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.SupergraphReader;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNamedOutputType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/**
 * A check plans those operations only that a change may affect. Random changes of random graphs
 * have to come to the same for random operations when all are planned.
 */
class ReplayedPartProperties {

  @Property(tries = 120, seed = "20261129")
  void whatIsNotReplayedIsPlannedAsBefore(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 4) int subgraphs,
      @ForAll @IntRange(min = 2, max = 4) int entities) {
    List<SubgraphSource> sources =
        new ArrayList<>(new RaggedGraph(seed, subgraphs, entities).subgraphs());
    String composed = merged(sources);
    Assume.that(composed != null);
    String before = requireNonNull(composed);
    Random random = new Random(seed);
    List<RecordedOperation> operations = operations(before, random);
    for (int change = 0; change < 4; change++) {
      List<SubgraphSource> changed = new ArrayList<>(sources);
      int place = random.nextInt(changed.size());
      SubgraphSource old = changed.get(place);
      changed.set(place, new SubgraphSource(old.name(), old.url(), edited(old.sdl(), random)));
      String after = merged(changed);
      if (after == null) {
        continue;
      }
      assertThat(Replays.ofAffected().between(before, after, operations))
          .as(() -> old.sdl() + "--- became\n" + changed.get(place).sdl())
          .isEqualTo(Replays.ofAll().between(before, after, operations));
    }
  }

  /** Without a proof that all can be answered: of such, plans depend on more. */
  private static @Nullable String merged(List<SubgraphSource> sources) {
    Composer.Merged merged = Composer.merge(sources, new Problems());
    return merged == null ? null : merged.sdl();
  }

  private static String edited(String sdl, Random random) {
    List<UnaryOperator<List<String>>> edits =
        List.of(
            lines -> without(lines, random, line -> line.startsWith("  ")),
            lines -> with(lines, random, "  extra: Int @shareable"),
            lines -> with(lines, random, "  code: Int @shareable"),
            lines -> replaced(lines, " @key(fields: \"id\")", ""),
            lines ->
                replaced(lines, "@key(fields: \"id\")", "@key(fields: \"id\", resolvable: false)"),
            lines -> replaced(lines, ", resolvable: false", ""),
            lines -> replaced(lines, " implements Thing", ""),
            lines -> replaced(lines, "Int @shareable", "Int! @shareable"));
    return String.join("\n", edits.get(random.nextInt(edits.size())).apply(sdl.lines().toList()))
        + "\n";
  }

  private static List<String> without(List<String> lines, Random random, Predicate<String> which) {
    List<Integer> places =
        IntStream.range(0, lines.size()).filter(i -> which.test(lines.get(i))).boxed().toList();
    List<String> fewer = new ArrayList<>(lines);
    if (!places.isEmpty()) {
      fewer.remove((int) places.get(random.nextInt(places.size())));
    }
    return fewer;
  }

  private static List<String> with(List<String> lines, Random random, String line) {
    List<Integer> places =
        IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).startsWith("type ") && lines.get(i).endsWith("{"))
            .boxed()
            .toList();
    List<String> more = new ArrayList<>(lines);
    if (!places.isEmpty()) {
      more.add(places.get(random.nextInt(places.size())) + 1, line);
    }
    return more;
  }

  private static List<String> replaced(List<String> lines, String what, String by) {
    return lines.stream().map(line -> line.replace(what, by)).toList();
  }

  private static List<RecordedOperation> operations(String supergraph, Random random) {
    GraphQLSchema api = SupergraphReader.readComposed(supergraph).api();
    return IntStream.range(0, 12)
        .mapToObj(
            i -> {
              String selected = selected(api, api.getQueryType(), random, 4);
              return new RecordedOperation("hash" + i, "", selected, 1, List.of());
            })
        .toList();
  }

  private static List<GraphQLObjectType> implementations(
      GraphQLSchema api, GraphQLInterfaceType of) {
    return requireNonNullElse(api.getImplementations(of), List.of());
  }

  /** Some of a type's fields, and of what these answer. */
  private static String selected(
      GraphQLSchema api, GraphQLNamedOutputType type, Random random, int depth) {
    List<String> selections = new ArrayList<>(List.of("__typename"));
    if (type instanceof GraphQLUnionType union) {
      union.getTypes().stream()
          .filter(member -> random.nextBoolean())
          .forEach(member -> selections.add(fragment(api, member, random, depth)));
    } else if (type instanceof GraphQLFieldsContainer container) {
      if (container instanceof GraphQLInterfaceType anInterface
          && !implementations(api, anInterface).isEmpty()
          && random.nextBoolean()) {
        selections.add(fragment(api, implementations(api, anInterface).getFirst(), random, depth));
      }
      for (GraphQLFieldDefinition field : container.getFieldDefinitions()) {
        GraphQLNamedOutputType answered =
            (GraphQLNamedOutputType) GraphQLTypeUtil.unwrapAll(field.getType());
        boolean isLeaf =
            !(answered instanceof GraphQLFieldsContainer || answered instanceof GraphQLUnionType);
        if (random.nextInt(3) > 0 && (isLeaf || depth > 0)) {
          selections.add(
              field.getName() + (isLeaf ? "" : " " + selected(api, answered, random, depth - 1)));
        }
      }
    }
    return selections.stream().collect(Collectors.joining(" ", "{ ", " }"));
  }

  private static String fragment(
      GraphQLSchema api, GraphQLNamedOutputType type, Random random, int depth) {
    return "... on " + type.getName() + " " + selected(api, type, random, depth - 1);
  }
}
