package dev.tributary.openapi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a field of a root type.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param path the template, with parameters in braces
 * @param result null when the answer has no content: the field is true then
 * @param pointer where the document describes it
 */
record RestOperation(
    String name,
    boolean mutation,
    String method,
    String path,
    @Nullable String description,
    boolean deprecated,
    List<RestArgument> arguments,
    @Nullable RestType result,
    String pointer) {
  RestOperation {
    arguments = List.copyOf(arguments);
  }

  /** With types that are {@linkplain RestTypes#settled settled}. */
  RestOperation settled(RestTypes types) {
    return with(
        name,
        arguments.stream().map(a -> a.withType(types.settled(a.type()))).toList(),
        result == null ? null : types.settled(result));
  }

  RestOperation with(
      String otherName, List<RestArgument> otherArguments, @Nullable RestType otherResult) {
    return new RestOperation(
        otherName,
        mutation,
        method,
        path,
        description,
        deprecated,
        otherArguments,
        otherResult,
        pointer);
  }
}
