package dev.tributary.catalogue;

import dev.tributary.registry.RegistryStoreException;
import dev.tributary.registry.TimeLimit;
import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.InvalidSyntaxError;
import graphql.execution.AbortExecutionException;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.validation.ValidationError;
import graphql.validation.ValidationErrorType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives every error a stable code, and tells clients nothing of our own bugs. */
final class Failures implements DataFetcherExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private static final String CODE = "code";
  private static final String TIMEOUT = "REQUEST_TIMEOUT";

  @Override
  public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
      DataFetcherExceptionHandlerParameters parameters) {
    GraphQLError error =
        switch (unwrapped(parameters.getException())) {
          case Refusal refusal ->
              error(parameters, refusal.code(), String.valueOf(refusal.getMessage()));
          case TimeLimit.Passed passed -> {
            // Nothing else of the request is begun with.
            ExecutionInput request =
                parameters
                    .getDataFetchingEnvironment()
                    .getGraphQlContext()
                    .get(ExecutionInput.class);
            Objects.requireNonNull(request).cancel();
            yield error(parameters, TIMEOUT, String.valueOf(passed.getMessage()));
          }
          case RegistryStoreException store -> {
            LOG.error("The registry's store failed", store);
            yield error(
                parameters,
                "STORE_UNAVAILABLE",
                "The registry's store cannot be used now. See its log.");
          }
          case Throwable bug -> {
            LOG.error("A field of the registry's graph failed", bug);
            yield error(parameters, "INTERNAL_ERROR", "The registry failed. See its log.");
          }
        };
    return CompletableFuture.completedFuture(
        DataFetcherExceptionHandlerResult.newResult(error).build());
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static GraphQLError error(
      DataFetcherExceptionHandlerParameters at, String code, String message) {
    return GraphqlErrorBuilder.newError(at.getDataFetchingEnvironment())
        .message("%s", message)
        .extensions(Map.of(CODE, code))
        .build();
  }

  /** An error as clients are told it. */
  static Map<String, Object> told(GraphQLError error) {
    Map<String, Object> told = new HashMap<>(error.toSpecification());
    if (!(told.get("extensions") instanceof Map<?, ?> extensions && extensions.containsKey(CODE))) {
      told.put("extensions", Map.of(CODE, code(error)));
    }
    return told;
  }

  /** That a request was not answered in time, in the place of all that it had come to by then. */
  static Map<String, Object> timeout(Duration limit) {
    return Map.of(
        "message",
        "The request took longer than %s: ask for less at a time."
            .formatted(limit.toString().substring(2).toLowerCase(Locale.ROOT)),
        "extensions",
        Map.of(CODE, TIMEOUT));
  }

  private static String code(GraphQLError error) {
    return switch (error) {
      case InvalidSyntaxError syntax -> "INVALID_SYNTAX";
      case ValidationError validation
          when validation.getValidationErrorType() == ValidationErrorType.MaxQueryDepthExceeded ->
          "OPERATION_TOO_DEEP";
      case ValidationError validation
          when validation.getValidationErrorType() == ValidationErrorType.MaxQueryFieldsExceeded ->
          "OPERATION_TOO_LARGE";
      case AbortExecutionException abort -> "OPERATION_TOO_EXPENSIVE";
      // Variables that do not fit, too.
      default -> "INVALID_OPERATION";
    };
  }
}
