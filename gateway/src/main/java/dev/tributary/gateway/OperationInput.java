package dev.tributary.gateway;

import dev.tributary.compose.SourceExcerpt;
import dev.tributary.connect.Connectors;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.RequestError;
import dev.tributary.supergraph.InvalidSupergraphException;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A supergraph and an operation on it, read from files that a command was given. */
record OperationInput(Supergraph supergraph, Operation operation) {

  /**
   * Reads both.
   *
   * @param name which of the document's operations; null when it has only one
   * @param err is told every problem
   * @return null when there is any
   */
  static @Nullable OperationInput read(
      Path supergraphFile, Path operationFile, @Nullable String name, PrintWriter err) {
    Supergraph supergraph;
    try {
      supergraph =
          Connectors.expand(SupergraphReader.read(InputException.read(supergraphFile)))
              .supergraph();
    } catch (InvalidSupergraphException e) {
      e.problems().forEach(problem -> err.println(supergraphFile + ": " + problem));
      return null;
    }
    String document = InputException.read(operationFile);
    return switch (new OperationReader(supergraph, OperationLimits.DEFAULT).read(document, name)) {
      case OperationResult.Valid(Operation operation) -> new OperationInput(supergraph, operation);
      case OperationResult.Invalid invalid -> {
        String[] lines = SourceExcerpt.lines(document);
        for (RequestError error : invalid.errors()) {
          report(error, err);
          for (RequestError.Location at : error.locations()) {
            err.print(SourceExcerpt.of(operationFile.toString(), lines, at.line(), at.column()));
          }
          err.println();
        }
        yield null;
      }
    };
  }

  static void report(List<RequestError> errors, PrintWriter err) {
    errors.forEach(error -> report(error, err));
  }

  private static void report(RequestError error, PrintWriter err) {
    err.println("error[" + error.code() + "]: " + error.message());
  }
}
