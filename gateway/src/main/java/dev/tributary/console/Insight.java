package dev.tributary.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tributary.connect.Connectors;
import dev.tributary.cost.CostModel;
import dev.tributary.cost.Estimate;
import dev.tributary.cost.Explanation;
import dev.tributary.cost.OperationCost;
import dev.tributary.cost.Prices;
import dev.tributary.operation.CoercedVariables;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.RequestError;
import dev.tributary.operation.VariableCoercion;
import dev.tributary.plan.PlanPrinter;
import dev.tributary.plan.PlannerOptions;
import dev.tributary.plan.PlanningException;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.SupergraphInsight;
import dev.tributary.registry.SupergraphRelease;
import dev.tributary.supergraph.Supergraph;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads, plans and prices for the console as the gateway in the same process does. What was read of
 * a supergraph is kept for the few that were looked at last.
 */
public final class Insight implements SupergraphInsight {

  /** Of the SDL of the supergraphs that are kept read, each of which takes twenty times as much. */
  private static final int MOST_CHARACTERS = 16 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final Function<String, Supergraph> read;
  private final PlannerOptions planning;
  private final OperationLimits limits;
  private final Prices prices;
  private final Function<GraphId, List<ObjectNode>> recent;
  private final Cache<String, Understood> understood =
      Caffeine.newBuilder()
          .maximumWeight(MOST_CHARACTERS)
          .<String, Understood>weigher((hash, known) -> known.characters())
          .build();

  /**
   * A supergraph, and what plans on it.
   *
   * @param published before connectors were expanded
   * @param characters of its SDL
   */
  private record Understood(
      Supergraph published,
      Supergraph supergraph,
      QueryPlanner planner,
      CostModel costs,
      int characters) {}

  /** Knows of no requests. */
  public Insight(
      Function<String, Supergraph> read,
      PlannerOptions planning,
      OperationLimits limits,
      Prices prices) {
    this(read, planning, limits, prices, graph -> List.of());
  }

  /**
   * @param read reads a supergraph's SDL
   * @param recent the last requests to a graph, as {@link #recent} tells them
   */
  public Insight(
      Function<String, Supergraph> read,
      PlannerOptions planning,
      OperationLimits limits,
      Prices prices,
      Function<GraphId, List<ObjectNode>> recent) {
    this.recent = recent;
    this.read = read;
    this.planning = planning;
    this.limits = limits;
    this.prices = prices;
  }

  @Override
  public byte[] schema(SupergraphRelease release) {
    ObjectNode json = new SchemaJson(understood(release).published()).json();
    json.put("version", release.version().number());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      JSON.writeValue(gzip, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public String form() {
    return SchemaJson.FORM;
  }

  @Override
  public void prepare(SupergraphRelease release) {
    understood(release);
  }

  @Override
  public List<ObjectNode> recent(GraphId graph) {
    return recent.apply(graph);
  }

  private Understood understood(SupergraphRelease release) {
    return understood.get(release.version().contentHash(), hash -> understand(release.sdl()));
  }

  private Understood understand(String sdl) {
    Supergraph published = read.apply(sdl);
    Supergraph supergraph = Connectors.expand(published).supergraph();
    return new Understood(
        published,
        supergraph,
        new QueryPlanner(supergraph, planning),
        new CostModel(supergraph, prices),
        sdl.length());
  }

  @Override
  public Answer plan(SupergraphRelease release, Question question) {
    Understood on = understood(release);
    return switch (new OperationReader(on.supergraph(), limits)
        .read(question.document(), question.operationName().orElse(null))) {
      case OperationResult.Invalid invalid -> new Answer.Refused(invalid.errors());
      case OperationResult.Valid(Operation operation) -> plan(on, operation, question.variables());
    };
  }

  private static Answer plan(Understood on, Operation operation, JsonNode variables) {
    QueryPlan plan;
    OperationCost cost;
    try {
      plan = on.planner().plan(operation, label -> false);
      cost = on.costs().priceToExplain(operation, plan);
    } catch (PlanningException unplannable) {
      return new Answer.Refused(
          List.of(
              new RequestError(
                  "UNPLANNABLE", String.valueOf(unplannable.getMessage()), List.of())));
    }
    ObjectNode json = JSON.createObjectNode();
    try {
      json.set("plan", JSON.readTree(PlanPrinter.json(plan)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the printed plan is no JSON", e);
    }
    ObjectNode services = json.putObject("services");
    on.supergraph()
        .subgraphs()
        .forEach(subgraph -> services.put(subgraph.name(), subgraph.service()));
    return switch (new VariableCoercion(on.supergraph()).coerce(operation, values(variables))) {
      // The plan does not depend on them: it is shown, and what is wrong with them beside it.
      case CoercedVariables.Rejected(List<RequestError> errors) -> {
        ArrayNode problems = json.putArray("problems");
        errors.forEach(error -> problems.add(error.message()));
        yield new Answer.Planned(json);
      }
      case CoercedVariables.Coerced(Map<String, @Nullable Object> values) -> {
        json.set("cost", cost(cost, values));
        yield new Answer.Planned(json);
      }
    };
  }

  private static Map<String, @Nullable Object> values(JsonNode variables) {
    try {
      return JSON.readerForMapOf(Object.class).readValue(variables);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode cost(OperationCost cost, Map<String, @Nullable Object> values) {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode problems = json.putArray("problems");
    cost.slicingErrors(values).forEach(error -> problems.add(error.message()));
    Estimate estimate = cost.of(values).estimate();
    json.put("estimated", estimate.total());
    ObjectNode services = json.putObject("services");
    estimate.services().forEach(services::put);
    json.set("explanation", tree(cost.explain(values)));
    return json;
  }

  private static ObjectNode tree(Explanation explanation) {
    ObjectNode node = JSON.createObjectNode();
    node.put("label", explanation.label());
    node.put("units", explanation.units());
    node.put("times", explanation.times());
    ArrayNode parts = node.putArray("parts");
    explanation.parts().forEach(part -> parts.add(tree(part)));
    return node;
  }
}
