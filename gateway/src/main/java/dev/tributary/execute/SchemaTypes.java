package dev.tributary.execute;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;

/** What an operation's execution has to know of a type beyond what the plan says: by its name. */
interface SchemaTypes {

  /** An object type of the supergraph. */
  boolean isObject(String name);

  /** An object type that clients may not see. */
  boolean isHidden(String name);

  /** An interface: what an interface object's service says of every object's type. */
  boolean isInterface(String name);

  /** The types of a supergraph. */
  static SchemaTypes of(Supergraph supergraph) {
    return new SchemaTypes() {
      @Override
      public boolean isObject(String name) {
        return supergraph.types().get(name) instanceof TypeDefinition.ObjectType;
      }

      @Override
      public boolean isHidden(String name) {
        return isObject(name) && supergraph.api().getType(name) == null;
      }

      @Override
      public boolean isInterface(String name) {
        return supergraph.types().get(name) instanceof TypeDefinition.InterfaceType;
      }
    };
  }
}
