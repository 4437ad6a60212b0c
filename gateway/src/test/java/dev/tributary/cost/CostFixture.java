package dev.tributary.cost;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.operation.CoercedVariables;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.VariableCoercion;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file of cost cases: subgraphs (or one supergraph), then operations with what they cost.
 *
 * <pre>
 * --- subgraph shop
 * type Query { ... }
 * --- case a list has the size that its argument says
 * { items(first: 3) { id } }
 * variables {"n": 3}
 * prices listSize=2 call=1
 * = 3 shop=3
 * </pre>
 *
 * <p>In place of {@code =}, {@code ! CODE} says that the request is refused. {@code answer N JSON}
 * lines are what step N of the plan is told, {@code actual} what that costs, and {@code shown JSON}
 * what the client gets.
 */
record CostFixture(Supergraph supergraph, List<Case> cases) {

  private static final String LINK =
      "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\","
          + " import: [\"@key\", \"@external\", \"@requires\", \"@provides\", \"@shareable\","
          + " \"@interfaceObject\", \"@cost\", \"@listSize\"])\n";

  private static final ObjectMapper JSON = new ObjectMapper();

  record Case(
      String name,
      String document,
      Map<String, @Nullable Object> variables,
      Prices prices,
      Map<Integer, String> answers,
      @Nullable String shown,
      String expected) {}

  static CostFixture read(Path file) throws IOException {
    List<SubgraphSource> sources = new ArrayList<>();
    List<Case> cases = new ArrayList<>();
    String supergraph = null;
    for (String section : ("\n" + Files.readString(file)).split("\n--- ")) {
      int end = section.indexOf('\n');
      String head = end < 0 ? section : section.substring(0, end);
      String body = end < 0 ? "" : section.substring(end + 1);
      if (head.startsWith("subgraph ")) {
        sources.add(new SubgraphSource(head.substring(9).strip(), "", LINK + body));
      } else if (head.startsWith("supergraph")) {
        supergraph = body;
      } else if (head.startsWith("case ")) {
        cases.add(readCase(head.substring(5).strip(), body));
      }
    }
    return new CostFixture(
        SupergraphReader.read(supergraph == null ? compose(sources) : supergraph), cases);
  }

  private static String compose(List<SubgraphSource> sources) {
    return switch (Composer.compose(sources)) {
      case Composition.Composed composed -> composed.supergraphSdl();
      case Composition.Failed failed -> throw new AssertionError(failed.errors().toString());
    };
  }

  private static Case readCase(String name, String body) throws IOException {
    StringBuilder document = new StringBuilder();
    Map<String, @Nullable Object> variables = Map.of();
    Prices prices = Prices.DEFAULT;
    Map<Integer, String> answers = new TreeMap<>();
    String shown = null;
    List<String> expected = new ArrayList<>();
    for (String line : body.lines().toList()) {
      if (line.startsWith("variables ")) {
        variables = JSON.readerForMapOf(Object.class).readValue(line.substring(10));
      } else if (line.startsWith("prices ")) {
        prices = prices(line.substring(7));
      } else if (line.startsWith("answer ")) {
        answers.put(line.charAt(7) - '0', line.substring(9));
      } else if (line.startsWith("shown ")) {
        shown = line.substring(6);
      } else if (line.startsWith("= ") || line.startsWith("! ") || line.startsWith("actual ")) {
        expected.add(line.strip());
      } else {
        document.append(line).append('\n');
      }
    }
    return new Case(
        name, document.toString(), variables, prices, answers, shown, String.join("\n", expected));
  }

  private static Prices prices(String text) {
    Map<String, Long> said = new TreeMap<>();
    for (String each : text.strip().split(" ")) {
      String[] parts = each.split("=");
      said.put(parts[0], Long.parseLong(parts[1]));
    }
    Prices defaults = Prices.DEFAULT;
    return new Prices(
        said.getOrDefault("object", defaults.object()),
        said.getOrDefault("scalar", defaults.scalar()),
        said.getOrDefault("inputObject", defaults.inputObject()),
        said.getOrDefault("mutation", defaults.mutation()),
        said.getOrDefault("listSize", defaults.listSize()),
        said.getOrDefault("call", defaults.call()),
        said.getOrDefault("representation", defaults.representation()));
  }

  /** What a case comes to, in the words of the file. */
  String outcome(Case one) {
    Operation operation = operation(one.document());
    OperationCost cost = cost(operation, one.prices());
    Map<String, @Nullable Object> variables = variables(operation, one.variables());
    if (!cost.slicingErrors(variables).isEmpty()) {
      return "! " + cost.slicingErrors(variables).getFirst().code();
    }
    RequestCost request = cost.of(variables);
    Estimate estimate = request.estimate();
    StringBuilder out = new StringBuilder("= " + amount(estimate.total()));
    estimate
        .services()
        .forEach(
            (service, units) -> out.append(' ').append(service).append('=').append(amount(units)));
    if (cost.least() > estimate.total() || cost.most() < estimate.total()) {
      out.append(" outside ").append(cost.least()).append(" to ").append(cost.most());
    }
    if (cost.explain(variables).units() != estimate.total()) {
      out.append(" explained as ").append(cost.explain(variables).units());
    }
    if (!one.answers().isEmpty()) {
      one.answers()
          .forEach(
              (step, answer) -> {
                byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                request.answered(step, bytes, 0, bytes.length);
              });
      out.append("\nactual ").append(request.actual());
    }
    if (one.shown() != null) {
      byte[] bytes = one.shown().getBytes(StandardCharsets.UTF_8);
      out.append("\nactual shown ").append(request.shown(bytes, 0, bytes.length));
    }
    return out.toString();
  }

  private static String amount(long units) {
    return units == Long.MAX_VALUE ? "MAX" : Long.toString(units);
  }

  OperationCost cost(Operation operation, Prices prices) {
    QueryPlan plan = new QueryPlanner(supergraph).plan(operation, label -> false);
    return new CostModel(supergraph, prices).priceToExplain(operation, plan);
  }

  Operation operation(String document) {
    return switch (new OperationReader(supergraph, OperationLimits.DEFAULT).read(document, null)) {
      case OperationResult.Valid(Operation operation) -> operation;
      case OperationResult.Invalid invalid -> throw new AssertionError(invalid.errors().toString());
    };
  }

  Map<String, @Nullable Object> variables(
      Operation operation, Map<String, @Nullable Object> given) {
    return switch (new VariableCoercion(supergraph).coerce(operation, given)) {
      case CoercedVariables.Coerced(var values) -> values;
      case CoercedVariables.Rejected rejected ->
          throw new AssertionError(rejected.errors().toString());
    };
  }
}
