package dev.tributary.samples.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.auth.Caller;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.execute.Authorization;
import dev.tributary.execute.Authorization.Mode;
import dev.tributary.execute.Authorization.Telling;
import dev.tributary.policy.Policies;
import dev.tributary.samples.differential.OperationGenerator;
import dev.tributary.samples.differential.OperationGenerator.Generated;
import dev.tributary.samples.differential.ScalarValues;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Tries to get round the protection: services split over subgraphs by chance, protected by chance,
 * asked by callers with scopes by chance. Nobody is ever asked for a field that the caller may not
 * see; and what the caller is answered is what the whole would answer, but for nulls.
 */
class RandomAccessTest {

  private static final int SPLITS = Integer.getInteger("splits.count", 12);
  private static final int SCENARIO_SEEDS = Integer.getInteger("scenarios.seeds", 1);
  private static final long FIRST = Long.getLong("splits.first", 0);
  private static final int OPERATIONS = 8;
  private static final int MOST_SELECTIONS = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

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

  /** A thing's field that some subgraph was asked for. */
  private record Asked(Things.Thing thing, String field) {

    /** The object type: what stands for an interface says by its key which object it is. */
    String type() {
      Object id = thing.values().get("id");
      return id instanceof String text && text.matches("E\\d+-\\d+")
          ? text.replaceAll("-.*", "")
          : thing.type();
    }
  }

  private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

  @Test
  void nobodyIsAskedForWhatTheCallerMayNotSee() throws JsonProcessingException {
    for (long seed = FIRST; seed < FIRST + SPLITS; seed++) {
      RandomSplit split = RandomSplit.of(seed);
      List<SubgraphSource> sources = new ArrayList<>();
      Map<String, DataSubgraph> subgraphs = new LinkedHashMap<>();
      Scenario parts = split.parts();
      for (Map.Entry<String, String> part : split.subgraphs().entrySet()) {
        Things things = new Things(parts.data(), parts.ownData().getOrDefault(part.getKey(), ""));
        subgraphs.put(
            part.getKey(),
            new DataSubgraph(
                part.getValue(),
                things,
                new AtomicInteger(),
                (thing, field) -> asked.add(new Asked(thing, field))));
        sources.add(new SubgraphSource(part.getKey(), "http://none", part.getValue()));
      }
      Protections protections =
          new Protections(SupergraphReader.read(compose(sources)), seed, 4 + (int) (seed % 6));
      AccessGateway gateway =
          new AccessGateway(
              VERTX,
              protections.supergraph(),
              subgraphs,
              new Authorization(Mode.FILTER, Telling.ERRORS, Policies.NONE));
      DataSubgraph monolith =
          new DataSubgraph(
              split.monolith(), new Things(parts.data(), split.computed()), new AtomicInteger());
      GraphQLSchema schema =
          UnExecutableSchemaGenerator.makeUnExecutableSchema(
              new SchemaParser().parse(split.monolith()));
      OperationGenerator generator = new OperationGenerator(schema, VALUES, MOST_SELECTIONS);
      Random random = new Random(seed);
      for (int i = 0; i < OPERATIONS; i++) {
        boolean mutates = i % 4 == 3 && schema.getMutationType() != null;
        Generated operation =
            mutates ? generator.mutation(seed * 100 + i) : generator.query(seed * 100 + i);
        JsonNode whole =
            JSON.readTree(
                JsonText.compact(
                    monolith.answer(operation.document(), new HashMap<>(operation.variables()))));
        for (int c = 0; c < 4; c++) {
          Set<String> scopes = new TreeSet<>();
          Protections.SCOPES.stream().filter(scope -> random.nextInt(2) == 0).forEach(scopes::add);
          if (c == 0) {
            scopes.addAll(Protections.SCOPES);
          }
          check(
              gateway, protections, operation, whole, scopes, "seed " + seed + ", operation " + i);
        }
      }
    }
  }

