package dev.tributary.samples.serve;

import graphql.schema.DataFetchingEnvironment;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds the entity that a representation stands for. */
public interface EntityResolver {

  /**
   * @param representation the key fields, and what the asked fields require of other services
   * @return null when there is no such entity
   */
  CompletionStage<? extends @Nullable Object> resolve(
      Map<String, Object> representation, DataFetchingEnvironment environment);
}
