package dev.tributary.subgraph;

/** The kinds of operation, each with the name that its root type has in a supergraph. */
public enum RootKind {
  QUERY("query", "Query"),
  MUTATION("mutation", "Mutation"),
  SUBSCRIPTION("subscription", "Subscription");

  private final String operation;
  private final String typeName;

  RootKind(String operation, String typeName) {
    this.operation = operation;
    this.typeName = typeName;
  }

  /** As a schema definition spells it. */
  public String operation() {
    return operation;
  }

  public String typeName() {
    return typeName;
  }
}
