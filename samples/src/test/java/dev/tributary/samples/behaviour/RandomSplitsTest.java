package dev.tributary.samples.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.samples.differential.OperationGenerator;
import dev.tributary.samples.differential.OperationGenerator.Generated;
import dev.tributary.samples.differential.ScalarValues;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * A service split over subgraphs answers as the whole does: composed, planned and run as always,
 * over HTTP, by strict subgraphs.
 */
class RandomSplitsTest {

  /** Fixed, so that a build is decided by what was changed and not by chance; hunts use others. */
  private static final int SPLITS = Integer.getInteger("splits.count", 25);

  private static final long FIRST = Long.getLong("splits.first", 0);
  private static final int OPERATIONS = 8;
  private static final int MOST_SELECTIONS = 30;

  private static final ScalarValues VALUES =
      (name, type, random) ->
          name.equals("id")
              ? "E%d-%d".formatted(random.nextInt(4), random.nextInt(4))
              : ScalarValues.BY_TYPE.value(name, type, random);

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  @Test
  void answerAsTheWholeDoes() {
    for (long seed = FIRST; seed < FIRST + SPLITS; seed++) {
      RandomSplit split = RandomSplit.of(seed);
      ScenarioGateway gateway;
      try {
        gateway = new ScenarioGateway(VERTX, split.parts());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("split %d%n%s".formatted(seed, print(split)), e);
      }
      DataSubgraph monolith =
          new DataSubgraph(
              split.monolith(),
              new Things(split.parts().data(), split.computed()),
              new AtomicInteger());
      GraphQLSchema schema =
          UnExecutableSchemaGenerator.makeUnExecutableSchema(
              new SchemaParser().parse(split.monolith()));
      OperationGenerator generator = new OperationGenerator(schema, VALUES, MOST_SELECTIONS);
      for (int i = 0; i < OPERATIONS; i++) {
        boolean mutates = i % 4 == 3 && schema.getMutationType() != null;
        Generated operation =
            mutates ? generator.mutation(seed * 100 + i) : generator.query(seed * 100 + i);
        String expected =
            JsonText.pretty(
                JsonText.compact(
                    monolith.answer(operation.document(), new HashMap<>(operation.variables()))));
        String answer =
            gateway
                .run(
                    new Scenario.Request(
                        "",
                        operation.document(),
                        new JsonObject(operation.variables()).encode(),
                        Set.of(),
                        List.of(),
                        "",
                        ""))
                .answer();
        assertThat(answer)
            .as(() -> "split %s%n%s%n%s".formatted(split.parts(), operation, print(split)))
            .isEqualTo(expected);
      }
    }
  }

  private static String print(RandomSplit split) {
    StringBuilder out = new StringBuilder();
    split
        .parts()
        .subgraphs()
        .forEach((name, sdl) -> out.append("--- subgraph %s%n%s%n".formatted(name, sdl)));
    return out + "--- data\n" + split.parts().data();
  }
}
