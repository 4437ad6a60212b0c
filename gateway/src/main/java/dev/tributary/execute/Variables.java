package dev.tributary.execute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.operation.CoercedVariables;
import dev.tributary.operation.ErrorCode;
import dev.tributary.operation.Operation;
import dev.tributary.operation.RequestError;
import dev.tributary.operation.VariableCoercion;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a request's variables. Small and of unknown form: Jackson is right here. */
final class Variables {

  /** Decimals keep every digit that the client sent. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private Variables() {}

  /**
   * Reads and coerces.
   *
   * @param json not even looked at when the operation declares no variable
   */
  static CoercedVariables read(
      VariableCoercion coercion, Operation operation, @Nullable Buffer json) {
    if (operation.variables().isEmpty()) {
      return new CoercedVariables.Coerced(Map.of());
    }
    if (json == null) {
      return coercion.coerce(operation, Map.of());
    }
    try {
      Map<String, @Nullable Object> raw = JSON.readValue(json.getBytes(), OBJECT);
      return coercion.coerce(operation, raw == null ? Map.of() : raw);
    } catch (JsonProcessingException e) {
      return rejected();
    } catch (IOException e) {
      throw new IllegalStateException("an array cannot fail to be read", e);
    }
  }

  private static CoercedVariables rejected() {
    return new CoercedVariables.Rejected(
        List.of(
            new RequestError(
                ErrorCode.BAD_USER_INPUT.name(),
                "The variables must be a JSON object.",
                List.of())));
  }
}
