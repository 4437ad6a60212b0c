package dev.tributary.openapi;

import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;

/** How many keys a batch takes. */
final class BatchBounds {

  /** Where the document says nothing. */
  static final int DEFAULT = 100;

  private BatchBounds() {}

  /** The {@code maxItems} of a list in the query or the body. */
  static int of(OperationIndex.Entry entry, String parameter) {
    if (entry.described().getParameters() != null) {
      for (Parameter one : entry.described().getParameters()) {
        if (parameter.equals(one.getName()) && one.getSchema() != null) {
          return of(one.getSchema());
        }
      }
    }
    var body = entry.described().getRequestBody();
    if (body != null && body.getContent() != null) {
      for (var media : body.getContent().values()) {
        Schema<?> schema = media.getSchema();
        if (schema != null
            && schema.getProperties() != null
            && schema.getProperties().get(parameter) != null) {
          return of(schema.getProperties().get(parameter));
        }
      }
    }
    return DEFAULT;
  }

  private static int of(Schema<?> schema) {
    Integer most = schema.getMaxItems();
    return most == null || most < 1 ? DEFAULT : most;
  }
}
