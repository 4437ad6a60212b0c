package dev.tributary.samples.serve;

import graphql.scalars.ExtendedScalars;
import graphql.schema.idl.RuntimeWiring;

/** The scalars that the sample schemas declare beside GraphQL's own. */
public final class Scalars {

  private Scalars() {}

  /** Adds {@code DateTime} and {@code BigDecimal}. */
  public static RuntimeWiring.Builder wiring() {
    return RuntimeWiring.newRuntimeWiring()
        .scalar(ExtendedScalars.DateTime)
        .scalar(ExtendedScalars.GraphQLBigDecimal);
  }
}
