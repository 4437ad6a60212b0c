/**
 * REST services by their OpenAPI document (3.0 and 3.1): {@link
 * dev.tributary.openapi.OpenApiImport} turns one into operations, an annotated subgraph schema and
 * a report of what could not be mapped.
 *
 * <p>The schema uses {@code @source} and {@code @connect} for where a request goes, with {@code
 * selection: "$"}, and directives of its own for how values are mapped by type:
 *
 * <ul>
 *   <li>{@code @restAuto} on a field: its connector's answer is mapped by the field's GraphQL type
 *       along what the client selects, so that types may be recursive; {@code body} says how the
 *       request's body is written. The path's parameters stand in the connector's URL.
 *   <li>{@code @restField(name:)} on a field or an input field: the name in JSON where it differs.
 *   <li>{@code @restField(name:, in:, style:, explode:)} on an argument: where it goes in the
 *       request and how it is written, in OpenAPI's terms. {@code in: BODY} is the whole body.
 *   <li>{@code @restEnum(value:)} on an enum value: the text in JSON where it differs.
 *   <li>{@code @restUnion(discriminator:, mapping:)} on a union: the member is the one whose {@code
 *       value} the discriminating property has; without a discriminator, the first that has all the
 *       properties named in {@code present}.
 * </ul>
 *
 * <p>The same document gives the same schema, byte for byte. References to other documents are not
 * followed.
 */
@NullMarked
package dev.tributary.openapi;

import org.jspecify.annotations.NullMarked;
