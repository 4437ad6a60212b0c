package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorPathTest {

  private static final String SDL = ExecutionTest.SDL;

  private static String error(String message, String path, String code, String service) {
    return "{\"message\":\"%s\",%s\"extensions\":{\"code\":\"%s\",\"service\":\"%s\"}}"
        .formatted(message, path.isEmpty() ? "" : "\"path\":" + path + ",", code, service);
  }

  @Test
  void tellsAServicesErrorInTheClientsWords() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ users { reviews { id body } } }")
            .client(
                "{ people: users @data(key: \"users\") { said: reviews @data(key: \"reviews\") {"
                    + " text: body @data(key: \"body\") } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "a",
                """
                {"errors":[{"message":"no text","path":["users",1,"reviews",0,"body"],
                  "locations":[{"line":1,"column":2}],"extensions":{"code":"GONE","secret":1}}],
                 "data":{"users":[{"reviews":[]},{"reviews":[{"id":"1","body":null}]}]}}\
                """);
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"people\":[{\"said\":[]},{\"said\":[{\"text\":null}]}]},\"errors\":["
                + error("no text", "[\"people\",1,\"said\",0,\"text\"]", "GONE", "a")
                + "]}");
  }

  @Test
  void tellsAnEntitysErrorAtEveryPlaceWhereItStands() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("reviews", "{ users { reviews { product { upc } } } }")
            .entities(
                "products",
                "users.reviews.product",
                "Product { upc }",
                "{ ... on Product { price } }",
                0)
            .client("{ users { reviews { product { cost: price @data(key: \"price\") } } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "reviews",
                """
                {"data":{"users":[
                  {"reviews":[{"product":{"upc":"1"}},{"product":{"upc":"2"}}]},
                  {"reviews":[{"product":{"upc":"2"}}]}]}}\
                """)
            .answers(
                "products",
                """
                {"data":{"_entities":[{"price":1},{"price":null}]},
                 "errors":[{"message":"no price","path":["_entities",1,"price"]}]}\
                """);
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"users\":[{\"reviews\":[{\"product\":{\"cost\":1}},"
                + "{\"product\":{\"cost\":null}}]},{\"reviews\":[{\"product\":{\"cost\":null}}]}]},"
                + "\"errors\":["
                + error(
                    "no price",
                    "[\"users\",0,\"reviews\",1,\"product\",\"cost\"]",
                    "DOWNSTREAM_SERVICE_ERROR",
                    "products")
                + ","
                + error(
                    "no price",
                    "[\"users\",1,\"reviews\",0,\"product\",\"cost\"]",
                    "DOWNSTREAM_SERVICE_ERROR",
                    "products")
                + "]}");
  }

  @Test
  void tellsAnErrorOnceForEachAliasOfTheField() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ me { name } }")
            .client("{ me { x: name @data(key: \"name\") y: name @data(key: \"name\") } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "a",
                "{\"data\":{\"me\":{\"name\":null}},"
                    + "\"errors\":[{\"message\":\"m\",\"path\":[\"me\",\"name\"]}]}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"me\":{\"x\":null,\"y\":null}},\"errors\":["
                + error("m", "[\"me\",\"x\"]", "DOWNSTREAM_SERVICE_ERROR", "a")
                + ","
                + error("m", "[\"me\",\"y\"]", "DOWNSTREAM_SERVICE_ERROR", "a")
                + "]}");
  }

  @Test
  void anErrorWithoutPathBelongsToTheStepsOwnPlace() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ me { id } }")
            .entities("b", "me", "User { id }", "{ ... on User { name } }", 0)
            .client("{ self: me @data(key: \"me\") { name } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("a", "{\"data\":{\"me\":{\"id\":\"1\"}}}")
            .answers("b", "{\"data\":null,\"errors\":[{\"message\":\"no access\"}]}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"self\":{\"name\":null}},\"errors\":["
                + error("no access", "[\"self\"]", "DOWNSTREAM_SERVICE_ERROR", "b")
                + "]}");
  }

  @Test
  void aRootErrorWithoutPathHasNone() {
    TestPlan plan = TestPlan.of(SDL).root("a", "{ me { id } }").client("{ me { id } }");
    FakeUpstream services =
        new FakeUpstream().answers("a", "{\"errors\":[{\"message\":\"broken\"}]}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"me\":null},\"errors\":["
                + error("broken", "", "DOWNSTREAM_SERVICE_ERROR", "a")
                + "]}");
  }

  @Test
  void aNullThatTheServiceExplainedGetsNoSecondError() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ me { username } user { id } }")
            .client("{ me { username } user { id } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "a",
                """
                {"data":null,"errors":[
                  {"message":"why","path":["user","id"]}, {"message":"too","path":["me"]}]}\
                """);
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":null,\"errors\":["
                + error("why", "[\"user\",\"id\"]", "DOWNSTREAM_SERVICE_ERROR", "a")
                + ","
                + error("too", "[\"me\"]", "DOWNSTREAM_SERVICE_ERROR", "a")
                + "]}");
  }

  @Test
  void aFailedCallIsToldAtEachFieldThatItCost() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ users { id name } }")
            .entities("b", "users", "User { id }", "{ ... on User { reviews { id } } }", 0)
            .client("{ users { name reviews { id } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "a",
                "{\"data\":{\"users\":[{\"id\":\"1\",\"name\":\"x\"},{\"id\":\"2\",\"name\":\"y\"}]}}")
            .fails("b", UpstreamFailure.Code.UPSTREAM_TIMEOUT, "The service took too long.");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"users\":[{\"name\":\"x\",\"reviews\":null},"
                + "{\"name\":\"y\",\"reviews\":null}]},\"errors\":["
                + error(
                    "The service took too long.",
                    "[\"users\",0,\"reviews\"]",
                    "UPSTREAM_TIMEOUT",
                    "b")
                + ","
                + error(
                    "The service took too long.",
                    "[\"users\",1,\"reviews\"]",
                    "UPSTREAM_TIMEOUT",
                    "b")
                + "]}");
  }

  @Test
  void aFieldWhoseKeyWasLostNamesTheServiceThatFailed() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ me { id } }")
            .entities("b", "me", "User { id }", "{ ... on User { username } }", 0)
            .entities("c", "me", "User { username }", "{ ... on User { name } }", 1)
            .client("{ me { id name } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("a", "{\"data\":{\"me\":{\"id\":\"1\"}}}")
            .fails("b", UpstreamFailure.Code.UPSTREAM_UNREACHABLE, "The service is not there.");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"me\":{\"id\":\"1\",\"name\":null}},\"errors\":["
                + error(
                    "The service is not there.", "[\"me\",\"name\"]", "UPSTREAM_UNREACHABLE", "b")
                + "]}");
    assertThat(services.bodies("c")).isEmpty();
  }

  @Test
  void aLostFieldThatMustNotBeNullIsToldOnce() {
    TestPlan plan =
        TestPlan.of(SDL).root("a", "{ user { id } me { id } }").client("{ user { id } }");
    FakeUpstream services =
        new FakeUpstream().fails("a", UpstreamFailure.Code.UPSTREAM_HTTP_ERROR, "Status 500.");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":null,\"errors\":["
                + error("Status 500.", "[\"user\"]", "UPSTREAM_HTTP_ERROR", "a")
                + "]}");
  }

  @Test
  void anErrorInWhatOnlyWeAskedForIsToldAtItsObject() {
    TestPlan plan = TestPlan.of(SDL).root("a", "{ me { id username } }").client("{ me { id } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "a",
                "{\"data\":{\"me\":{\"id\":\"1\",\"username\":null}},"
                    + "\"errors\":[{\"message\":\"m\",\"path\":[\"me\",\"username\"]}]}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"me\":{\"id\":\"1\"}},\"errors\":["
                + error("m", "[\"me\"]", "DOWNSTREAM_SERVICE_ERROR", "a")
                + "]}");
  }

  @Test
  void anErrorIsNotToldWhereTheSameObjectIsAskedForOtherThings() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ users { id name } }")
            .client(
                "{ x: users @data(key: \"users\") { id } y: users @data(key: \"users\") { name }"
                    + " }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "a",
                "{\"data\":{\"users\":[{\"id\":\"1\",\"name\":null}]},"
                    + "\"errors\":[{\"message\":\"m\",\"path\":[\"users\",0,\"name\"]}]}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"x\":[{\"id\":\"1\"}],\"y\":[{\"name\":null}]},\"errors\":["
                + error("m", "[\"y\",0,\"name\"]", "DOWNSTREAM_SERVICE_ERROR", "a")
                + "]}");
  }

  @Test
  void anErrorIsToldForEachAliasOfAFieldOfOneTypeAmongSeveral() {
    TestPlan plan =
        TestPlan.of(
                """
                type Query { nodes: [Node] }
                interface Node { id: ID! }
                type User implements Node { id: ID! name: String }
                type Shop implements Node { id: ID! name: String }
                """)
            .root("a", "{ nodes { __typename ... on User { name } ... on Shop { name } } }")
            .client(
                """
                { nodes { ... on User { x: name @data(key: "name") y: name @data(key: "name") }
                    ... on Shop { z: name @data(key: "name") } } }
                """);
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "a",
                """
                {"data":{"nodes":[{"__typename":"User","name":null}]},
                 "errors":[{"message":"m","path":["nodes",0,"name"]}]}\
                """);
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"nodes\":[{\"x\":null,\"y\":null}]},\"errors\":["
                + error("m", "[\"nodes\",0,\"x\"]", "DOWNSTREAM_SERVICE_ERROR", "a")
                + ","
                + error("m", "[\"nodes\",0,\"y\"]", "DOWNSTREAM_SERVICE_ERROR", "a")
                + "]}");
  }

  @Test
  void anErrorOfAWholeEntityIsToldAtEachFieldThatItCost() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ me { id name } }")
            .entities("b", "me", "User { id }", "{ ... on User { username reviews { id } } }", 0)
            .client("{ me { name reviews { id } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("a", "{\"data\":{\"me\":{\"id\":\"1\",\"name\":\"x\"}}}")
            .answers(
                "b",
                "{\"data\":{\"_entities\":[null]},"
                    + "\"errors\":[{\"message\":\"m\",\"path\":[\"_entities\",0]}]}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"me\":{\"name\":\"x\",\"reviews\":null}},\"errors\":["
                + error("m", "[\"me\",\"reviews\"]", "DOWNSTREAM_SERVICE_ERROR", "b")
                + "]}");
  }

  @Test
  void errorsInWhatANullHasSweptAwayAreNotToldElsewhere() {
    TestPlan plan =
        TestPlan.of(
                """
                type Query { me: User }
                type User { id: ID! friends: [User!] reviews: [Review]! }
                type Review { id: ID! }
                """)
            .root("a", "{ me { friends { id } } }")
            .entities("b", "me.friends", "User { id }", "{ ... on User { reviews { id } } }", 0)
            .client("{ me { friends { reviews { id } } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("a", "{\"data\":{\"me\":{\"friends\":[{\"id\":\"1\"},{\"id\":\"2\"}]}}}")
            .answers(
                "b",
                """
                {"data":{"_entities":[null,null]},"errors":[
                  {"message":"first","path":["_entities",0,"reviews"]},
                  {"message":"second","path":["_entities",1,"reviews"]}]}\
                """);
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"me\":{\"friends\":null}},\"errors\":["
                + error(
                    "first", "[\"me\",\"friends\",0,\"reviews\"]", "DOWNSTREAM_SERVICE_ERROR", "b")
                + "]}");
  }

  @Test
  void anErrorOfAnEntityThatTheClientNeverSeesIsToldNearby() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ users { id } }")
            .entities("b", "users", "User { id }", "{ ... on User { name } }", 0)
            .client("{ users @skip(if: $no) { name } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("a", "{\"data\":{\"users\":[{\"id\":\"1\"}]}}")
            .answers(
                "b",
                "{\"data\":{\"_entities\":[null]},"
                    + "\"errors\":[{\"message\":\"m\",\"path\":[\"_entities\",0]}]}");
    assertThat(Run.response(plan, services, java.util.Map.of("no", true)))
        .isEqualTo(
            "{\"data\":{},\"errors\":["
                + error("m", "[\"users\"]", "DOWNSTREAM_SERVICE_ERROR", "b")
                + "]}");
  }

  @Test
  void saysNothingOfHostsUrlsAndStackTraces() {
    TestPlan plan = TestPlan.of(SDL).root("a", "{ me { id } }").client("{ me { id } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "a",
                """
                {"errors":[{"message":"connect to http://10.0.0.7:4001/x via db.internal:5432 failed\\n  at a.js:1"}]}
                """);
    assertThat(Run.response(plan, services))
        .contains("\"message\":\"connect to [redacted] via [redacted] failed\"");
  }

  @Test
  void errorsOfAnOddFormAreStillTold() {
    TestPlan plan = TestPlan.of(SDL).root("a", "{ me { id } }").client("{ me { id } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("a", "{\"errors\":[7,{\"path\":[\"me\",{}],\"extensions\":[]}],\"data\":{}}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"me\":null},\"errors\":["
                + error("The service answered with an error.", "", "DOWNSTREAM_SERVICE_ERROR", "a")
                + ","
                + error(
                    "The service answered with an error.",
                    "[\"me\"]",
                    "DOWNSTREAM_SERVICE_ERROR",
                    "a")
                + "]}");
  }
}
