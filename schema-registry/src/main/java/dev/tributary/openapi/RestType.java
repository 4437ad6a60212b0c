package dev.tributary.openapi;

/** The type of a value, by name. */
sealed interface RestType {

  RestType JSON = new Scalar("JSON");

  /** A built-in or custom scalar. */
  record Scalar(String name) implements RestType {}

  /** One of {@link RestTypes}' objects, for answers or for arguments. */
  record ObjectRef(String name) implements RestType {}

  /** One of {@link RestTypes}' enums. */
  record EnumRef(String name) implements RestType {}

  /** One of {@link RestTypes}' unions, for answers or for arguments. */
  record UnionRef(String name) implements RestType {}

  /** A list, whose items may be null. */
  record ListOf(RestType item) implements RestType {}

  /** The type without lists. */
  default RestType named() {
    return this instanceof ListOf list ? list.item().named() : this;
  }

  /** As GraphQL writes it. */
  default String text() {
    return switch (this) {
      case Scalar scalar -> scalar.name();
      case ObjectRef object -> object.name();
      case EnumRef values -> values.name();
      case UnionRef union -> union.name();
      case ListOf list -> "[" + list.item().text() + "]";
    };
  }
}
