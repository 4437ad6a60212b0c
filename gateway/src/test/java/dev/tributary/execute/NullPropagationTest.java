package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** GraphQL specification, 6.4.4: one service, what it answers, and what the client must get. */
class NullPropagationTest {

  private static final String SDL =
      """
      type Query {
        a: A  must: A!  list: [A]  strict: [A!]  all: [A!]!  grid: [[Int!]]  names: [String!]
      }
      type A { s: String  i: Int  f: Float  b: Boolean  id: ID  e: E  any: Any  need: String!
        a: A  must: A!  ee: E!  strict: [A!] }
      enum E { RED GREEN }
      scalar Any
      """;

  private static String nullError(String field, String path) {
    return ("{'message':'Field \\'%s\\' must not be null, and there is no value for"
            + " it.','path':[%s],"
            + "'extensions':{'code':'NULL_IN_NON_NULL_FIELD','service':'one'}}")
        .formatted(field, path);
  }

  private static String kindError(String field, String path) {
    return ("{'message':'The value given for field \\'%s\\' is not of its type.','path':[%s],"
            + "'extensions':{'code':'UPSTREAM_INVALID_RESPONSE','service':'one'}}")
        .formatted(field, path);
  }

  private static String withError(String data, String error) {
    return "{'data':" + data + ",'errors':[" + error + "]}";
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        // Values that fit.
        row("{a{s i f b id}}", "{'a':{'s':'x','i':-1,'f':1.5e3,'b':true,'id':'k'}}"),
        row("{a{f id}}", "{'a':{'f':3,'id':7}}", "{'data':{'a':{'f':3,'id':'7'}}}"),
        row("{a{any}}", "{'a':{'any':{'deep':[1, {'x':null}]}}}"),
        row("{a{any}}", "{'a':{'any':[1,2]}}"),
        row("{a{e}}", "{'a':{'e':'RED'}}"),
        row("{a{e}}", "{'a':{'e':'R\\u0045D'}}"),
        row("{a{i}}", "{'a':{'i':2147483647}}"),
        row("{a{i}}", "{'a':{'i':-2147483648}}"),
        row("{grid}", "{'grid':[[1,2],null,[]]}"),
        row("{a{s}}", "{'a':{'s':'\\u00e9\\n\\/'}}"),
        // Null where it is allowed, or nothing at all.
        row("{a{s}}", "{'a':null}"),
        row("{a{s}}", "{}", "{'data':{'a':null}}"),
        row("{a{s i}}", "{'a':{}}", "{'data':{'a':{'s':null,'i':null}}}"),
        row("{list{s}}", "{'list':[null,{'s':'x'}]}"),
        // Null where it is not: the nearest nullable ancestor goes.
        row(
            "{a{s need}}",
            "{'a':{'s':'x','need':null}}",
            withError("{'a':null}", nullError("need", "'a','need'"))),
        row(
            "{a{s a{s must{need}}}}",
            "{'a':{'s':'x','a':{'s':'y','must':{}}}}",
            withError("{'a':{'s':'x','a':null}}", nullError("need", "'a','a','must','need'"))),
        row("{must{s}}", "{'must':null}", withError("null", nullError("must", "'must'"))),
        row(
            "{list{need}}",
            "{'list':[{'need':'x'},{},{'need':'z'}]}",
            withError(
                "{'list':[{'need':'x'},null,{'need':'z'}]}", nullError("need", "'list',1,'need'"))),
        row(
            "{a{s} strict{need}}",
            "{'a':{'s':'x'},'strict':[{'need':'x'},{}]}",
            withError("{'a':{'s':'x'},'strict':null}", nullError("need", "'strict',1,'need'"))),
        row(
            "{all{need}}",
            "{'all':[{'need':null}]}",
            withError("null", nullError("need", "'all',0,'need'"))),
        row("{all{s}}", "{'all':[null]}", withError("null", nullError("all", "'all',0"))),
        row(
            "{grid}",
            "{'grid':[[1,null],[2]]}",
            withError("{'grid':[null,[2]]}", nullError("grid", "'grid',0,1"))),
        row(
            "{names}",
            "{'names':['x',null]}",
            withError("{'names':null}", nullError("names", "'names',1"))),
        // Values of the wrong kind.
        row("{a{s}}", "{'a':{'s':5}}", withError("{'a':{'s':null}}", kindError("s", "'a','s'"))),
        row("{a{i}}", "{'a':{'i':'5'}}", withError("{'a':{'i':null}}", kindError("i", "'a','i'"))),
        row("{a{i}}", "{'a':{'i':5.0}}", withError("{'a':{'i':null}}", kindError("i", "'a','i'"))),
        row(
            "{a{i}}",
            "{'a':{'i':2147483648}}",
            withError("{'a':{'i':null}}", kindError("i", "'a','i'"))),
        row(
            "{a{i}}",
            "{'a':{'i':99999999999999999999}}",
            withError("{'a':{'i':null}}", kindError("i", "'a','i'"))),
        row("{a{b}}", "{'a':{'b':1}}", withError("{'a':{'b':null}}", kindError("b", "'a','b'"))),
        row("{a{f}}", "{'a':{'f':'1'}}", withError("{'a':{'f':null}}", kindError("f", "'a','f'"))),
        row(
            "{a{id}}",
            "{'a':{'id':1.5}}",
            withError("{'a':{'id':null}}", kindError("id", "'a','id'"))),
        row(
            "{a{s}}",
            "{'a':{'s':['x']}}",
            withError("{'a':{'s':null}}", kindError("s", "'a','s'"))),
        row("{a{s}}", "{'a':{'s':{}}}", withError("{'a':{'s':null}}", kindError("s", "'a','s'"))),
        row("{a{s}}", "{'a':[]}", withError("{'a':null}", kindError("a", "'a'"))),
        row("{a{s}}", "{'a':'x'}", withError("{'a':null}", kindError("a", "'a'"))),
        row(
            "{list{s}}",
            "{'list':{'s':'x'}}",
            withError("{'list':null}", kindError("list", "'list'"))),
        row(
            "{list{s}}",
            "{'list':[[{'s':'x'}]]}",
            withError("{'list':[null]}", kindError("list", "'list',0"))),
        row("{grid}", "{'grid':[1]}", withError("{'grid':[null]}", kindError("grid", "'grid',0"))),
        row("{grid}", "{'grid':7}", withError("{'grid':null}", kindError("grid", "'grid'"))),
        row("{must{s}}", "{'must':7}", withError("null", kindError("must", "'must'"))),
        // Enum values that the client's schema does not have.
        row("{a{e}}", "{'a':{'e':'SECRET'}}", "{'data':{'a':{'e':null}}}"),
        row("{a{e}}", "{'a':{'e':1}}", withError("{'a':{'e':null}}", kindError("e", "'a','e'"))),
        row(
            "{a{ee}}",
            "{'a':{'ee':'SECRET'}}",
            withError("{'a':null}", kindError("ee", "'a','ee'"))));
  }

  /** The data comes through as it is. */
  private static Arguments row(String selection, String data) {
    return row(selection, data, "{'data':" + data + "}");
  }

  private static Arguments row(String selection, String data, String expected) {
    return Arguments.of(
        selection, data.replace('\'', '"'), expected.replace("\\'", "\\\"").replace('\'', '"'));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("cases")
  void answers(String selection, String data, String expected) {
    TestPlan plan = TestPlan.of(SDL).root("one", selection).client(selection);
    FakeUpstream services = new FakeUpstream().answers("one", "{\"data\":" + data + "}");
    assertThat(Run.response(plan, services)).isEqualTo(expected);
  }
}
