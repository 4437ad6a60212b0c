package dev.tributary.openapi;

import java.util.List;
import java.util.Optional;

/**
 * One operation of a REST service as a field of its subgraph.
 *
 * @param coordinate such as {@code Query.petById}
 * @param method in capitals
 * @param path the path template as the document has it, relative to the server
 * @param parameters in the order of the arguments
 * @param body what the field's body argument is sent as
 * @param type the field's GraphQL type, such as {@code [Pet]}
 * @param status the status of the answer that {@code type} describes; {@code default} where only
 *     that is documented
 */
public record RestOperation(
    String coordinate,
    String method,
    String path,
    List<Parameter> parameters,
    Optional<Body> body,
    String type,
    String status) {

  public RestOperation {
    parameters = List.copyOf(parameters);
  }

  /** Where a parameter goes. */
  public enum Location {
    /** Into the path's template. */
    PATH,
    /** Into the query. */
    QUERY,
    /** A header. */
    HEADER,
    /** A cookie. */
    COOKIE
  }

  /** How a body is written. */
  public enum Codec {
    /** JSON. */
    JSON,
    /** {@code application/x-www-form-urlencoded}. */
    FORM
  }

  /**
   * A parameter.
   *
   * @param argument the GraphQL argument
   * @param type its GraphQL type
   * @param name the name in the request
   * @param style OpenAPI's style as the document or its default has it, such as {@code deepObject}
   * @param explode whether arrays and objects are written in several parts
   */
  public record Parameter(
      String argument, String type, String name, Location in, String style, boolean explode) {}

  /**
   * A body.
   *
   * @param argument the GraphQL argument
   * @param type its GraphQL type
   * @param mediaType the content type to send
   */
  public record Body(String argument, String type, Codec codec, String mediaType) {}
}
