package dev.tributary.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.cost.CostModel;
import dev.tributary.cost.Estimate;
import dev.tributary.cost.Explanation;
import dev.tributary.cost.OperationCost;
import dev.tributary.operation.CoercedVariables;
import dev.tributary.operation.RequestError;
import dev.tributary.operation.VariableCoercion;
import dev.tributary.plan.PlanningException;
import dev.tributary.plan.QueryPlanner;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary cost}. */
@Command(
    name = "cost",
    description = "Explains what an operation is estimated to cost: where each unit comes from.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:explained",
      "1:the operation, its variables or the supergraph are not valid",
      "2:wrong use, or a file cannot be read"
    })
final class CostCommand implements Callable<Integer> {

  private static final Path DEFAULT_CONFIG = Path.of("tributary.yaml");

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  @Option(
      names = "--supergraph",
      paramLabel = "FILE",
      description = "Supergraph SDL; the configuration's when it is left out.")
  private @Nullable Path supergraphFile;

  @Option(
      names = "--operation",
      required = true,
      paramLabel = "FILE",
      description = "GraphQL document.")
  private Path operationFile;

  @Option(
      names = "--operation-name",
      paramLabel = "NAME",
      description = "Which operation, when the document has several.")
  private @Nullable String operationName;

  @Option(names = "--variables", paramLabel = "FILE", description = "Variables, a JSON object.")
  private @Nullable Path variablesFile;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration with the prices; tributary.yaml when there is one.")
  private @Nullable Path configFile;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Path file =
        configFile != null ? configFile : Files.exists(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null;
    GatewayConfig config = GatewayConfig.DEFAULTS;
    if (file != null) {
      switch (ConfigCommand.load(file)) {
        case ConfigResult.Valid valid -> config = valid.config();
        case ConfigResult.Invalid invalid -> {
          err.print(ConfigCommand.report(file, invalid));
          err.flush();
          return Tributary.FAILED;
        }
      }
    }
    OperationInput input =
        OperationInput.read(supergraph(config, file), operationFile, operationName, err);
    if (input == null) {
      return Tributary.FAILED;
    }
    return switch (new VariableCoercion(input.supergraph())
        .coerce(input.operation(), variables())) {
      case CoercedVariables.Rejected(List<RequestError> errors) -> {
        OperationInput.report(errors, err);
        yield Tributary.FAILED;
      }
      case CoercedVariables.Coerced(Map<String, @Nullable Object> values) ->
          explain(input, config, values);
    };
  }

  private Path supergraph(GatewayConfig config, @Nullable Path file) {
    String configured = config.supergraph().file();
    if (supergraphFile != null) {
      return supergraphFile;
    } else if (configured != null && file != null) {
      return ConfigCommand.directory(file).resolve(configured);
    }
    throw new InputException("say which supergraph by --supergraph FILE");
  }

  private Map<String, @Nullable Object> variables() {
    if (variablesFile == null) {
      return Map.of();
    }
    try {
      return JSON.readerForMapOf(Object.class).readValue(InputException.read(variablesFile));
    } catch (JsonProcessingException e) {
      throw new InputException(variablesFile + " is not a JSON object: " + e.getOriginalMessage());
    }
  }

  private int explain(
      OperationInput input, GatewayConfig config, Map<String, @Nullable Object> values) {
    PrintWriter err = spec.commandLine().getErr();
    OperationCost cost;
    try {
      cost =
          new CostModel(input.supergraph(), config.cost().prices().prices())
              .priceToExplain(
                  input.operation(),
                  new QueryPlanner(input.supergraph(), Options.planning(config))
                      .plan(input.operation(), label -> false));
    } catch (PlanningException unplannable) {
      err.println("error[UNPLANNABLE]: " + unplannable.getMessage());
      return Tributary.FAILED;
    }
    List<RequestError> slicing = cost.slicingErrors(values);
    OperationInput.report(slicing, err);
    Estimate estimate = cost.of(values).estimate();
    Explanation explanation = cost.explain(values);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode object = JSON.createObjectNode();
      object.put("estimated", estimate.total());
      ObjectNode services = object.putObject("services");
      estimate.services().forEach(services::put);
      object.put("least", cost.least());
      object.put("most", cost.most());
      object.set("explanation", tree(explanation));
      out.println(object.toPrettyString());
    } else {
      out.print(explanation.text());
      estimate
          .services()
          .forEach((service, units) -> out.println("on the account of " + service + ": " + units));
      out.flush();
    }
    return slicing.isEmpty() ? Tributary.DONE : Tributary.FAILED;
  }

  private static ObjectNode tree(Explanation explanation) {
    ObjectNode node = JSON.createObjectNode();
    node.put("label", explanation.label());
    node.put("units", explanation.units());
    if (explanation.times() != 1) {
      node.put("times", explanation.times());
    }
    if (!explanation.parts().isEmpty()) {
      ArrayNode parts = node.putArray("parts");
      explanation.parts().forEach(part -> parts.add(tree(part)));
    }
    return node;
  }
}
