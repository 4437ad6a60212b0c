package dev.tributary.benchmarks.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.benchmarks.openapi.MockService.Answer;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.openapi.ImportOptions;
import dev.tributary.openapi.ImportedSubgraph;
import dev.tributary.openapi.OpenApiImport;
import dev.tributary.openapi.UnreadableDocumentException;
import dev.tributary.samples.InProcessGateway;
import dev.tributary.subgraph.SubgraphSource;
import graphql.language.FieldDefinition;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many operations of OpenAPI documents answer rightly through the gateway. {@code
 * dev.tributary.benchmarks.openapi.ImportCoverage FILE_OR_DIRECTORY...} prints a line for each
 * document, and what went wrong.
 */
public final class ImportCoverage {

  private ImportCoverage() {}

  /**
   * What became of a document.
   *
   * @param operations of the document
   * @param imported how many of them are fields
   * @param right how many of these answered without errors and with what the service said
   * @param values how many leaf values were compared
   * @param wrong by field: what went wrong
   */
  public record Result(
      String document,
      int operations,
      int imported,
      int right,
      int values,
      long importMillis,
      long composeMillis,
      List<String> wrong) {
    public Result {
      wrong = List.copyOf(wrong);
    }

    /** For people. */
    public String line() {
      return "%s: %d of %d operations imported, %d (%.1f%%) right, %d values compared; import %d ms, composition %d ms"
          .formatted(
              document,
              imported,
              operations,
              right,
              100.0 * right / Math.max(1, imported),
              values,
              importMillis,
              composeMillis);
    }
  }

  /** Prints the results of documents, and of the documents in directories. */
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      for (String arg : args) {
        for (Path file : documents(Path.of(arg))) {
          Result result = of(vertx, file);
          System.out.println(result.line());
          result.wrong().forEach(wrong -> System.out.println("  " + wrong));
        }
      }
    } finally {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
    }
  }

  /**
   * The documents of a directory, in order; or the file itself. Files that say how a document is
   * imported are none: {@code NAME.mapping.yaml}.
   */
  public static List<Path> documents(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(json|ya?ml)"))
          // What belongs to a document is named after it.
          .filter(file -> !file.toString().matches(".*\\.(mapping|proposals)\\.ya?ml"))
          .sorted()
          .toList();
    }
  }

  /** Imports a document, composes, serves, and calls every operation. */
  public static Result of(Vertx vertx, Path file) throws IOException, UnreadableDocumentException {
    ApiDocument document = ApiDocument.read(file);
    try (MockService service = new MockService(vertx, document)) {
      long began = System.nanoTime();
      ImportedSubgraph imported =
          OpenApiImport.read(
              Files.readString(file),
              new ImportOptions(
                  "api",
                  service.url(),
                  false,
                  ImportOptions.DEFAULTS.maxDepth(),
                  ImportOptions.DEFAULTS.maxFields()));
      long read = System.nanoTime();
      Composition composition =
          Composer.compose(List.of(new SubgraphSource("api", "", imported.sdl())));
      long composed = System.nanoTime();
      if (!(composition instanceof Composition.Composed supergraph)) {
        throw new IllegalStateException(file + " does not compose: " + composition);
      }
      InProcessGateway gateway = new InProcessGateway(vertx, supergraph.supergraphSdl());
      try {
        Calls calls = new Calls(document, service, gateway, new ImportedTypes(imported.sdl()));
        calls.run();
        return new Result(
            String.valueOf(file.getFileName()),
            imported.report().operations(),
            imported.report().imported(),
            calls.right,
            calls.values,
            (read - began) / 1_000_000,
            (composed - read) / 1_000_000,
            calls.wrong);
      } finally {
        gateway
            .close()
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
      }
    }
  }

  /** The calls of one document's operations. */
  private static final class Calls {
    private final MockService service;
    private final InProcessGateway gateway;
    private final ImportedTypes types;
    private final Map<String, ApiDocument.Operation> operations = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int right;
    private int values;

    Calls(
        ApiDocument document, MockService service, InProcessGateway gateway, ImportedTypes types) {
      this.service = service;
      this.gateway = gateway;
      this.types = types;
      document.operations().forEach(operation -> operations.put(operation.name(), operation));
    }

    void run() throws IOException {
      for (String root : List.of("Query", "Mutation")) {
        if (types.objects.containsKey(root)) {
          for (FieldDefinition field : types.objects.get(root).getFieldDefinitions()) {
            String problem = call(root, field);
            if (problem == null) {
              right++;
            } else {
              wrong.add(root + "." + field.getName() + ": " + problem);
            }
          }
        }
      }
    }

    private @Nullable String call(String root, FieldDefinition field) throws IOException {
      ApiDocument.Operation operation = operations.get(ImportedTypes.operation(field));
      if (operation == null) {
        return "no such operation: " + ImportedTypes.operation(field);
      }
      OperationQuery query = new OperationQuery(types, root, field);
      String body =
          gateway
              .answer(query.text, Map.of())
              .toCompletionStage()
              .toCompletableFuture()
              .orTimeout(30, TimeUnit.SECONDS)
              .join()
              .body()
              .toString(StandardCharsets.UTF_8);
      JsonNode answer = ApiDocument.JSON.readTree(body);
      if (answer.has("errors")) {
        String refused = service.refused.get(operation.name());
        return refused != null ? refused : answer.get("errors").get(0).toString();
      }
      Answer said = service.answer(operation);
      JsonNode value = answer.at("/data/root");
      if (said.type() == null || said.body() == null) {
        boolean nothing = value.isNull() || value.isBoolean() && value.booleanValue();
        return nothing ? null : "is " + value + ", where nothing was said";
      }
      AnswerCheck check = new AnswerCheck(types);
      String problem = check.problem(query.root, value, said.body(), "");
      values += check.leaves();
      return problem;
    }
  }
}
