package dev.tributary.execute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.operation.Condition;
import dev.tributary.operation.RequestError;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.operation.SelectionSet.Selection;
import dev.tributary.supergraph.Value;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.schema.GraphQLSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code __schema} and {@code __type} (GraphQL specification, 4) by graphql-java on the API
 * schema. Takes milliseconds: not for an event loop. Safe for use by many threads.
 */
final class Introspection {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Null when there is nothing to tell. */
  private final @Nullable GraphQL graphQl;

  private Introspection(@Nullable GraphQL graphQl) {
    this.graphQl = graphQl;
  }

  /**
   * @param api null when there is nothing to tell of it
   */
  static Introspection of(@Nullable GraphQLSchema api) {
    return new Introspection(api == null ? null : GraphQL.newGraphQL(api).build());
  }

  sealed interface Result {}

  /**
   * @param fields the JSON of each root field, by response key
   */
  record Answered(Map<String, byte[]> fields) implements Result {}

  record Failed(List<RequestError> errors) implements Result {}

  /** Whether two requests with other variables may get another answer. */
  static boolean dependsOnVariables(SelectionSet set) {
    for (Selection selection : set.selections()) {
      if (!selection.condition().equals(Condition.ALWAYS)) {
        return true;
      }
      boolean depends =
          switch (selection) {
            case Field field ->
                field.arguments().values().stream().anyMatch(Value.Variable.class::isInstance)
                    || (field.selections() != null && dependsOnVariables(field.selections()));
            case Fragment fragment -> dependsOnVariables(fragment.selections());
          };
      if (depends) {
        return true;
      }
    }
    return false;
  }

  Result answer(SelectionSet selections, VariableValues variables) {
    if (graphQl == null) {
      return new Failed(
          List.of(
              new RequestError(
                  "INTROSPECTION_REFUSED",
                  "There is nothing in the schema that the caller may see.",
                  List.of())));
    }
    SelectionSet fixed = fixed(selections, variables);
    if (fixed.selections().isEmpty()) {
      return new Answered(Map.of());
    }
    ExecutionResult result = graphQl.execute(fixed.toString());
    Map<String, Object> data = result.getData();
    if (data == null || !result.getErrors().isEmpty()) {
      return new Failed(result.getErrors().stream().map(Introspection::refused).toList());
    }
    Map<String, byte[]> fields = new LinkedHashMap<>();
    data.forEach((key, value) -> fields.put(key, json(value)));
    return new Answered(fields);
  }

  private static RequestError refused(GraphQLError error) {
    return new RequestError("INTROSPECTION_REFUSED", String.valueOf(error.getMessage()), List.of());
  }

  /** The same selections with variables and conditions replaced by what they are in a request. */
  private static SelectionSet fixed(SelectionSet set, VariableValues variables) {
    List<Selection> fixed = new ArrayList<>();
    for (Selection selection : set.selections()) {
      if (!selection.condition().holds(variables::isTrue)) {
        continue;
      }
      switch (selection) {
        case Field field -> fixed.add(fixed(field, variables));
        case Fragment fragment ->
            fixed.add(
                new Fragment(
                    fragment.typeCondition(),
                    Condition.ALWAYS,
                    fixed(fragment.selections(), variables)));
      }
    }
    return new SelectionSet(fixed);
  }

  private static Field fixed(Field field, VariableValues variables) {
    SequencedMap<String, Value> arguments = new LinkedHashMap<>();
    field
        .arguments()
        .forEach(
            (name, value) -> {
              Value known =
                  value instanceof Value.Variable(String variable)
                      ? variables.value(variable)
                      : value;
              if (known != null) {
                arguments.put(name, known);
              }
            });
    return new Field(
        field.responseKey(),
        field.name(),
        arguments,
        field.type(),
        Condition.ALWAYS,
        field.selections() == null ? null : fixed(field.selections(), variables));
  }

  private static byte[] json(@Nullable Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an introspection answer that is not JSON", e);
    }
  }
}