  /** The scenarios have what chance does not invent: contexts, inaccessible types, failures. */
  @Test
  void neitherIsAnybodyInTheScenarios() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(Path.of("src/test/resources/behaviours"))) {
      // What is counted in the one differs each time that it is asked for.
      files = found.filter(file -> !file.endsWith("mutations.txt")).sorted().toList();
    }
    for (Path file : files) {
      Scenario scenario = Scenario.read(file);
      List<SubgraphSource> sources = new ArrayList<>();
      Map<String, DataSubgraph> subgraphs = new LinkedHashMap<>();
      scenario
          .subgraphs()
          .forEach(
              (name, sdl) -> {
                Things things =
                    new Things(scenario.data(), scenario.ownData().getOrDefault(name, ""));
                subgraphs.put(
                    name,
                    new DataSubgraph(
                        sdl,
                        things,
                        new AtomicInteger(),
                        (thing, field) -> asked.add(new Asked(thing, field))));
                sources.add(new SubgraphSource(name, "http://none", sdl));
              });
      Supergraph plain = SupergraphReader.read(compose(sources));
      AccessGateway open = new AccessGateway(VERTX, plain, subgraphs, Authorization.DEFAULT);
      OperationGenerator generator = new OperationGenerator(plain.api(), VALUES, MOST_SELECTIONS);
      for (long seed = FIRST; seed < FIRST + SCENARIO_SEEDS; seed++) {
        Protections protections = new Protections(plain, seed, 3 + (int) (seed % 5));
        AccessGateway gateway =
            new AccessGateway(VERTX, protections.supergraph(), subgraphs, Authorization.DEFAULT);
        Random random = new Random(seed);
        for (int i = 0; i < OPERATIONS; i++) {
          Generated operation = generator.query(seed * 100 + i);
          JsonNode whole =
              JSON.readTree(
                  open.answer(
                          operation.document(),
                          new JsonObject(operation.variables()),
                          Caller.ANONYMOUS)
                      .text());
          Set<String> scopes = new TreeSet<>();
          Protections.SCOPES.stream().filter(scope -> random.nextInt(2) == 0).forEach(scopes::add);
          check(gateway, protections, operation, whole, scopes, file + ", seed " + seed);
        }
      }
    }
  }

  private void check(
      AccessGateway gateway,
      Protections protections,
      Generated operation,
      JsonNode whole,
      Set<String> scopes,
      String name)
      throws JsonProcessingException {
    asked.clear();
    AccessGateway.Result result =
        gateway.answer(
            operation.document(),
            new JsonObject(operation.variables()),
            new Caller("caller", scopes, Map.of()));
    String about =
        "%s, scopes %s%n%s%n%s%n%s%n%s"
            .formatted(
                name,
                scopes,
                operation,
                protections.asked(),
                result.text(),
                String.join("\n", result.calls()));
    Set<String> forbidden =
        asked.stream()
            .filter(one -> !protections.allows(one.type(), one.field(), scopes))
            .map(one -> one.type() + "." + one.field())
            .collect(Collectors.toSet());
    assertThat(forbidden).as(about).isEmpty();
    JsonNode answer = JSON.readTree(result.text());
    assertThat(result.text()).as(about).doesNotContain("PLANNING_FAILED");
    if (whole.has("errors")) {
      return; // What is missing may be so for two reasons.
    }
    boolean told = false;
    for (JsonNode error : answer.path("errors")) {
      assertThat(error.path("extensions").path("code").asText())
          .as(about)
          .isEqualTo("UNAUTHORIZED_FIELD_OR_TYPE");
      told = true;
    }
    if (!told || scopes.containsAll(Protections.SCOPES)) {
      assertThat(answer.path("data")).as(about).isEqualTo(whole.path("data"));
    } else {
      compare(answer.path("data"), whole.path("data"), about);
    }
  }

  /** Equal, but for nulls. */
  private static void compare(JsonNode answer, JsonNode whole, String about) {
    if (answer.isNull()) {
      return;
    }
    assertThat(answer.getNodeType()).as(about).isEqualTo(whole.getNodeType());
    assertThat(answer.size()).as(about).isEqualTo(whole.size());
    if (answer.isObject()) {
      answer
          .properties()
          .forEach(field -> compare(field.getValue(), whole.path(field.getKey()), about));
    } else if (answer.isArray()) {
      for (int i = 0; i < answer.size(); i++) {
        compare(answer.get(i), whole.get(i), about);
      }
    } else {
      assertThat(answer).as(about).isEqualTo(whole);
    }
  }

  private static String compose(List<SubgraphSource> sources) {
    return switch (Composer.compose(sources)) {
      case Composition.Composed composed -> composed.supergraphSdl();
      case Composition.Failed failed -> throw new AssertionError(failed.errors().toString());
    };
  }
}
