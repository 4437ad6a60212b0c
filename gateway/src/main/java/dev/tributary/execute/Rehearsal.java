package dev.tributary.execute;

import dev.tributary.connect.Connectors;
import dev.tributary.execute.Generation.Key;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import dev.tributary.telemetry.Preparation;
import java.util.Set;

/**
 * Reads a small supergraph and prepares an operation on it, as a gateway does for its first
 * request, and throws away what comes of it. What Java does when code runs for the first time is
 * done by then: a gateway lets a core play this that would else be idle, while it reads its
 * configuration.
 */
public final class Rehearsal {

  /** A bit of all that is usual: entities of two services, an interface, a union, inputs. */
  static final String SUPERGRAPH =
      """
      schema
        @link(url: "https://specs.apollo.dev/link/v1.0")
        @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
      directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
      directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet,
        type: String, external: Boolean, override: String, usedOverridden: Boolean)
        repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
      directive @join__graph(name: String!, url: String!) on ENUM_VALUE
      directive @join__implements(graph: join__Graph!, interface: String!)
        repeatable on OBJECT | INTERFACE
      directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false,
        resolvable: Boolean! = true, isInterfaceObject: Boolean! = false)
        repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
      directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
      directive @link(url: String, as: String, for: link__Purpose, import: [link__Import])
        repeatable on SCHEMA
      scalar join__FieldSet
      scalar link__Import
      enum link__Purpose { SECURITY EXECUTION }
      enum join__Graph {
        A @join__graph(name: "a", url: "http://localhost/a")
        B @join__graph(name: "b", url: "http://localhost/b")
      }
      type Query @join__type(graph: A) @join__type(graph: B) {
        items(first: Int = 5, like: Like): [Item] @join__field(graph: A)
        named(id: ID!): Named @join__field(graph: A)
      }
      input Like @join__type(graph: A) { name: String, size: Size = LARGE }
      enum Size @join__type(graph: A) {
        SMALL @join__enumValue(graph: A)
        LARGE @join__enumValue(graph: A)
      }
      interface Named @join__type(graph: A) { name: String }
      union Thing @join__type(graph: A)
        @join__unionMember(graph: A, member: "Item") @join__unionMember(graph: A, member: "Place") =
        Item | Place
      type Item implements Named
        @join__implements(graph: A, interface: "Named")
        @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
        id: ID!
        name: String @join__field(graph: A)
        size: Size @join__field(graph: A)
        weight: Float @join__field(graph: A) @join__field(graph: B, external: true)
        inStock: Boolean @join__field(graph: B)
        cost: Int @join__field(graph: B, requires: "weight")
        near: [Thing!] @join__field(graph: A)
        others: [Item] @join__field(graph: B)
      }
      type Place implements Named
        @join__implements(graph: A, interface: "Named") @join__type(graph: A) { name: String }
      """;

  static final String OPERATION =
      """
      query Rehearsal($first: Int!, $name: String, $id: ID = "1", $short: Boolean = false) {
        items(first: $first, like: { name: $name, size: SMALL }) {
          ...item
          others { ...item cost }
          near { __typename ... on Item { id inStock } ... on Place { name } }
        }
        named(id: $id) { title: name ... on Item { inStock @skip(if: $short) } }
      }
      fragment item on Item { id name size inStock }
      """;

  private Rehearsal() {}

  /** Plays it once. */
  public static void play() {
    prepare();
  }

  static PreparedOperation prepare() {
    Supergraph supergraph = Connectors.expand(SupergraphReader.read(SUPERGRAPH)).supergraph();
    EngineOptions options = EngineOptions.DEFAULT;
    return new Generation(
            supergraph,
            "rehearsal",
            served -> new QueryPlanner(served, options.planning())::plan,
            options)
        .prepare(new Key(OPERATION, null, Set.of()), new Preparation());
  }
}
