package dev.tributary.catalogue;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.compose.TagFilter;
import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.ContractVariant;
import dev.tributary.registry.CountedStore;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.H2RegistryStore;
import dev.tributary.registry.ProposedSubgraph;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.Registry;
import dev.tributary.registry.RegistryGraphQl;
import dev.tributary.registry.RegistryLimits;
import dev.tributary.registry.RegistryStore;
import dev.tributary.registry.StoredToken;
import dev.tributary.registry.TokenRole;
import dev.tributary.registry.TokenScope;
import dev.tributary.registry.Tokens;
import dev.tributary.subgraph.SubgraphSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a registry tells of itself in GraphQL, and whom. */
@SuppressWarnings("NullAway.Init") // JUnit calls what begins it.
class RegistryGraphTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;

  private static CountedStore counted;
  private static RegistryStore store;
  private static Registry registry;
  private static RegistryGraph graph;
  private static Tokens tokens;

  @BeforeAll
  static void publish() {
    counted = new CountedStore(H2RegistryStore.open(directory));
    store = counted.store();
    registry =
        new Registry(
            store,
            Composer::compose,
            SchemaDiff::between,
            RegistryLimits.DEFAULT,
            InstantSource.system());
    tokens = new Tokens(store, InstantSource.system());
    graph = new RegistryGraph(registry);
    for (String variant : List.of("shop@prod", "shop@staging", "blog@prod")) {
      publish(variant, "a", "type Query { a: Int b: Int @tag(name: \"inner\") }");
      publish(variant, "a", "type Query { a: Int @deprecated b: Int @tag(name: \"inner\") }");
      publish(variant, "z", "type Query { z: Int }");
    }
    registry.setContract(
        new ContractVariant(
            id("shop@public"),
            id("shop@prod"),
            new TagFilter(Set.of(), Set.of("inner"), TagFilter.Unreachable.SHOWN)),
        "somebody");
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static void publish(String variant, String name, String sdl) {
    publish(registry, variant, name, sdl);
  }

  private static void publish(Registry registry, String variant, String name, String sdl) {
    String linked =
        "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@tag\"])"
            + " ";
    assertThat(
            registry.publish(
                id(variant),
                ChangeSet.publishing(
                    new ProposedSubgraph(name, "http://" + name + ".example/", linked + sdl)),
                "ci"))
        .isInstanceOf(PublishResult.Published.class);
  }

  private static GraphId id(String name) {
    return GraphId.parse(name).orElseThrow();
  }

  private static StoredToken token(TokenRole role, String scope) {
    return tokens.issue("someone", role, TokenScope.parse(scope).orElseThrow()).token();
  }

  private static JsonNode ask(StoredToken token, String query) throws JsonProcessingException {
    return ask(graph, token, query);
  }

  private static JsonNode ask(RegistryGraph graph, StoredToken token, String query)
      throws JsonProcessingException {
    return graph
        .answer(
            token, new RegistryGraphQl.Request(query, Optional.empty(), JSON.createObjectNode()))
        .json();
  }

  static Stream<Arguments> questions() {
    return Stream.of(
        Arguments.of(
            "{ graphs { nodes { name variants { nodes { id latest { number } } } } } }",
            "{'graphs':{'nodes':[{'name':'blog','variants':{'nodes':[{'id':'blog@prod','latest':{'number':3}}]}},"
                + "{'name':'shop','variants':{'nodes':[{'id':'shop@prod','latest':{'number':3}},"
                + "{'id':'shop@public','latest':{'number':1}},{'id':'shop@staging','latest':{'number':3}}]}}]}}"),
        Arguments.of(
            "{ graphVariant(id: \"shop@prod\") { versions(first: 2) { nodes { number publishedBy"
                + " changes { kind subgraph } } pageInfo { hasNextPage } } } }",
            "{'graphVariant':{'versions':{'nodes':[{'number':3,'publishedBy':'ci','changes':[{'kind':'ADDED','subgraph':'z'}]},"
                + "{'number':2,'publishedBy':'ci','changes':[{'kind':'REPLACED','subgraph':'a'}]}],'pageInfo':{'hasNextPage':true}}}}"),
        Arguments.of(
            "{ graphVariant(id: \"shop@prod\") { version(number: 3) { schemaChanges { kind severity"
                + " coordinate } subgraphs { nodes { name url } } } missing: version(number: 9) {"
                + " number } } }",
            "{'graphVariant':{'version':{'schemaChanges':[{'kind':'FIELD_ADDED','severity':'SAFE','coordinate':'Query.z'}],"
                + "'subgraphs':{'nodes':[{'name':'a','url':'http://a.example/'},{'name':'z','url':'http://z.example/'}]}},'missing':null}}"),
        Arguments.of(
            "{ graphVariant(id: \"shop@prod\") { subgraph(name: \"a\") { name versions { nodes {"
                + " message } } variant { name } } contracts { variant { id } exclude } contract {"
                + " exclude } } }",
            "{'graphVariant':{'subgraph':{'name':'a','versions':{'nodes':[{'message':''},{'message':''}]},'variant':{'name':'prod'}},"
                + "'contracts':[{'variant':{'id':'shop@public'},'exclude':['inner']}],'contract':null}}"),
        Arguments.of(
            "{ graph(name: \"shop\") { variant(name: \"public\") { contract { source { id } } } }"
                + " none: graph(name: \"none\") { name } }",
            "{'graph':{'variant':{'contract':{'source':{'id':'shop@prod'}}}},'none':null}"),
        Arguments.of(
            "{ graphVariant(id: \"shop@prod\") { usage { executions operations { nodes { name } }"
                + " coordinate(name: \"Query.a\") { executions } } gateways { id } } }",
            "{'graphVariant':{'usage':{'executions':0,'operations':{'nodes':[]},'coordinate':{'executions':0}},'gateways':[]}}"),
        Arguments.of(
            "{ graphVariant(id: \"shop@prod\") { check(subgraphs: [{name: \"a\", sdl: \"type Query"
                + " { a: Int }\"}]) { outcome base schemaChanges { change { coordinate severity } }"
                + " } } }",
            "{'graphVariant':{'check':{'outcome':'COMPOSES','base':3,'schemaChanges':["
                + "{'change':{'coordinate':'Query.b','severity':'BREAKING'}},{'change':{'coordinate':'Query.a','severity':'SAFE'}}]}}}"),
        Arguments.of(
            "{ graphVariant(id: \"shop@prod\") { check(subgraphs: [{name: \"a\", sdl: \"type Query"
                + " { a: None }\"}]) { outcome base errors { coordinate locations { subgraph line }"
                + " } } } }",
            "{'graphVariant':{'check':{'outcome':'DOES_NOT_COMPOSE','base':null,'errors':[{'coordinate':'Query.a',"
                + "'locations':[{'subgraph':'a','line':1}]}]}}}"),
        Arguments.of(
            "{ _entities(representations: [{__typename: \"Graph\", name: \"blog\"}, {__typename:"
                + " \"GraphVariant\", id: \"shop@prod\"}, {__typename: \"Subgraph\", variant: {id:"
                + " \"shop@prod\"}, name: \"z\"}, {__typename: \"SupergraphVersion\", variant: {id:"
                + " \"shop@prod\"}, number: 2}, {__typename: \"Graph\", name: \"none\"}]) { ... on"
                + " Graph { name } ... on GraphVariant { id } ... on Subgraph { current { url } }"
                + " ... on SupergraphVersion { number } } }",
            "{'_entities':[{'name':'blog'},{'id':'shop@prod'},{'current':{'url':'http://z.example/'}},{'number':2},null]}"));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void tellsWhatIsKept(String query, String answer) throws JsonProcessingException {
    JsonNode told = ask(token(TokenRole.ADMIN, "*"), query);

    assertThat(told.toString())
        .isEqualTo(JSON.readTree(("{'data':" + answer + "}").replace('\'', '"')).toString());
  }

  @Test
  void pagesGoOnFromWhereTheLastOneEnded() throws JsonProcessingException {
    StoredToken token = token(TokenRole.READ, "*");
    JsonNode page =
        ask(token, "{ graphs(first: 1) { nodes { name } pageInfo { hasNextPage endCursor } } }");
    String cursor = page.at("/data/graphs/pageInfo/endCursor").asText();
    JsonNode next =
        ask(
            token,
            "{ graphs(first: 5, after: \"%s\") { nodes { name } pageInfo { hasNextPage } } }"
                .formatted(cursor));

    assertThat(page.at("/data/graphs/nodes/0/name").asText()).isEqualTo("blog");
    assertThat(page.at("/data/graphs/pageInfo/hasNextPage").asBoolean()).isTrue();
    assertThat(next.at("/data/graphs/nodes")).hasSize(1);
    assertThat(next.at("/data/graphs/nodes/0/name").asText()).isEqualTo("shop");
    assertThat(next.at("/data/graphs/pageInfo/hasNextPage").asBoolean()).isFalse();
  }

  /** What a token is not good for is answered as what does not exist. */
  @Test
  void aTokenSeesItsOwnVariantOnly() throws JsonProcessingException {
    StoredToken token = token(TokenRole.ADMIN, "shop@public");
    String query =
        """
        { graphs { nodes { name variants { nodes { id contract { source { id } } } } } }
          hidden: graphVariant(id: "shop@%1$s") { id }
          other: graph(name: "%2$s") { name }
          _entities(representations: [
            {__typename: "Graph", name: "%2$s"}
            {__typename: "GraphVariant", id: "shop@%1$s"}
            {__typename: "Subgraph", variant: {id: "shop@%1$s"}, name: "a"}
            {__typename: "SupergraphVersion", variant: {id: "shop@%1$s"}, number: 1}
          ]) { __typename } }
        """;
    JsonNode told = ask(token, query.formatted("prod", "blog"));

    assertThat(told).isEqualTo(ask(token, query.formatted("none", "none")));
    assertThat(told.at("/data/graphs").toString())
        .isEqualTo(
            "{\"nodes\":[{\"name\":\"shop\",\"variants\":{\"nodes\":[{\"id\":\"shop@public\","
                + "\"contract\":{\"source\":null}}]}}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "READ | shop | FORBIDDEN | { graphVariant(id: \"shop@prod\") { audit { nodes { id } } } }",
        "READ | shop | FORBIDDEN | { graphVariant(id: \"shop@prod\") { check { outcome } } }",
        "ADMIN | shop | FORBIDDEN | { registryAudit { nodes { id } } }",
        "ADMIN | * | INVALID_ARGUMENT | { graphs(first: 101) { nodes { name } } }",
        "ADMIN | * | INVALID_ARGUMENT | { graphs(after: \"?\") { nodes { name } } }",
        "ADMIN | * | INVALID_ARGUMENT | { graphVariant(id: \"shop@prod\") { usage(days: 0) { days }"
            + " } }",
        "ADMIN | * | INVALID_SYNTAX | { graphs",
        "ADMIN | * | INVALID_OPERATION | { none }",
        "ADMIN | * | INVALID_OPERATION | mutation { none }",
        "READ | * | OPERATION_TOO_EXPENSIVE | { graphVariant(id: \"shop@prod\") { versions(first:"
            + " 30) { nodes { sdl } } } }",
        "ADMIN | * | OPERATION_TOO_EXPENSIVE | { graphs(first: 100) { nodes { variants(first: 100)"
            + " { nodes { id latest { number } } } } } }",
      })
  void refusesWithACode(TokenRole role, String scope, String code, String query)
      throws JsonProcessingException {
    JsonNode told = ask(token(role, scope), query);

    assertThat(told.at("/errors/0/extensions/code").asText()).as(told.toString()).isEqualTo(code);
    assertThat(told.at("/errors/0/message").asText()).isNotEmpty();
  }

  @Test
  void refusesWhatIsTooDeepOrTooLarge() throws JsonProcessingException {
    String deep = "graph { variant { ".repeat(15) + "id" + " } }".repeat(15);
    String many =
        "{ graphVariant(id: \"shop@prod\") { ...a } } fragment a on GraphVariant { ...b ...b }"
            + " fragment b on GraphVariant { %s }".formatted("id ".repeat(600));
    StoredToken token = token(TokenRole.READ, "*");

    assertThat(ask(token, "{ graphVariant(id: \"shop@prod\") { " + deep + " } }").toString())
        .contains("OPERATION_TOO_DEEP");
    assertThat(ask(token, many).toString()).contains("OPERATION_TOO_LARGE");
  }

  /** A request costs little and may still ask for many long texts, or for one over and over. */
  @Test
  void refusesToTellMoreTextThanFitsAnAnswer() throws JsonProcessingException {
    StoredToken token = token(TokenRole.READ, "*");
    RegistryGraph strict = new RegistryGraph(registry, RegistryGraph.LIMIT, 200);
    String one = " s%d: subgraph(name: \"a\") { current { sdl } }";
    String again = IntStream.range(0, 3).mapToObj(one::formatted).collect(joining());
    String many = "subgraph(name: \"a\") { versions { nodes { sdl } } }";

    for (String asked : List.of(again, many)) {
      JsonNode told = ask(strict, token, "{ graphVariant(id: \"shop@prod\") { " + asked + " } }");
      assertThat(told.at("/errors/0/extensions/code").asText()).isEqualTo("ANSWER_TOO_LARGE");
      assertThat(ask(token, "{ graphVariant(id: \"shop@prod\") { " + asked + " } }").has("errors"))
          .isFalse();
    }
    assertThat(
            ask(strict, token, "{ graphVariant(id: \"shop@prod\") { " + one.formatted(0) + " } }")
                .has("errors"))
        .isFalse();
  }

  @Test
  void aRequestThatTakesTooLongIsGivenUpAsAWhole() throws JsonProcessingException {
    RegistryGraph hasty = new RegistryGraph(registry, Duration.ofNanos(1));
    StoredToken token = token(TokenRole.ADMIN, "*");
    long before = counted.questions();

    RegistryGraphQl.Answer answer =
        hasty.answer(
            token,
            new RegistryGraphQl.Request(
                "{ graphs { nodes { name } } graph(name: \"shop\") { name } }",
                Optional.empty(),
                JSON.createObjectNode()));

    assertThat(answer.isRun()).isTrue();
    assertThat((JsonNode) answer.json())
        .isEqualTo(
            JSON.readTree(
                """
                {"errors": [{
                  "message": "The request took longer than 0.000000001s: ask for less at a time.",
                  "extensions": {"code": "REQUEST_TIMEOUT"}
                }], "data": null}
                """));
    assertThat(counted.questions() - before).as("questions to the store").isLessThanOrEqualTo(1);
  }

  /** Composition is not cut off, but what would come after it is not begun with. */
  @Test
  void whatComesAfterALongCompositionIsNotBegunWith() throws JsonProcessingException {
    Duration limit = Duration.ofMillis(50);
    Registry slow =
        new Registry(
            store,
            sources -> {
              long end = System.nanoTime() + limit.toNanos();
              while (System.nanoTime() - end <= 0) {
                Thread.onSpinWait();
              }
              return Composer.compose(sources);
            },
            SchemaDiff::between,
            RegistryLimits.DEFAULT,
            InstantSource.system());
    JsonNode told =
        ask(
            new RegistryGraph(slow, limit),
            token(TokenRole.ADMIN, "*"),
            "{ graphVariant(id: \"shop@prod\") { check(subgraphs: [{name: \"a\", sdl: \"type Query"
                + " { a: Int }\"}]) { outcome } } }");

    assertThat(told.at("/errors/0/extensions/code").asText())
        .as(told.toString())
        .isEqualTo("REQUEST_TIMEOUT");
  }

  @Test
  void aListThatIsNullIsAsOneThatIsLeftOut() throws JsonProcessingException {
    JsonNode told =
        ask(
            token(TokenRole.ADMIN, "*"),
            "{ graphVariant(id: \"shop@prod\") { check(subgraphs: null, retire: null) { outcome"
                + " problems { code } } } }");

    assertThat(told.at("/data/graphVariant/check/outcome").asText())
        .as(told.toString())
        .isEqualTo("INVALID");
  }

  @Test
  void theChangesOfAGraphAreToldToItsAdministrators() throws JsonProcessingException {
    JsonNode told =
        ask(
            token(TokenRole.ADMIN, "shop@prod"),
            "{ graphVariant(id: \"shop@prod\") { audit(first: 1) { nodes { action actor variantId }"
                + " } } }");

    assertThat(told.at("/data/graphVariant/audit/nodes/0").toString())
        .isEqualTo(
            "{\"action\":\"SUPERGRAPH_PUBLISHED\",\"actor\":\"ci\",\"variantId\":\"shop@prod\"}");
  }

  /** However many variants there are, as much is asked of the store. */
  @Test
  void asksTheStoreOnceForAllOfALevel() throws JsonProcessingException {
    String query =
        "{ graph(name: \"%s\") { variants { nodes { latest { subgraphs { nodes { sdl } } hints {"
            + " code } } versions(first: 3) { nodes { number schemaChanges { kind } } } contracts {"
            + " source { id } } gateways { id } } } } }";
    StoredToken token = token(TokenRole.READ, "*");
    // What is worked out once is kept.
    ask(token, query.formatted("shop"));
    ask(token, query.formatted("blog"));

    assertThat(readBy(token, query.formatted("shop")))
        .isBetween(5L, 20L)
        .isEqualTo(readBy(token, query.formatted("blog")));
  }

  private static long readBy(StoredToken token, String query) throws JsonProcessingException {
    long before = counted.questions();
    assertThat(ask(token, query).path("errors")).isEmpty();
    return counted.questions() - before;
  }

  @Test
  void composesWithOtherSubgraphs() {
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource("registry", "http://registry.example/graphql", graph.sdl()),
                new SubgraphSource(
                    "teams",
                    "http://teams.example/graphql",
                    """
                    extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
                    type Query { teams: [Team!]! }
                    type Team { name: String! graph: Graph! }
                    type Graph @key(fields: "name") { name: String! owner: String! }
                    """)));

    assertThat(composition).isInstanceOf(Composition.Composed.class);
  }
}
