package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.connect.ParameterStyles.Kind;
import dev.tributary.connect.ParameterStyles.PathStyle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathExpansionTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The values of RFC 6570, section 3.2, and some that would like to be more than a value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          SIMPLE | false | "value"                              | value
          SIMPLE | false | ["red","green","blue"]               | red,green,blue
          SIMPLE | true  | ["red","green","blue"]               | red,green,blue
          SIMPLE | false | {"semi":";","dot":".","comma":","}   | semi,%3B,dot,.,comma,%2C
          SIMPLE | true  | {"semi":";","dot":".","comma":","}   | semi=%3B,dot=.,comma=%2C
          SIMPLE | false | 9007199254740993                     | 9007199254740993
          LABEL  | false | "value"                              | .value
          LABEL  | false | ["red","green","blue"]               | .red,green,blue
          LABEL  | true  | ["red","green","blue"]               | .red.green.blue
          LABEL  | false | {"semi":";","dot":".","comma":","}   | .semi,%3B,dot,.,comma,%2C
          LABEL  | true  | {"semi":";","dot":".","comma":","}   | .semi=%3B.dot=..comma=%2C
          MATRIX | false | "value"                              | ;x%20y=value
          MATRIX | false | ""                                   | ;x%20y
          MATRIX | true  | "value"                              | ;x%20y=value
          MATRIX | false | ["red","green","blue"]               | ;x%20y=red,green,blue
          MATRIX | true  | ["red","","blue"]                    | ;x%20y=red;x%20y;x%20y=blue
          MATRIX | false | {"semi":";","dot":".","comma":","}   | ;x%20y=semi,%3B,dot,.,comma,%2C
          MATRIX | true  | {"semi":";","dot":".","comma":","}   | ;semi=%3B;dot=.;comma=%2C
          MATRIX | true  | {"a":"","b":null}                    | ;a
          SIMPLE | false | [null,1,true]                        | 1,true
          MATRIX | true  | []                                   |
          LABEL  | false | [null]                               |
          SIMPLE | false | "../a?b#c;d=e&f/\\u2028\\r\\n"       | ..%2Fa%3Fb%23c%3Bd%3De%26f%2F%E2%80%A8%0D%0A
          LABEL  | true  | ["a.b","c/d","%2e"]                  | .a.b.c%2Fd.%252e
          MATRIX | true  | {"a=b;c":"d/e"}                      | ;a%3Db%3Bc=d%2Fe
          MATRIX | false | ["a,b",";c=1"]                       | ;x%20y=a%2Cb,%3Bc%3D1
          """)
  void valuesAreWrittenAsTheTemplateHasThem(
      Kind kind, boolean exploded, String value, @Nullable String text) throws Exception {
    PathStyle style = new PathStyle("x", kind, "x y", exploded);
    assertThat(PathExpansion.of(style, JSON.readTree(value))).isEqualTo(text == null ? "" : text);
  }

  @Test
  void whatIsNestedIsRefused() {
    PathStyle style = new PathStyle("x", Kind.SIMPLE, "x", false);
    assertThatThrownBy(() -> PathExpansion.of(style, JSON.readTree("[[1]]")))
        .isInstanceOf(RestUri.Refused.class);
    assertThatThrownBy(() -> PathExpansion.of(style, JSON.readTree("{\"a\": {}}")))
        .isInstanceOf(RestUri.Refused.class);
  }
}
